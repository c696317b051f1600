"""What metrics refuse, in words."""

from __future__ import annotations

from smart_team.errors import message as _m

BAD_COUNT = _m(
    "G221",
    "数据项插件“{counter}”没有给出可用的结果:{detail}",
    "the counter '{counter}' gave no sound result: {detail}",
    "修好或卸载这个插件",
    "mend the plugin or uninstall it",
)
UNKNOWN_COUNTER = _m(
    "G222",
    "数据项 {metric} 要的插件“{counter}”没有登记",
    "the metric {metric} asks for the counter '{counter}', which is not registered",
    "安装带有它的插件,或改写 hook",
    "install the plugin that brings it, or change hook",
)
UNKNOWN_LEDGER = _m(
    "G223",
    "数据项 {metric} 要的台账“{ledger}”不存在",
    "the metric {metric} is over the ledger '{ledger}', which does not exist",
    "改为已有的台账",
    "name a ledger that there is",
)
COUNTER_OVER_BULK = _m(
    "G224",
    "数据项插件“{counter}”要的“{ledger}”是 bulk 台账，记录不逐条读取",
    "the counter '{counter}' takes '{ledger}', a bulk ledger, whose records are not read singly",
    "改用 count、sum、distinct 声明数据项，或删去 bulk",
    "declare the metric with count, sum or distinct, or delete bulk",
)
