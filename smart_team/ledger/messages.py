"""What ledgers refuse, in words."""

from __future__ import annotations

from smart_team.errors import SmartTeamError
from smart_team.errors import message as _m


class LedgerError(SmartTeamError):
    """A record does not fit its ledger; every problem names its field."""


UNKNOWN_FIELD = _m(
    "G101",
    "台账“{ledger}”没有栏目“{field}”",
    "the ledger '{ledger}' has no field '{field}'",
    "可用:{known}",
    "use one of: {known}",
)
REQUIRED = _m("G102", "必填,没有填写", "required, and empty", "填写这一栏", "fill it in")
TEXT_LENGTH = _m(
    "G103",
    "文字有 {length} 个字,超过 {longest}",
    "the text has {length} characters, more than {longest}",
    "缩短文字",
    "shorten it",
)
TEXT_UNSEEN = _m(
    "G104",
    "文字中有看不见的控制字符",
    "the text has control characters that cannot be seen",
    "重新输入这段文字",
    "type the text anew",
)
NOT_A_TEXT = _m("G105", "这一栏要文字", "a text is wanted", "改为文字", "give a text")
NOT_A_NUMBER = _m(
    "G106",
    "“{value}”不是数",
    "'{value}' is not a number",
    "写成 12 或 0.5 这样的数",
    "write a number such as 12 or 0.5",
)
NUMBER_RANGE = _m(
    "G107",
    "{value} 不在 {least} 到 {most} 之间",
    "{value} is not between {least} and {most}",
    "核对数字",
    "check the number",
)
NUMBER_PLACES = _m(
    "G108",
    "{value} 的小数超过 {decimals} 位",
    "{value} has more than {decimals} decimal places",
    "按规定的位数填写",
    "use no more places than that",
)
NOT_A_DATE = _m(
    "G109",
    "“{value}”不是日期",
    "'{value}' is not a day",
    "写成 2026-03-05 这样",
    "write it like 2026-03-05",
)
NOT_A_CHOICE = _m(
    "G110",
    "“{value}”不在选项之列",
    "'{value}' is not among the choices",
    "可选:{known}",
    "choose one of: {known}",
)
NO_UNIT = _m(
    "G111",
    "没有单位“{value}”",
    "there is no unit '{value}'",
    "用单位代码,见单位名册",
    "use a unit's code from the list of units",
)
FILES_APART = _m(
    "G112",
    "附件要先上传,再保存记录",
    "files are uploaded, not typed",
    "用上传按钮添加附件",
    "add the file by its upload button",
)
NOT_BEFORE = _m(
    "G113",
    "{day} 早于“{other}”({than})",
    "{day} is before '{other}' ({than})",
    "核对两个日期",
    "check both days",
)
CHECK_FAILED = _m(
    "G114",
    "{says}(左边 {left},右边 {right})",
    "{says} (left {left}, right {right})",
    "核对这几栏的数",
    "check these numbers",
)
