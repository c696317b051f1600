"""What can be said of long work. Codes stay."""

from __future__ import annotations

from smart_team.errors import SmartTeamError
from smart_team.errors import message as _m


class JobError(SmartTeamError):
    """A job was not taken or could not be done."""


NO_LONGER = _m(
    "J101",
    "请求这项工作的人已经停用",
    "whoever asked for this job is disabled",
    "由现任的人重新请求",
    "somebody who holds the role now has to ask for it anew",
)
GIVEN_UP = _m(
    "J102",
    "程序在进行这项工作时停止了 {tries} 次,不再重试",
    "the program stopped {tries} times while it did this job; it is not tried again",
    "查看日志,消除原因后重新请求",
    "look into the log, remove the cause, then ask for it anew",
)
UNKNOWN_SORT = _m(
    "J103",
    "没有“{sort}”这种工作",
    "there is no job of the sort '{sort}'",
    "换用认得它的程序版本,或重新请求",
    "use a program that knows it, or ask anew",
)
BAD_CONTENT = _m(
    "J104",
    "“{sort}”的内容不对:{field}",
    "what the job '{sort}' was given is wrong: {field}",
    "改正后重新请求",
    "mend it and ask anew",
)
BROKEN = _m(
    "J105",
    "程序出错({detail}),这项工作没有完成",
    "the program failed ({detail}); the job was not done",
    "请管理员查看日志,并告知开发者",
    "an administrator should look into the log and tell the developers",
)
TOO_MANY = _m(
    "J106",
    "您已有 {most} 项工作在等待",
    "{most} jobs of yours are waiting already",
    "等它们完成后再请求",
    "wait until they are done",
)
NOT_ALLOWED = _m(
    "J107",
    "您现在无权进行“{sort}”",
    "you may not do '{sort}' now",
    "请有权的人请求",
    "somebody who may has to ask for it",
)
