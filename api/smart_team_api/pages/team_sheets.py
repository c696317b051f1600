"""The table of units' teams as a sheet of a workbook: the same rows, the same numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from smart_team.errors import Lang, Text
from smart_team.modules.team.table import COLUMNS
from smart_team.reports.group_words import word
from smart_team.reports.workbook import Cell, Sheet
from smart_team_api.pages.team_looking import Table

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
