"""What is refused about metrics in cycles, in words."""

from __future__ import annotations

from smart_team.errors import message as _m

BAD_PERIOD = _m(
    "C195",
    "数据时期 {first} 至 {last} 不成立",
    "the period from {first} to {last} cannot be counted",
    "先写开始再写结束,结束不晚于 {latest}",
    "begin before it ends, and end on {latest} at the latest",
)
