"""What the work with records refuses, in words."""

from __future__ import annotations

from smart_team.errors import message as _m

KEY_TAKEN = _m(
    "G201",
    "这家单位已有相同的记录:{key}",
    "the unit has such a record already: {key}",
    "打开已有的那条修改,或改正编号、日期",
    "change the one that is there, or mend its number or day",
)
NOT_FOR_UNIT = _m(
    "G202",
    "台账“{ledger}”不适用于单位“{unit}”",
    "the ledger '{ledger}' is not for the unit '{unit}'",
    "换一家单位",
    "choose another unit",
)
NO_REFERENCE = _m(
    "G203",
    "“{ledger}”中没有“{value}”",
    "there is no '{value}' in '{ledger}'",
    "先录入那一条,或改正编号",
    "enter that one first, or mend the number",
)
NOT_EDITABLE = _m(
    "G204",
    "这条记录现在是“{state}”,不能修改",
    "the record is '{state}' now and cannot be changed",
    "请有权的人退回后再改",
    "have it returned first",
)
NOT_NOW = _m(
    "G205",
    "这条记录现在是“{state}”,不能“{action}”",
    "the record is '{state}' now: '{action}' cannot be done",
    "看这条记录现在可以做什么",
    "see what can be done with it now",
)
NOT_ASKED_FOR = _m(
    "G206",
    "“{action}”不填这些栏目:{fields}",
    "'{action}' does not fill these fields: {fields}",
    "只填它要求的栏目",
    "fill only what it asks for",
)
NO_FILE_FIELD = _m(
    "G207",
    "台账“{ledger}”没有附件栏“{field}”",
    "the ledger '{ledger}' has no file field '{field}'",
    "可用:{known}",
    "use one of: {known}",
)
TOO_MANY_FILES = _m(
    "G208",
    "一条记录至多 {most} 个附件",
    "a record has at most {most} files",
    "合并文件,或删去不用的",
    "join files, or withdraw those not needed",
)
NO_VOTES = _m(
    "G209",
    "现在不能为这条记录投票",
    "this record cannot be voted for now",
    "投票只在规定的状态下进行",
    "votes are taken only in the state that the ledger names",
)
VOTES_SPENT = _m(
    "G210",
    "本月的 {most} 票已投完",
    "your {most} votes of this month are spent",
    "先收回一票",
    "take one back first",
)
