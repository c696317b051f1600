"""A ledger's table as it was filled in: its header found, its cells by field, each with its place.

Nothing here knows which units and records there are; see :mod:`smart_team.ledger.changes`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from smart_team.errors import Message, Place, Problem, Text
from smart_team.ledger import sheet_messages as s
from smart_team.ledger.book import Book
from smart_team.ledger.cells import text_of_cell
from smart_team.ledger.headers import Header, Line, column_titles, find_header
from smart_team.ledger.messages import LedgerError
from smart_team.ledger.personal import Personal, personal_header, personal_parts
from smart_team.rubric.ledgers import FileField, TextField

Placer: TypeAlias = Callable[[int, int | None], Place]
"""Gives the place of a row, or of its cell in a column, which counts from 0."""
_Said: TypeAlias = tuple[Message, Mapping[str, object]]
_ERROR: Final = re.compile(r"#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!)")
_PERSONAL: Final[Mapping[Personal, Message]] = {"identity": s.IDENTITY, "mobile": s.MOBILE}
_CUT: Final = 40


@dataclass(frozen=True, slots=True)
class FilledRow:
    """One row that is not blank: its number, and its cells by field; None is an empty one."""

    number: int
    cells: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Filled:
    """A table of records as it was filled in, with everything that is wrong with it by itself."""

    rows: Sequence[FilledRow]
    columns: Mapping[str, int]
    """By the field's id, or ``UNIT`` of :mod:`smart_team.ledger.headers`."""
    placer: Placer
    problems: Sequence[Problem]

    def place(self, row: int, *fields: str) -> Place:
        """Return the place of the first of the fields that has a column, or of the row."""
        column = next((self.columns[id_] for id_ in fields if id_ in self.columns), None)
        return self.placer(row, column)


def read_filled(book: Book, lines: Sequence[Line], placer: Placer) -> Filled:
    """Read a table; raises LedgerError where its header is not right."""
    header = find_header(book, lines)
    if header is None:
        values = {"ledger": book.ledger.title.text(), "wanted": _wanted(book)}
        raise LedgerError([Problem(s.NO_HEADER, placer(1, None), values)])
    reader = _Reader(book, header, placer)
    if problems := list(reader.header_problems()):
        raise LedgerError(problems)
    below = (line for line in lines if line.number > header.number)
    rows = [reader.row(line) for line in below if any(cell is not None for cell in line.cells)]
    return Filled(rows, header.columns, placer, reader.problems)


class _Reader:
    """Reads the rows below one header, remembering what is wrong with them."""

    def __init__(self, book: Book, header: Header, placer: Placer) -> None:
        self.book = book
        self.header = header
        self.placer = placer
        self.problems: list[Problem] = []
        self._fields = {column: id_ for id_, column in header.columns.items()}
        self._titles = column_titles(book, "zh")

    def header_problems(self) -> Iterator[Problem]:
        """Yield what is wrong with the header itself."""
        row, columns = self.header.number, self.header.columns
        for id_, column in self.header.repeated:
            first = words(self.placer(row, columns[id_]))
            values: dict[str, object] = {"column": self._titles[id_], "first": first}
            yield Problem(s.COLUMN_TWICE, self.placer(row, column), values)
        for id_ in dict.fromkeys((*self.book.ledger.key, self.book.ledger.dated_by)):
            if id_ not in columns:
                values = {"column": self._titles[id_]}
                yield Problem(s.COLUMN_MISSING, self.placer(row, None), values)
        for column, name in self.header.others.items():
            if word := personal_header(name):
                values = {"column": name[:_CUT], "word": word}
                yield Problem(s.COLUMN_PERSONAL, self.placer(row, column), values)

    def row(self, line: Line) -> FilledRow:
        """Return a row's cells by field."""
        cells: dict[str, object] = dict.fromkeys(self.header.columns)
        for column, cell in enumerate(line.cells):
            if cell is None:
                continue
            id_ = self._fields.get(column)
            problem = self._outside(column, cell) if id_ is None else self._inside(id_, cell)
            if problem is not None:
                message, values = problem
                self.problems.append(Problem(message, self.placer(line.number, column), values))
            if id_ is not None:
                cells[id_] = cell
        return FilledRow(line.number, cells)

    def _outside(self, column: int, cell: object) -> _Said:
        name = self.header.others.get(column)
        if name is None:
            return s.STRAY, {"value": str(cell)[:_CUT]}
        return s.COLUMN_UNKNOWN, {"column": name[:_CUT], "wanted": _wanted(self.book)}

    def _inside(self, id_: str, cell: object) -> _Said | None:
        field, text = self.book.fields.get(id_), text_of_cell(cell)
        if isinstance(field, FileField):
            return s.COLUMN_FILES, {"column": field.title.text()}
        if _ERROR.fullmatch(text):
            return s.ERROR_CELL, {"value": text}
        if isinstance(field, TextField):
            found = next(personal_parts(text), None)
            return None if found is None else (_PERSONAL[found], {})
        return None


def words(place: Place) -> Text:
    """Return where a cell is without its file: ``数据!D7``, or the line of a CSV file."""
    return place.where or Text(f"第 {place.line} 行", f"line {place.line}")


def _wanted(book: Book) -> str:
    return "、".join(column_titles(book, "zh").values())
