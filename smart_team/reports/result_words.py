"""Results as the cells that people read: words in their language, decimals that tell apart."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from smart_team.errors import Lang, Text
from smart_team.reports.group_words import group_title, word
from smart_team.reports.result_table import Result, Results
from smart_team.reports.sheet_styles import Look
from smart_team.reports.words import NOTES, STATUSES
from smart_team.reports.workbook import Cell
from smart_team.scoring.fixed import micro, parse_score, tell_apart
from smart_team.scoring.units import Unit

DECIMALS: Final = 2
"""Decimals that a score shows at least."""
_BEST, _WORST, _LAST_BUT_ONE = "#E2EFDA", "#F8CBAD", "#FFF2CC"
_BETWEEN: Final = "#DDEBF7"
_CENTRED: Final = Look(centred=True)
_TWO: Final = 2


class Shown:
    """The results of one run, ready to be put into sheets."""

    def __init__(self, results: Results, lang: Lang) -> None:
        self.results = results
        self.plan = results.plan
        self.lang = lang
        self.rows = results.rows()
        self.point_decimals = max(DECIMALS, self.plan.rubric.decimals)
        self._grades = [band.grade for band in self.plan.rubric.grades]
        self._decimals = self._total_decimals()

    def heading(self, sheet: Text) -> list[str]:
        """Return the lines above a table: its title, and by which rubric it was made."""
        rubric = self.plan.rubric
        about = Text(
            f"标准 {rubric.id} 版本 {rubric.version} 内容哈希 {self.plan.hash}",
            f"Rubric {rubric.id}, version {rubric.version}, content hash {self.plan.hash}",
        )
        weights = Text("分值为示例,非官方规定", "Points are illustrative, not official")
        lines = [f"{rubric.title.say(self.lang)} {sheet.say(self.lang)}", about.say(self.lang)]
        if rubric.illustrative:
            lines.append(weights.say(self.lang))
        mark = self.results.mark
        return lines if mark is None else [mark, *lines]

    def cells(self, names: Sequence[str], unit: Unit, result: Result) -> list[Cell]:
        """Return the named columns of one unit's row."""
        return [self._cell(name, unit, result) for name in names]

    def score(self, text: str | None, decimals: int = DECIMALS) -> Cell:
        """Return a score as a number; None stays empty."""
        return Cell(None if text is None else Decimal(text), Look(decimals=decimals))

    def total_decimals(self, unit: Unit) -> int:
        """Return how many decimals a unit's total shows; its parts show as many, to add up."""
        return self._decimals.get(unit.unit, DECIMALS)

    def _cell(self, name: str, unit: Unit, result: Result) -> Cell:
        if name in {"unit", "name", "district"}:
            return Cell(getattr(unit, name))
        if name in {"kind", "level"}:
            return Cell(word(getattr(unit, name), self.lang), _CENTRED)
        if name == "total":
            return self.score(result["total"], self.total_decimals(unit))
        if name == "grade":
            return Cell(result["grade"], Look(centred=True, fill=self._fill(result["grade"])))
        if name == "rank":
            return Cell(result["rank"], Look(decimals=0, centred=True))
        return Cell(self._words(name, result))

    def _words(self, name: str, result: Result) -> str:
        if name == "status":
            return STATUSES[result["status"]].say(self.lang)
        if name == "group":
            return group_title(self.plan.rubric, result["group"], self.lang)
        if name == "redlines":
            return "; ".join(
                line.title.say(self.lang)
                for line in self.plan.rubric.redlines
                if line.id in result["redlines"]
            )
        known = (NOTES[note].say(self.lang) if note in NOTES else note for note in result["notes"])
        return "; ".join(known)

    def _fill(self, grade: str | None) -> str | None:
        """Return a grade's colour: green for the best, red for the last, yellow before it."""
        if grade not in self._grades:
            return None
        place, last = self._grades.index(grade), len(self._grades) - 1
        if place == 0:
            return _BEST
        if place == last:
            return _WORST
        return _LAST_BUT_ONE if place == last - 1 and last > _TWO else _BETWEEN

    def _total_decimals(self) -> dict[str, int]:
        """Return how many decimals tell each total from its neighbours and the grade lines."""
        lines = [micro(band.at_least) for band in self.plan.rubric.grades]
        totals = [
            (unit.unit, result["group"], parse_score(result["total"]))
            for unit, result in self.rows
            if result["total"] is not None
        ]
        found = {}
        for number, (code, group, total) in enumerate(totals):
            near = [*totals[max(0, number - 1) : number], *totals[number + 1 : number + 2]]
            others = [other for _, its_group, other in near if its_group == group]
            found[code] = len(tell_apart(total, others + lines).partition(".")[2])
        return found
