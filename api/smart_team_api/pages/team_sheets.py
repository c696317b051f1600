"""The table of units' teams as a sheet of a workbook: the same rows, the same numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from smart_team.errors import Lang, Text
from smart_team.modules.sight import SeenUnit
from smart_team.modules.team.figures import Figures
from smart_team.modules.team.quarters import Quarter
from smart_team.modules.team.table import COLUMNS, UnitLine
from smart_team.reports.group_words import word
from smart_team.reports.workbook import Cell, Sheet
from smart_team_api.pages.team_looking import Problems, Table

TITLES: Final[Mapping[str, Text]] = {
    "establishment": Text("编制数", "Establishment"),
    "actual": Text("实有人数", "Staff in post"),
    "change": Text("较上季", "Change"),
    "gap": Text("缺编", "Gap"),
    "gap_percent": Text("缺编率（%）", "Gap (%)"),
    "quota": Text("员额", "Quota posts"),
    "trained": Text("培训达标率（%）", "Trained (%)"),
    "months": Text("“三个规定”按期月数", "Months in time"),
    "checks": Text("回避核查", "Recusal checks"),
    "open": Text("未销号问题", "Open problems"),
    "overdue": Text("其中超期", "Overdue"),
}
"""What the columns are called, on the page and in the workbook."""
NOT_REPORTED: Final = Text("未报送", "Not reported")
WAITING: Final = Text("待确认", "To be confirmed")
STAFFED: Final = frozenset({"establishment", "actual", "gap", "gap_percent", "trained", "months"})
"""What every unit owes; where it is missing it was not reported."""
_HEAD: Final = (
    Text("单位", "Unit"),
    Text("条线", "Kind"),
    Text("区县", "District"),
    Text("报送情况", "Reported"),
)
_NAME: Final = Text("队伍管理总览", "Team management")


def team_sheet(table: Table, districts: Mapping[str, str], lang: Lang, at: str) -> Sheet:
    """Return the table as it was narrowed and sorted."""
    rows = []
    for line in table.lines:
        waits = WAITING.say(lang) if line.now.waiting else ""
        said = waits if line.now.reported else NOT_REPORTED.say(lang)
        district = districts.get(line.unit.district, "")
        head = (line.unit.name, word(line.unit.kind, lang), district, said)
        values = ((name, of(line)) for name, of in COLUMNS.items())
        blank = NOT_REPORTED.say(lang)
        cells = [blank if v is None and name in STAFFED else v for name, v in values]
        rows.append([*(Cell(each) for each in head), *(Cell(each) for each in cells)])
    return Sheet(
        _NAME.say(lang),
        [each.say(lang) for each in (*_HEAD, *TITLES.values())],
        rows,
        [f"{_NAME.say(lang)} {table.quarter.id}", at],
        (28, 10, 12, 10, 10),
        fixed_columns=1,
    )


def unit_sheet(
    unit: SeenUnit, history: Sequence[tuple[Quarter, Figures]], lang: Lang, at: str
) -> Sheet:
    """Return a unit's figures of several quarters, each in a row."""
    columns = {name: of for name, of in COLUMNS.items() if name != "change"}
    rows = []
    for quarter, figures in history:
        line, blank = UnitLine(unit, figures, Figures()), NOT_REPORTED.say(lang)
        waits = WAITING.say(lang) if figures.waiting else ""
        values = ((name, of(line)) for name, of in columns.items())
        cells = [blank if v is None and name in STAFFED else v for name, v in values]
        said = waits if figures.reported else blank
        rows.append([Cell(quarter.id), Cell(said), *(Cell(each) for each in cells)])
    header = [_QUARTER.say(lang), _HEAD[3].say(lang), *(TITLES[name].say(lang) for name in columns)]
    name = _NAME.say(lang)
    return Sheet(name, header, rows, [f"{unit.name} {name}", at], (10, 10, 12), fixed_columns=1)


def problems_sheet(found: Problems, lang: Lang, at: str) -> Sheet:
    """Return the problems as they were narrowed; days are left blank for what is not open."""
    fields = {name: found.book.fields[name] for name in _OF_A_PROBLEM}
    sources = {each.id: each.title.say(lang) for each in found.book.fields["source"].choices}  # type: ignore[union-attr]
    rows = []
    for line in found.lines:
        record = line.record
        values = [record.content.get(name) for name in fields]
        state = found.book.states[record.state].title.say(lang)
        said = [found.units[record.unit].name, *(sources.get(v, v) for v in values), state]
        left = line.left if line.open else None
        rows.append([*(Cell(each) for each in said), Cell(left)])
    titles = [each.title.say(lang) for each in fields.values()]
    header = [_HEAD[0].say(lang), *titles, _STATE.say(lang), _LEFT.say(lang)]
    name = _PROBLEMS.say(lang)
    return Sheet(name, header, rows, [name, at], (28, 14, 40, 14), fixed_columns=1)


_OF_A_PROBLEM: Final = (
    "number",
    "text",
    "source",
    "found_on",
    "due",
    "measure_taken",
    "rectified_on",
    "struck_off_on",
    "rechecked_on",
)
_QUARTER: Final = Text("季度", "Quarter")
_STATE: Final = Text("状态", "State")
_LEFT: Final = Text("剩余天数", "Days left")
_PROBLEMS: Final = Text("问题清单", "Problems")
