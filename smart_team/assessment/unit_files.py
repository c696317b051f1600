"""The units of a cycle, from CSV or a workbook with ``unit,name,kind,level,district``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, get_args

from smart_team.assessment import messages as m
from smart_team.assessment.formats import handler
from smart_team.assessment.tables import MAX_PROBLEMS, Table, shown
from smart_team.errors import AnswersError, Message, Place, Problem, Text
from smart_team.rubric.types import Kind, Level
from smart_team.scoring import messages as scoring
from smart_team.scoring.units import Unit, Units

COLUMNS: Final = ("unit", "name", "kind", "level", "district")
CODE_LENGTH: Final = 64
"""Characters of a unit's code."""

_TABLES: Final = {
    ".csv": "smart_team.assessment.csv_table:read_table",
    ".xlsx": "smart_team.assessment.xlsx_table:read_table",
}
_CHOICES: Final = {"kind": get_args(Kind), "level": get_args(Level)}


def read_units(path: Path | str) -> Units:
    """Read the units in the order in which they are listed.

    Raises FileError where the file or its header is not right, and AnswersError with all rows
    that are refused.
    """
    path = Path(path)
    table: Table = handler(path, _TABLES, m.WRONG_SUFFIX)(path, COLUMNS)
    return _UnitRows(table).read()


class _UnitRows:
    """Checks the rows of one table of units."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.units: dict[str, Unit] = {}
        self.problems: list[Problem] = []

    def read(self) -> Units:
        """Return the units, or raise all problems together."""
        for number, cells in self.table.records(self.refuse):
            self._take(number, Unit(*("" if cell is None else str(cell) for cell in cells)))
            if len(self.problems) >= MAX_PROBLEMS:
                self.refuse(m.STOPPED, self.table.sheet.place(number), limit=MAX_PROBLEMS)
                break
        if not self.problems and not self.units:
            self.refuse(scoring.NO_UNITS, Place(self.table.sheet.file))
        if self.problems:
            raise AnswersError(self.problems)
        return Units(tuple(self.units.values()))

    def refuse(self, message: Message, place: Place, **values: object) -> None:
        """Remember a problem."""
        self.problems.append(Problem(message, place, values))

    def _take(self, number: int, unit: Unit) -> None:
        if unit.unit in self.units:
            place = self.table.place(number, "unit")
            self.refuse(scoring.DUPLICATE_UNIT, place, unit=shown(unit.unit))
            return
        for column, message, values in flaws_of(unit):
            self.refuse(message, self.table.place(number, column), column=column, **values)
        if unit.unit:
            self.units[unit.unit] = unit


def flaws_of(unit: Unit) -> Iterator[tuple[str, Message, dict[str, object]]]:
    """Yield what is wrong with a unit: the column, the message and its values."""
    for column in ("unit", "name", "kind", "level"):
        if not getattr(unit, column):
            yield column, m.EMPTY_CELL, {}
    if len(unit.unit) > CODE_LENGTH:
        known = Text(f"1 到 {CODE_LENGTH} 个字符", f"1 to {CODE_LENGTH} characters")
        yield "unit", scoring.BAD_UNIT, {"value": shown(unit.unit), "known": known}
    for column, choices in _CHOICES.items():
        value = getattr(unit, column)
        if value and value not in choices:
            yield column, scoring.BAD_UNIT, {"value": shown(value), "known": ", ".join(choices)}
    if unit.level == "district" and not unit.district:
        yield "district", m.DISTRICT_MISSING, {"unit": shown(unit.unit)}
    if unit.level == "city" and unit.district:
        yield (
            "district",
            m.DISTRICT_UNWANTED,
            {"unit": shown(unit.unit), "district": shown(unit.district)},
        )
