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
NOT_REPORTED = _m(
    "C196",
    "台账 {ledger} 在数据时期内没有计入的记录，没有记录不当作 0",
    "no record of the period counts in the ledger {ledger}; what nobody reported is not 0",
    "在台账中录入并经确认，统计时自动取数",
    "enter the record there and have it confirmed; it is then counted",
)
