"""What is wrong with a file, as a table to work off: one row a place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from smart_team.errors import Lang, Problem, Text
from smart_team.reports.sheet_styles import Look
from smart_team.reports.workbook import Cell, Sheet

_NAME: Final = Text("需要改正的问题", "What to mend")
_HEADER: Final = (
    Text("位置", "Place"),
    Text("问题", "What is wrong"),
    Text("改法", "How to mend it"),
    Text("编号", "Code"),
)
_WIDTHS: Final = (36, 60, 60, 8)


def problem_sheet(problems: Sequence[Problem], lang: Lang) -> Sheet:
    """Return the problems in their order, each with its place and how to mend it."""
    wrap = Look(wrap=True)
    rows = [
        [
            Cell(text, wrap)
            for text in (each.place.say(lang), each.what(lang), each.fix(lang), each.message.code)
        ]
        for each in problems
    ]
    header = [text.say(lang) for text in _HEADER]
    return Sheet(_NAME.say(lang), header, rows, widths=_WIDTHS, count=len(rows))
