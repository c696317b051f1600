"""Results as a workbook for people: the ranked table, every indicator, and what it all means."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from smart_team.errors import Lang, Text
from smart_team.reports.result_notes import notes_sheet
from smart_team.reports.result_table import Result, Results
from smart_team.reports.result_words import Shown
from smart_team.reports.sheet_styles import Look
from smart_team.reports.words import COLUMNS, NOT_APPLICABLE
from smart_team.reports.workbook import Cell, Sheet, write_workbook
from smart_team.rubric.items import Adjustment, Indicator
from smart_team.rubric.schema import Dimension
from smart_team.rubric.types import plain
from smart_team.scoring.units import Unit

SUMMARY: Final = Text("总表", "Summary")
DETAILS: Final = Text("明细", "Details")

_SUMMARY_COLUMNS: Final = (
    "group",
    "rank",
    "unit",
    "name",
    "kind",
    "level",
    "district",
    "status",
    "total",
    "grade",
    "redlines",
    "notes",
)
_SUMMARY_WIDTHS: Final = (12, 6, 14, 26, 10, 8, 10, 8, 10, 8, 16, 16, 11)
_DETAIL_COLUMNS: Final = ("group", "rank", "unit", "name", "total", "grade")
_DETAIL_WIDTHS: Final = (12, 6, 14, 26, 10, 8, 11)
_FIXED: Final = 4
"""Columns up to the unit's name, which stay in sight."""
_MISSING: Final = "#FCE4D6"
_UNRESOLVED: Final = "#F8CBAD"


def write_results(path: Path, results: Results, lang: Lang) -> None:
    """Write the sheets 总表, 明细 and 说明; raises FileError."""
    shown = Shown(results, lang)
    sheets = [_summary(shown), _details(shown), notes_sheet(shown)]
    write_workbook(path, sheets, lang)


def _summary(shown: Shown) -> Sheet:
    rubric, lang = shown.plan.rubric, shown.lang
    parts: list[Dimension | Adjustment] = [*rubric.walk(), *rubric.adjustments.items]
    header = [COLUMNS[name][0].say(lang) for name in _SUMMARY_COLUMNS]
    return Sheet(
        SUMMARY.say(lang),
        [*header, *(part.title.say(lang) for part in parts)],
        (
            [*shown.cells(_SUMMARY_COLUMNS, unit, result), *_parts(shown, unit, result)]
            for unit, result in shown.rows
        ),
        shown.heading(SUMMARY),
        _SUMMARY_WIDTHS,
        _FIXED,
        len(shown.rows),
    )


def _parts(shown: Shown, unit: Unit, result: Result) -> list[Cell]:
    scores = {**result["dimensions"], **result["adjustments"]}
    return [shown.score(score, shown.total_decimals(unit)) for score in scores.values()]


def _details(shown: Shown) -> Sheet:
    indicators, lang = list(shown.plan.rubric.indicators()), shown.lang
    header = [COLUMNS[name][0].say(lang) for name in _DETAIL_COLUMNS]
    return Sheet(
        DETAILS.say(lang),
        [*header, *(_indicator_header(each, lang) for each in indicators)],
        (_detail_row(shown, indicators, unit, result) for unit, result in shown.rows),
        shown.heading(DETAILS),
        _DETAIL_WIDTHS,
        _FIXED,
        len(shown.rows),
    )


def _indicator_header(indicator: Indicator, lang: Lang) -> str:
    full = Text(f"{plain(indicator.points)} 分", f"of {plain(indicator.points)}").say(lang)
    return f"{indicator.id} {indicator.title.say(lang)} ({full})"


def _detail_row(
    shown: Shown, indicators: list[Indicator], unit: Unit, result: Result
) -> list[Cell]:
    cells = shown.cells(_DETAIL_COLUMNS, unit, result)
    return cells + [_points(shown, result["indicators"][each.id]) for each in indicators]


def _points(shown: Shown, found: dict[str, str | None]) -> Cell:
    """Return earned points; blank and unresolved ones are coloured, what does not apply is said."""
    status, cell = found["status"], shown.score(found["points"], shown.point_decimals)
    if cell.value is None:
        return Cell(NOT_APPLICABLE.say(shown.lang), Look(centred=True, quiet=True))
    fills = {"missing": _MISSING, "unresolved": _UNRESOLVED}
    return Cell(cell.value, cell.look._replace(fill=fills.get(status or ""), quiet=status == "na"))
