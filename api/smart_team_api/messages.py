"""What the API itself refuses, in words."""

from __future__ import annotations

from smart_team.errors import SmartTeamError
from smart_team.errors import message as _m


class RequestError(SmartTeamError):
    """A request was refused before anything was asked of the store; it names its status."""

    status = 400


class UnreadableError(RequestError):
    """The request's body or headers cannot be read."""


class InvalidError(RequestError):
    """The request can be read, but its fields do not hold what they should."""

    status = 422


class NotAllowedError(RequestError):
    """Who asks is known, but may not ask this in this way."""

    status = 403


class NoMethodError(RequestError):
    """The address knows other methods."""

    status = 405


class TooLargeError(RequestError):
    """The body is larger than what is taken."""

    status = 413


class WrongTypeError(RequestError):
    """The body is of a type that is not taken."""

    status = 415


class WrongHostError(RequestError):
    """The request was meant for another host."""

    status = 421


class VersionNeededError(RequestError):
    """The request does not say which version it was made for."""

    status = 428


class MailError(RequestError):
    """A mail server did not take a letter."""

    status = 502


class FailedError(RequestError):
    """Something went wrong on the server."""

    status = 500


BAD_JSON = _m(
    "Q101",
    "请求内容不是合格的 JSON:{detail}",
    "the body is not sound JSON: {detail}",
    "按 RFC 8259 书写;不得有重复的键、NaN 或 Infinity",
    "write it by RFC 8259, without repeated keys, NaN or Infinity",
)
INVALID = _m(
    "Q102",
    "{field}:{detail}",
    "{field}: {detail}",
    "按 /api/v1/openapi.json 中的格式填写",
    "write it as /api/v1/openapi.json says",
)
NO_VERSION = _m(
    "Q103",
    "没有说明修改所依据的版本",
    "the request does not say which version it was made for",
    "把读取时得到的 ETag 放进 If-Match",
    "send the ETag that was read as If-Match",
)
BAD_VERSION = _m(
    "Q104",
    "If-Match 不是读取时得到的 ETag:{given}",
    "If-Match is no ETag that was read here: {given}",
    '原样送回,例如 "7";不接受 * 和多个值',
    'send it back as it was, "7" for example; * and several values are not taken',
)
BAD_KEY = _m(
    "Q105",
    "Idempotency-Key 应为 8 至 80 个可见的 ASCII 字符",
    "an Idempotency-Key has 8 to 80 visible ASCII characters",
    "用一个 UUID",
    "take a UUID",
)
KEY_REUSED = _m(
    "Q106",
    "这个 Idempotency-Key 已用于另一个请求",
    "this Idempotency-Key was used for another request",
    "不同的请求用不同的键",
    "take a new key for every request",
)
FORGED = _m(
    "Q107",
    "请求没有带上本次登录的防伪令牌",
    "the request lacks this session's CSRF token",
    "从本系统的页面发出请求;重新登录后再试",
    "send it from a page of this system; sign in again",
)
OUT_OF_SCOPE = _m(
    "Q108",
    "这个访问令牌不能做“{action}”",
    "this access token does not reach to '{action}'",
    "换一个范围合适的令牌",
    "take a token with the scope for it",
)
CODE_DUE = _m(
    "Q109",
    "还没有完成第二步验证",
    "the second factor has not been given",
    "先输入验证码或恢复码",
    "give a code of the authenticator or a recovery code first",
)
PASSWORD_DUE = _m(
    "Q110",
    "密码已到期",
    "the password has expired",
    "先更换密码",
    "change the password first",
)
ENROLMENT_DUE = _m(
    "Q111",
    "本系统要求第二步验证,您还没有绑定验证器",
    "a second factor is required here, and none is bound to the account",
    "先绑定验证器",
    "bind an authenticator first",
)
NO_METHOD = _m(
    "Q112",
    "这个地址不接受 {method}",
    "this address does not take {method}",
    "看 /api/v1/openapi.json",
    "see /api/v1/openapi.json",
)
BODY_TOO_LARGE = _m(
    "Q113",
    "请求超过 {limit} 字节",
    "the request has more than {limit} bytes",
    "分成几次,或缩小文件",
    "split it, or make the file smaller",
)
WRONG_TYPE = _m(
    "Q114",
    "不接受这种内容类型:{given}",
    "this type of content is not taken: {given}",
    "用 {wanted}",
    "send {wanted}",
)
FAILED = _m(
    "Q115",
    "服务器出错,没有完成这次请求",
    "the server failed and did not finish the request",
    "稍后重试;把请求编号 {request} 告诉管理员",
    "try again later; tell an administrator the request's number {request}",
)
BAD_CURSOR = _m(
    "Q116",
    "after 不是本系统给出的翻页位置",
    "after is no place in a list that was given out here",
    "原样送回上一页的 next,或不带 after 从头开始",
    "send back the last page's next as it was, or start without it",
)
"""A place in a list that is no longer understood."""
WRONG_HOST = _m(
    "Q117",
    "本服务不叫“{given}”",
    "this service is not called '{given}'",
    "用设置 base_url 中的地址访问",
    "use the address that the setting base_url has",
)
NO_MAIL = _m(
    "Q118",
    "没有启用邮件,或您没有填邮箱",
    "mail is not set up, or you have no mail address here",
    "设好邮件服务器;请另一位管理员填上您的邮箱",
    "set the mail server; another administrator enters your address",
)
MAIL_FAILED = _m(
    "Q119",
    "邮件没有发出({detail})",
    "the letter was not sent ({detail})",
    "核对 SMART_TEAM_SMTP_ 开头的设置和到邮件服务器的网络",
    "check the settings that begin with SMART_TEAM_SMTP_ and the way to the mail server",
)
