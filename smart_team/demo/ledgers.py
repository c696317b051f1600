"""Synthetic records for every ledger that the modules declare, entered as their people would.

Where nothing is told of a ledger, its records are drawn from its declaration alone: texts say that
they are examples.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import Connection, select

from smart_team.assessment.records.entering import enter, is_for
from smart_team.assessment.records.finding import AskedRecord, actions_of, find_record
from smart_team.assessment.records.moving import act
from smart_team.assessment.records.references import References
from smart_team.demo import news_records, team_records, work_records
from smart_team.ledger.book import Book, Shelf, Step
from smart_team.people.principal import Principal, load_principal
from smart_team.rubric.ledgers import (
    AnyField,
    ChoiceField,
    DateField,
    FileField,
    NumberField,
    PercentField,
    TextField,
    UnitField,
    UnitsField,
)
from smart_team.scoring.units import Unit
from smart_team.store.audit import Act
from smart_team.store.gate import Gate, Work
from smart_team.store.tables import people
from smart_team.store.tables import units as units_table

EACH: Final = 3
"""Records of a unit in a ledger."""
MOVED: Final = 0.7
"""How many of them are confirmed, or moved on."""
STEPS: Final = {"month": 30, "quarter": 91, "year": 365, None: 17}
"""Days between one record and the next, so that no period has two."""
TOLD: Final = {
    **team_records.TOLD,
    **work_records.TOLD,
    "news.articles": news_records.articles,
}
"""What is told of each unit, by the full name of the ledger; the rest is drawn as declared."""


def enter_ledgers(gate: Gate, shelf: Shelf, units: Sequence[Unit], today: date) -> None:
    """Enter records of all ledgers for these units, in the weeks before a day."""

    def job(work: Work) -> None:
        clerks = _Clerks(work.connection, today)
        for book in _in_order(shelf):
            for unit in _for(work.connection, book, units):
                if book.name in TOLD:
                    _tell(work, shelf, _Entry(book, unit, 0, today, units), clerks)
                    continue
                for number in range(1, EACH + 1):
                    _one(work, shelf, _Entry(book, unit, number, today, units), clerks)

    gate.write(Act("system", "demo"), job)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One record that is to be: its ledger, unit and number."""

    book: Book
    unit: Unit
    number: int
    today: date
    units: Sequence[Unit]

    @property
    def day(self) -> date:
        step = STEPS[self.book.ledger.per]
        return self.today - timedelta(days=3 + step * (EACH - self.number))

    @property
    def random(self) -> Random:
        seed = f"{self.book.name}-{self.unit.unit}-{self.number}"
        return Random(seed)  # noqa: S311 - examples are drawn, no secrets


class _Clerks:
    """Who holds which role for which unit, by their logins."""

    def __init__(self, connection: Connection, today: date) -> None:
        self._connection = connection
        self._today = today
        query = select(people.c.login, people.c.id)
        self._ids = {row.login: row.id for row in connection.execute(query)}

    def first(self, roles: Sequence[str], unit: Unit) -> Principal | None:
        """Return the first person of one of these roles for a unit."""
        for role in roles:
            place = {"clerk": unit.unit, "approver": unit.unit, "district": unit.district}
            names = (f"{role}.{place.get(role, '1')}".casefold(), role)
            for id_ in (self._ids[name] for name in names if name in self._ids):
                return load_principal(self._connection, id_, self._today)
        return None


def _in_order(shelf: Shelf) -> Iterator[Book]:
    """Yield the ledgers, each after those that it refers to; very large ones are left out."""
    books = [book for book in shelf.books.values() if not book.ledger.bulk]
    yield from sorted(books, key=lambda book: bool(_refers(book)))


def _refers(book: Book) -> list[str]:
    fields = book.fields.values()
    return [f.refers_to for f in fields if isinstance(f, TextField) and f.refers_to is not None]


def _for(connection: Connection, book: Book, units: Sequence[Unit]) -> list[Unit]:
    if book.ledger.of == "city":
        return list(units[:1])
    applies = book.ledger.applies_to
    rows = {row.code: row for row in connection.execute(select(units_table))}
    return [unit for unit in units if is_for(applies, rows[unit.unit])]


def _one(work: Work, shelf: Shelf, entry: _Entry, clerks: _Clerks) -> None:
    book, unit = entry.book, entry.unit
    by = clerks.first(book.ledger.enter, unit)
    known = References(work.connection, shelf)
    values = {f.id: _value(f, entry, known) for f in book.fields.values() if _is_typed(book, f)}
    if by is None or None in values.values():
        return
    code = unit.unit if book.ledger.of == "unit" else None
    id_ = enter(work, by, shelf, book.name, code, values)
    if entry.random.random() < MOVED:
        _move(work, shelf, id_, entry, clerks)


def _tell(work: Work, shelf: Shelf, entry: _Entry, clerks: _Clerks) -> None:
    """Enter what is told of a unit, and move it on, as far as there are people for it."""
    book, unit = entry.book, entry.unit
    by = clerks.first(book.ledger.enter, unit)
    if by is None:
        return
    for told in TOLD[book.name](unit, entry.today):
        id_ = enter(work, by, shelf, book.name, unit.unit, told.values)
        for move in told.moves:
            found = find_record(work.connection, by, shelf, id_)
            step = book.steps[Step(found.row.state, move.action)]
            mover = clerks.first(step.by, unit)
            if mover is None:
                break
            asked = AskedRecord(mover, id_, found.row.version)
            act(work, asked, shelf, move.action, move.reason, move.fills)


def _is_typed(book: Book, field: AnyField) -> bool:
    """Whether whoever enters a record fills a field; what the flow fills is left to it."""
    if isinstance(field, FileField):
        return False
    later = {id_ for action in book.flow.actions for id_ in (*action.today, *action.fills)}
    return field.id not in later and (field.required or not isinstance(field, TextField))


def _value(field: AnyField, entry: _Entry, known: References) -> Any:  # noqa: ANN401 - of any type
    random, number = entry.random, entry.number
    match field:
        case TextField(refers_to=str() as ledger):
            there = known.of(f"{entry.book.module}.{ledger}", entry.unit.unit)
            return next(iter(sorted(there)), None)
        case TextField():
            is_key = field.id in entry.book.ledger.key
            said = f"{entry.day.year}-{number:02d}" if is_key else f"{field.title.zh}示例 {number}"
            return f"示例 {said}" if is_key else said
        case NumberField():
            return str(20 + random.randrange(20))
        case PercentField():
            return str(25 * number)
        case DateField():
            return (entry.day + timedelta(days=_later(field, entry.book))).isoformat()
        case ChoiceField():
            choices = [each.id for each in field.choices]
            is_key = field.id in entry.book.ledger.key
            return choices[number % len(choices)] if is_key else random.choice(choices)
        case UnitField():
            return random.choice(entry.units).unit
        case UnitsField():
            others = [each.unit for each in entry.units if each.unit != entry.unit.unit]
            return random.sample(others, min(2, len(others)))


def _later(field: DateField, book: Book) -> int:
    """Return how many days a date of a record lies after the one that it is dated by."""
    own = book.fields[book.ledger.dated_by]
    before = own.not_before if isinstance(own, DateField) else None
    if field.id == before:
        return -20
    return 10 if field.not_before is not None and field.id != own.id else 0


def _move(work: Work, shelf: Shelf, id_: str, entry: _Entry, clerks: _Clerks) -> None:
    """Make the first move that somebody may make without words or files."""
    first = entry.book.actions(entry.book.start)
    needs_file = any(isinstance(f, FileField) and f.required for f in entry.book.fields.values())
    for action in first:
        by = clerks.first(action.by, entry.unit)
        if by is None or action.reason or action.needs or needs_file:
            continue
        found = find_record(work.connection, by, shelf, id_)
        if action in actions_of(by, found):
            act(work, AskedRecord(by, id_, found.row.version), shelf, action.id)
            return
