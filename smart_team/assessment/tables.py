"""Tables with a header, whatever file they stand in: columns found by name, rows checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import NamedTuple, TypeAlias

from smart_team.assessment import messages as m
from smart_team.errors import FileError, Message, Place, Problem, Text

Refuse: TypeAlias = Callable[..., None]
"""Takes a message, a place, and the values that fill the message."""
MAX_PROBLEMS = 1000
"""Problems after which a table is not read further."""
_SHOWN = 40
_DATES = (date, time, timedelta)


class Row(NamedTuple):
    """One row: its number from 1, and its cells: text, truth, number as text, date, or None."""

    number: int
    cells: Sequence[object]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of a file, or of one sheet of a workbook."""

    file: str
    rows: Iterable[Row]
    name: str | None = None

    def place(self, row: int, column: int | None = None) -> Place:
        """Return ``answers.csv:12``, or ``answers.xlsx: Sheet1!D7``; `column` counts from 0."""
        if self.name is None:
            return Place(self.file, row)
        cell = f"{self.name}!{'' if column is None else letters(column)}{row}"
        return Place(self.file, where=Text(cell, cell))


class Table:
    """A sheet whose header has been read; :meth:`records` gives the rows below it."""

    def __init__(self, sheet: Sheet, wanted: Sequence[str]) -> None:
        """Find the wanted columns; raises FileError for any unknown, missing or repeated one."""
        self.sheet = sheet
        self.wanted = wanted
        self._rows = iter(sheet.rows)
        header = next((row for row in self._rows if not _skipped(row)), None)
        if header is None:
            values = {"wanted": ", ".join(wanted)}
            raise FileError([Problem(m.NO_HEADER, Place(sheet.file), values)])
        self._names = header_names(header)
        problems = self._header_problems(header.number)
        if problems:
            raise FileError(problems)
        self._order = [self._names.index(name) for name in wanted]

    def place(self, row: int, column: str) -> Place:
        """Return the place of a cell."""
        return self.sheet.place(row, self._names.index(column))

    def records(self, refuse: Refuse) -> Iterator[tuple[int, list[object]]]:
        """Yield each row's number and its cells in the order of the wanted columns.

        Blank rows are left out; rows with dates, stray cells or too few cells are refused.
        """
        for row in self._rows:
            if blank(row) or not self._well_formed(row, refuse):
                continue
            yield row.number, [row.cells[position] for position in self._order]

    def _well_formed(self, row: Row, refuse: Refuse) -> bool:
        wanted = len(self._names)
        if len(row.cells) < wanted:
            place = self.sheet.place(row.number)
            refuse(m.SHORT_ROW, place, found=len(row.cells), wanted=wanted)
            return False
        for column, cell in enumerate(row.cells):
            message: Message | None = None
            if column >= wanted and cell is not None:
                message = m.STRAY_CELL
            elif isinstance(cell, _DATES):
                message = m.DATE_CELL
            if message is not None:
                refuse(message, self.sheet.place(row.number, column), value=shown(cell))
                return False
        return True

    def _header_problems(self, row: int) -> list[Problem]:
        wanted = ", ".join(self.wanted)
        problems = []
        for column, name in enumerate(self._names):
            message = m.UNKNOWN_COLUMN if name not in self.wanted else m.REPEATED_COLUMN
            if name not in self.wanted or name in self._names[:column]:
                values = {"column": shown(name), "wanted": wanted}
                problems.append(Problem(message, self.sheet.place(row, column), values))
        place = self.sheet.place(row)
        return problems + [
            Problem(m.MISSING_COLUMN, place, {"column": name, "wanted": wanted})
            for name in self.wanted
            if name not in self._names
        ]


def first_header(rows: Iterable[Row]) -> list[str]:
    """Return the names in the first row that is neither blank nor a comment."""
    return next((header_names(row) for row in rows if not _skipped(row)), [])


def header_names(row: Row) -> list[str]:
    """Return a header's names, without the empty cells at its end."""
    names = ["" if cell is None else str(cell) for cell in row.cells]
    while names and not names[-1]:
        names.pop()
    return names


def blank(row: Row) -> bool:
    """Whether a row holds nothing."""
    return all(cell is None for cell in row.cells)


def shown(value: object) -> str:
    """Return a value's text, cut short for a message."""
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def letters(column: int) -> str:
    """Return a column's letters, from 0: A, B, …, Z, AA and so on."""
    name, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _skipped(row: Row) -> bool:
    return blank(row) or str(row.cells[0] or "").startswith("#")
