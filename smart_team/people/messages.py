"""Every sentence that can be said of accounts, passwords and signing in. Codes are stable."""

from __future__ import annotations

from smart_team.errors import SmartTeamError
from smart_team.errors import message as _m


class PeopleError(SmartTeamError):
    """Something asked of an account, an assignment, a password or a token was refused."""


class AbsentError(PeopleError):
    """There is nobody and nothing like that for who asks."""


class ForbiddenError(PeopleError):
    """Who asks may not do this to people, or not to this person."""


class SignInError(SmartTeamError):
    """A sign-in, a code, a set-up link or a session was refused; who asked stays a stranger."""


class LockedOutError(SignInError):
    """There were too many guesses; the problem's value ``seconds`` says how long to wait."""


# Passwords
TOO_SHORT = _m(
    "U201",
    "密码只有 {length} 个字符,至少要 {shortest} 个",
    "the password has {length} characters; at least {shortest} are needed",
    "加长;几个互不相干的词连在一起既长又好记",
    "make it longer; a few unrelated words together are long and easy to remember",
)
TOO_LONG = _m(
    "U202",
    "密码有 {length} 个字符,最多 {longest} 个",
    "the password has {length} characters; at most {longest} are taken",
    "缩短一些",
    "make it shorter",
)
TOO_PLAIN = _m(
    "U203",
    "密码只用了 {found} 类字符,至少要 {wanted} 类",
    "the password uses {found} kinds of characters; at least {wanted} are needed",
    "大写字母、小写字母、数字、符号中再加一类",
    "add one of: capital letters, small letters, digits, symbols",
)
CONTAINS_WORD = _m(
    "U204",
    "密码里有“{word}”,别人容易猜到",
    "the password contains '{word}', which is easy to guess",
    "不要用登录名、系统名称和地名,换成字母形近的数字或符号也不行",
    "leave out the login, the system's name and the place, also with look-alike digits or symbols",
)
COMMON = _m(
    "U205",
    "这是常见密码,或常见词加常见数字",
    "this is a common password, or a common word with common digits",
    "换成别人想不到的几个词",
    "take a few words that nobody would think of",
)
WALK = _m(
    "U206",
    "密码大半是键盘上或顺序上相连的字符,或同一段的重复",
    "most of the password follows the keyboard or the alphabet, or it repeats one piece",
    "换成别人想不到的几个词",
    "take a few words that nobody would think of",
)
REUSED = _m(
    "U207",
    "这个密码是最近 {remembered} 个之一",
    "this password is one of the last {remembered}",
    "换成没有用过的密码",
    "take one that has not been used",
)
EXPIRED = _m(
    "U208",
    "密码已用满 {days} 天",
    "the password is {days} days old",
    "设置新密码后继续",
    "set a new one to go on",
)

# Signing in: the same words whether or not the account exists
SIGN_IN_REFUSED = _m(
    "U209",
    "登录名或密码不对",
    "the login or the password is not right",
    "核对后再试;忘记密码请管理员发设置链接",
    "check both and try again; if forgotten, ask an administrator for a set-up link",
)
LOCKED_OUT = _m(
    "U210",
    "尝试次数过多,{seconds} 秒内不再接受",
    "there were too many attempts; none is taken for {seconds} seconds",
    "稍后再试,或从平时登录的地方登录;急用请管理员解锁",
    "wait, or sign in from where you usually do; if urgent, ask an administrator to unlock",
)
CODE_REFUSED = _m(
    "U211",
    "验证码不对、已过期或已用过",
    "the code is not right, is too old, or has been used",
    "等下一个验证码,并核对手机时间;手机不在身边时用恢复码",
    "wait for the next one and check the phone's clock; without the phone use a recovery code",
)

# Accounts
UNKNOWN_PERSON = _m(
    "U212",
    "没有这个人员,或已停用",
    "there is no such person, or they are disabled",
    "核对人员编号;已停用的请管理员处理",
    "check the person's id; if disabled, ask an administrator",
)
LOGIN_TAKEN = _m(
    "U213",
    "这个登录名已有人用",
    "this login is taken",
    "换一个登录名;一人只有一个账号",
    "choose another login; one person has one account",
)
BAD_LOGIN = _m(
    "U214",
    "登录名须为 1 到 80 个可见字符,不含空格",
    "a login has 1 to 80 visible characters and no spaces",
    "例如用姓名拼音和单位代码",
    "take, for example, the name and the unit's code",
)
BAD_NAME = _m(
    "U215",
    "名称须为 1 到 {longest} 个可见字符",
    "a name has 1 to {longest} visible characters",
    "填写名称",
    "give a name",
)
UNKNOWN_ROLE = _m(
    "U216",
    "没有“{role}”这个角色",
    "there is no role '{role}'",
    "可用的角色:{roles}",
    "the roles are: {roles}",
)
WRONG_REACH = _m(
    "U217",
    "角色 {role} 的范围不对:单位角色只写单位,区角色只写区,其余都不写",
    "the reach of the role {role} is not right: a unit's role names a unit alone, "
    "a district's role a district alone, any other neither",
    "改正单位或区",
    "correct the unit or the district",
)
UNKNOWN_REACH = _m(
    "U218",
    "没有代码为“{code}”的单位或区",
    "there is no unit or district with the code '{code}'",
    "核对代码",
    "check the code",
)
DAYS_REVERSED = _m(
    "U219",
    "结束日 {until} 早于开始日 {start}",
    "the last day {until} is before the first day {start}",
    "改正日期",
    "correct the days",
)
UNKNOWN_ASSIGNMENT = _m(
    "U220",
    "没有这项任职,或它已结束",
    "there is no such assignment, or it has ended",
    "核对任职编号",
    "check the assignment's id",
)
LINK_REFUSED = _m(
    "U221",
    "设置链接不对、已过期或已用过",
    "the set-up link is not right, is too old, or has been used",
    "请管理员发新的链接",
    "ask an administrator for a new link",
)
BAD_DURATION = _m(
    "U222",
    "有效期须为 1 到 {longest},而不是 {given}",
    "it may hold from 1 to {longest}, not {given}",
    "改正有效期(链接以小时计,令牌以天计)",
    "correct how long it holds: a link in hours, a token in days",
)
PASSWORD_MOVED = _m(
    "U223",
    "密码刚刚在别处改过,本次没有改动",
    "the password has just been changed elsewhere; nothing was changed now",
    "用新密码登录后再试",
    "sign in with the new one and try again",
)
NO_SESSION = _m(
    "U224",
    "登录已结束",
    "the session has ended",
    "重新登录",
    "sign in again",
)
UNKNOWN_SESSION = _m(
    "U251",
    "没有这次登录,或它已结束",
    "there is no such session, or it has ended",
    "重新载入列表",
    "load the list again",
)

# The second factor
ALREADY_ENROLLED = _m(
    "U225",
    "已绑定验证器,不能直接换绑",
    "an authenticator is bound already and cannot simply be replaced",
    "请管理员先解除绑定",
    "ask an administrator to remove it first",
)
NOT_ENROLLED = _m(
    "U226",
    "没有待确认的验证器",
    "no authenticator waits to be confirmed",
    "先扫码绑定验证器",
    "scan the code with an authenticator first",
)

# Access tokens
UNKNOWN_SCOPES = _m(
    "U227",
    "访问令牌的权限不对:{given}",
    "the access token's scopes are not right: {given}",
    "从这些中至少选一个:{scopes}",
    "take at least one of: {scopes}",
)
UNKNOWN_TOKEN = _m(
    "U228",
    "没有这个访问令牌,或它已结束",
    "there is no such access token, or it has ended",
    "核对令牌编号",
    "check the token's id",
)
BAD_MAIL = _m(
    "U262",
    "这不是邮箱地址",
    "this is no mail address",
    "写成 name@example.gov.cn 的样子,不带空格和尖括号",
    "write it like name@example.gov.cn, without spaces or angle brackets",
)
