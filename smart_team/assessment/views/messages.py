"""What reading refuses, in words."""

from __future__ import annotations

from smart_team.errors import message as _m

BAD_LIMIT = _m(
    "C160",
    "每页条数 {given} 不在 1 至 {most} 之间",
    "a page of {given} is not between 1 and {most}",
    "改用这个范围内的数",
    "ask for a number in that range",
)
BAD_CURSOR = _m(
    "C161",
    "看不懂翻页位置“{given}”",
    "the place to go on from, '{given}', is not understood",
    "照上一页给出的 next 原样填写",
    "give `next` of the page before, as it is",
)
BAD_FILTER = _m(
    "C162",
    "筛选条件 {name} 的值“{given}”不对",
    "'{given}' is no value of the filter {name}",
    "可用:{known}",
    "use one of: {known}",
)
