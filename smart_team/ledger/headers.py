"""The header of a ledger's table: found below titles, its columns known by name in any order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from smart_team.errors import Lang, Text
from smart_team.ledger.book import Book
from smart_team.ledger.plain_text import bare
from smart_team.rubric.ledgers import AnyField, NumberField

UNIT: Final = ""
"""Stands for the column of the unit that keeps the record; no field has that id."""
_DEPTH: Final = 30
"""Rows among which the header is looked for."""
_UNIT_TITLES: Final = (("单位", "Unit"), ("填报单位", "Reporting unit"), ("记录单位", "Record of"))


class Line(Protocol):
    """One row of a table: its number from 1, and its cells; None is an empty one."""

    @property
    def number(self) -> int:
        """The row's number."""

    @property
    def cells(self) -> Sequence[object]:
        """The row's cells: text, truth, number as text, day, or None."""


@dataclass(frozen=True, slots=True)
class Header:
    """Where each field stands, and what else the header names; columns count from 0."""

    number: int
    columns: Mapping[str, int]
    """By the field's id, or :data:`UNIT`."""
    repeated: Sequence[tuple[str, int]]
    """Fields that stand there again."""
    others: Mapping[int, str]
    """What no field is called."""


def unit_title(book: Book) -> tuple[str, str]:
    """Return what the unit's column is called in both languages, unlike any field."""
    taken = {bare(name) for name in _field_names(book)}
    free = (pair for pair in _UNIT_TITLES if not taken & set(map(bare, pair)))
    return next(free, _UNIT_TITLES[-1])


def find_header(book: Book, lines: Iterable[Line]) -> Header | None:
    """Return the row that names the most fields among the first ones, or none."""
    known = _known(book)
    best: Header | None = None
    for count, line in enumerate(lines):
        if count >= _DEPTH:
            break
        found = _read(line, known)
        if len(found.columns) > (len(best.columns) if best else 0):
            best = found
    return best


def column_titles(book: Book, lang: Lang) -> Mapping[str, str]:
    """Return what each column is called by its field's id; :func:`find_header` knows them all."""
    known, titles = _known(book), dict[str, str]()
    if book.ledger.of == "unit":
        titles[UNIT] = Text(*unit_title(book)).say(lang)
    for id_, field in book.fields.items():
        called = (field.title.say(lang), id_, _with_id(field))
        titles[id_] = next((name for name in called if known.get(bare(name)) == id_), id_)
    return titles


def _read(line: Line, known: Mapping[str, str]) -> Header:
    columns: dict[str, int] = {}
    repeated, others = list[tuple[str, int]](), dict[int, str]()
    for column, cell in enumerate(line.cells):
        if cell is None:
            continue
        id_ = known.get(bare(str(cell)).strip("*"))
        if id_ is None:
            others[column] = str(cell)
        elif id_ in columns:
            repeated.append((id_, column))
        else:
            columns[id_] = column
    return Header(line.number, columns, repeated, others)


def _known(book: Book) -> Mapping[str, str]:
    """Return fields by their bare names: Chinese titles go before English ones and ids."""
    known: dict[str, str] = {}
    if book.ledger.of == "unit":
        known = {bare(name): UNIT for name in unit_title(book)}
    names: tuple[Callable[[AnyField], str | None], ...] = (
        lambda field: field.title.zh,
        lambda field: field.title.en,
        lambda field: field.id,
        _with_id,
        _with_measure,
    )
    for name in names:
        for id_, field in book.fields.items():
            if called := name(field):
                known.setdefault(bare(called), id_)
    return known


def _with_id(field: AnyField) -> str:
    return f"{field.title.zh}({field.id})"


def _with_measure(field: AnyField) -> str | None:
    if not isinstance(field, NumberField) or field.measure is None:
        return None
    return f"{field.title.zh}({field.measure.zh})"


def _field_names(book: Book) -> Iterator[str]:
    for id_, field in book.fields.items():
        yield from (id_, field.title.zh, field.title.en or id_)
