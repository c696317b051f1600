"""Every sentence that can be said of accounts, passwords and signing in. Codes are stable."""

from __future__ import annotations

from smart_team.errors import SmartTeamError
from smart_team.errors import message as _m


class PeopleError(SmartTeamError):
    """Something asked of an account, an assignment, a password or a token was refused."""


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
