"""What an exported ledger says about how to fill it in."""

from __future__ import annotations

from typing import Final

from smart_team.errors import Lang, Text
from smart_team.rubric.ledgers import (
    AnyField,
    ChoiceField,
    DateField,
    NumberField,
    PercentField,
    TextField,
    UnitField,
    UnitsField,
)
from smart_team.rubric.types import plain

DATA: Final = Text("数据", "Data")
GUIDE: Final = Text("填写说明", "How to fill")
HEADER: Final = (
    Text("栏目", "Field"),
    Text("编号", "Id"),
    Text("类型", "Type"),
    Text("必填", "Required"),
    Text("填写要求", "What to write"),
    Text("可选", "Choices"),
)
YES: Final = Text("必填", "yes")
NO: Final = Text("", "")
UNIT: Final = Text("单位", "Unit")
UNIT_HINT: Final = Text(
    "每行写记录所属的单位:代码,或全称;不要合并单元格",
    "the unit that keeps the record, in every row: its code or full name; merge no cells",
)
KEY_HINT: Final = Text("用来认出同一条记录", "tells records apart")
LINES: Final = (
    Text(
        "可以调换列的次序、留空行,不要改表头;没有的列保持原值,空格表示清空",
        "columns may change places and rows be blank; leave the header as it is; a field without "
        "a column stays as it is, an empty cell empties it",
    ),
    Text(
        "导入从不删除记录;不要填写身份证号、手机号、住址等个人信息",
        "an import never removes records; write no identity or phone numbers, addresses or other "
        "personal data",
    ),
)
_TYPES: Final = {
    "text": Text("文字", "text"),
    "number": Text("数", "number"),
    "percent": Text("百分比", "percentage"),
    "date": Text("日期", "date"),
    "choice": Text("选项", "choice"),
    "unit": Text("单位", "unit"),
    "units": Text("若干单位", "units"),
}


def type_of(field: AnyField) -> Text:
    """Return what a field's type is called."""
    return _TYPES[field.type]


def rule_of(field: AnyField, lang: Lang) -> str:
    """Return what to write into a field: the author's hint, then the rule."""
    parts = [] if field.hint is None else [field.hint.say(lang)]
    return ";".join([*parts, _rule(field).say(lang)])


def _rule(field: AnyField) -> Text:
    match field:
        case TextField():
            return Text(f"至多 {field.longest} 字", f"at most {field.longest} characters")
        case NumberField():
            return _number(field)
        case PercentField():
            return Text("0% 到 100%,写 95% 或 95", "0 to 100 %, written 95% or 95")
        case DateField():
            return Text("写成 2026-03-05 这样", "written like 2026-03-05")
        case ChoiceField():
            return Text("选一项", "one of the choices")
        case UnitField():
            return Text("单位代码或全称", "a unit's code or full name")
        case UnitsField():
            return Text("单位代码,用顿号隔开", "units' codes, with commas between")
        case _:
            return NO


def _number(field: NumberField) -> Text:
    least, most = plain(field.min), plain(field.max)
    said = Text(
        f"{least} 到 {most},小数至多 {field.decimals} 位",
        f"{least} to {most}, at most {field.decimals} decimal places",
    )
    if field.measure is None:
        return said
    measure = field.measure.text()
    return Text(f"{said.zh},单位:{measure.zh}", f"{said.say('en')}; in {measure.say('en')}")
