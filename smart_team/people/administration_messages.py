"""What is refused to who administers people, in words."""

from __future__ import annotations

from smart_team.errors import message as _m

NOT_ADMINISTRATOR = _m(
    "U247",
    "您不能管理人员",
    "you cannot manage people",
    "请市级管理员办理",
    "ask an administrator of the city",
)
OWN_ACCOUNT = _m(
    "U248",
    "管理员不能办理自己的账号和任职",
    "administrators do not manage their own account or assignments",
    "请另一位管理员办理",
    "ask another administrator",
)
CLASHING = _m(
    "U249",
    "同一人不能同时是 {role} 和 {other}",
    "one person cannot be {role} and {other} at the same time",
    "换一个人,或先结束原来的任职",
    "take somebody else, or end the other assignment first",
)
NOT_DISABLED = _m(
    "U250",
    "没有这个人员,或没有停用",
    "there is no such person, or they are not disabled",
    "核对人员编号",
    "check the person's id",
)
