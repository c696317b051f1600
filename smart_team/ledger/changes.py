"""What an import would do: which records are new, which change in what, and what is refused.

Rows become records in two steps, so that those already kept can be looked up in between:
:func:`read_rows` says what record each row means, :func:`compare` what becomes of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple, get_args

from smart_team.errors import Lang, Place, Problem, Text
from smart_team.ledger import sheet_messages as s
from smart_team.ledger.book import Book, Record
from smart_team.ledger.cells import AmbiguousUnitError, given_of, text_of_cell, unit_of
from smart_team.ledger.headers import UNIT
from smart_team.ledger.messages import NO_UNIT, REQUIRED, LedgerError
from smart_team.ledger.sheet import Filled, FilledRow, words
from smart_team.ledger.unit_names import UnitNames
from smart_team.ledger.values import Content, key_of, place_of, read_fields, read_values
from smart_team.rubric.ledgers import UnitField

Kind = Literal["new", "changed", "same"]


class FieldChange(NamedTuple):
    """One field of a record that changes, in canonical values; None is an empty one."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Written:
    """A row that means one record: whose, which, and what it gives for each field it has."""

    row: FilledRow
    unit: str
    key: str
    given: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """What becomes of a row: its record as it will be, and the one that is there, if any."""

    row: int
    unit: str
    content: Content
    record: Record | None
    fields: Sequence[FieldChange]

    @property
    def kind(self) -> Kind:
        """Whether the record is new, changed or the same."""
        if self.record is None:
            return "new"
        return "changed" if self.fields else "same"


@dataclass(frozen=True, slots=True)
class Reach:
    """The units that there are, those whose records this import may bring, and the only one."""

    names: UnitNames
    may: frozenset[str]

    @property
    def only(self) -> str | None:
        """The unit of rows in a table without a column for it."""
        return next(iter(self.may)) if len(self.may) == 1 else None


def read_rows(book: Book, filled: Filled, reach: Reach) -> tuple[list[Written], list[Problem]]:
    """Return which record each row means, and what is wrong with the others."""
    rows: list[Written] = []
    problems: list[Problem] = []
    for row in filled.rows:
        read = _Row(book, filled, reach, row)
        written = read.written()
        problems += read.problems
        if written is not None:
            rows.append(written)
    return rows, [*problems, *_repeated(book, filled, rows)]


def compare(
    book: Book,
    filled: Filled,
    rows: Sequence[Written],
    records: Mapping[str, Record],
    units: Collection[str],
) -> tuple[list[Entry], list[Problem]]:
    """Return what becomes of each row, given the records that are kept by their key.

    A field without a column stays as it is; one whose cell is empty becomes empty.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    for each in rows:
        record = records.get(each.key)
        kept = record.content if record else {}
        try:
            content = read_values(book, {**kept, **each.given}, units)
        except LedgerError as error:
            problems += at_cells(book, filled, each.row.number, error.problems)
            continue
        entry = Entry(each.row.number, each.unit, content, record, _changes(book, kept, content))
        if record is not None and entry.fields and not book.may_edit(record.state):
            problems.append(_not_editable(book, filled, entry, record))
        entries.append(entry)
    return entries, problems


class _Row:
    """Finds out which record one row means."""

    def __init__(self, book: Book, filled: Filled, reach: Reach, row: FilledRow) -> None:
        self.book = book
        self.filled = filled
        self.reach = reach
        self.row = row
        self.problems: list[Problem] = []

    def written(self) -> Written | None:
        """Return the row with its record's key, or none where that cannot be told."""
        unit = self._unit() if self.book.ledger.of == "unit" else ""
        given = dict(self._given())
        content, problems = read_fields(self.book, given, self.reach.names.names)
        if (day := self.book.ledger.dated_by) not in content and not given.get(day):
            problems.append(Problem(REQUIRED, place_of(self.book.fields[day])))
        if unit is None or self.problems or problems:
            self.problems += at_cells(self.book, self.filled, self.row.number, problems)
            return None
        return Written(self.row, unit, key_of(self.book, unit, content), given)

    def _unit(self) -> str | None:
        if UNIT not in self.filled.columns and self.reach.only is not None:
            return self.reach.only
        text = text_of_cell(self.row.cells.get(UNIT)).strip()
        if not text:
            self._refuse(Problem(s.UNIT_EMPTY), UNIT)
            return None
        try:
            code = unit_of(text, self.reach.names)
        except AmbiguousUnitError as error:
            self._refuse(error.problem, UNIT)
            return None
        if code not in self.reach.may:
            self._refuse(Problem(NO_UNIT, values={"value": text}), UNIT)
            return None
        return code

    def _given(self) -> Iterator[tuple[str, Any]]:
        for id_, field in self.book.fields.items():
            # Without a cell a field of files keeps what the record has.
            if id_ not in self.row.cells or field.type == "file":
                continue
            try:
                yield id_, given_of(field, self.row.cells[id_], self.reach.names)
            except AmbiguousUnitError as error:
                self._refuse(error.problem, id_)

    def _refuse(self, problem: Problem, id_: str) -> None:
        place = self.filled.place(self.row.number, id_)
        self.problems.append(Problem(problem.message, place, problem.values))


def one_each(problems: Iterable[Problem]) -> list[Problem]:
    """Return the first problem of each cell: what follows from it is not said as well."""
    first: dict[Place, Problem] = {}
    for each in problems:
        first.setdefault(each.place, each)
    return list(first.values())


def at_cells(
    book: Book, filled: Filled, row: int, problems: Iterable[Problem]
) -> Iterator[Problem]:
    """Yield the problems of fields at their cells, or at the row with the field's title."""
    ids = {place_of(field).say(): id_ for id_, field in book.fields.items()}
    for each in problems:
        named = each.place.say()
        fields = [ids[title] for title in (named, *named.split("、")) if title in ids]
        place = filled.place(row, *fields)
        if place.where is None:
            place = replace(place, where=each.place.where)
        elif each.place.where is not None and not filled.columns.keys() & set(fields):
            place = replace(place, where=_joined(place.where, each.place.where))
        yield Problem(each.message, place, each.values)


def _joined(cell: Text, title: Text) -> Text:
    return Text(*(f"{cell.say(lang)}: {title.say(lang)}" for lang in get_args(Lang)))


def _changes(book: Book, before: Content, after: Content) -> list[FieldChange]:
    return [
        FieldChange(id_, before.get(id_), after.get(id_))
        for id_ in book.fields
        if before.get(id_) != after.get(id_)
    ]


def _not_editable(book: Book, filled: Filled, entry: Entry, record: Record) -> Problem:
    changed = [each.field for each in entry.fields]
    state = book.states.get(record.state)
    titles = "、".join(book.fields[id_].title.zh for id_ in changed)
    values = {"state": state.title.text() if state else record.state, "fields": titles}
    return Problem(s.NOT_EDITABLE, filled.place(entry.row, *changed), values)


def _repeated(book: Book, filled: Filled, rows: Sequence[Written]) -> Iterator[Problem]:
    """Yield the rows that mean a record which another row above has meant."""
    first: dict[str, Written] = {}
    units = [id_ for id_ in book.ledger.key if isinstance(book.fields[id_], UnitField)]
    for each in rows:
        if (same := first.setdefault(each.key, each)) is each:
            continue
        differing = (id_ for id_ in (UNIT, *units) if _called(same, id_) != _called(each, id_))
        id_ = next(differing, None)
        at = (*book.ledger.key, book.ledger.dated_by)[0] if id_ is None else id_
        values: dict[str, object] = {"first": words(filled.place(same.row.number, at))}
        place = filled.place(each.row.number, at)
        if id_ is None:
            yield Problem(s.RECORD_TWICE, place, values)
        else:
            names = {"value": _called(each, id_), "other": _called(same, id_)}
            yield Problem(s.UNIT_TWICE, place, values | names)


def _called(row: Written, id_: str) -> str:
    return text_of_cell(row.row.cells.get(id_)).strip()
