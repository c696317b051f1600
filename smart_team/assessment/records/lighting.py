"""Lights are kept: by the clock each day, and at once with a change of a day or of progress.

The history is the only place that says which light a record has: lists, pages and metrics read it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, func, insert, or_, select

from smart_team.assessment.clockwork import CLOCK
from smart_team.assessment.record_sources import lights_of_ledger, record_of
from smart_team.ledger.book import Book, Record, Shelf
from smart_team.ledger.lighting import new_lights
from smart_team.ledger.lights import Point, points_of
from smart_team.ledger.values import Content
from smart_team.people.record_scopes import every_record
from smart_team.procedure.calendar import shanghai_day
from smart_team.rubric.ledgers import Progress
from smart_team.store.audit import Act
from smart_team.store.clock import instant_of
from smart_team.store.database import reading
from smart_team.store.gate import Gate, Work
from smart_team.store.record_tables import lit_days, record_lights, record_shares, records

_FEW: Final = 50
"""Up to so many records are looked up by name; for more the whole ledger is read."""
_LONGEST: Final = 366
"""Days that are lit afterwards at most."""


def keep_lights(gate: Gate, shelf: Shelf) -> int:
    """Light every record for today, and first for the days that were missed; returns the changes.

    The days that were lit stand in the database: none is lit twice, none is left out.
    """
    with reading(gate.engine) as connection:
        if not _missing(connection, shanghai_day(gate.clock())):
            return 0
    return gate.write(Act(CLOCK, "light"), lambda work: _keep(work, shelf))


def relight(work: Work, shelf: Shelf, book: Book, changed: Iterable[tuple[str, Content]]) -> None:
    """Light today what depends on these records of a ledger: they themselves, or what they tell of.

    `changed` are their ids and contents, both before and after where these differ.
    """
    touched = list(changed)
    today = shanghai_day(work.now)
    for lit in shelf.of(book.module):
        if lit.ledger.lights is None:
            continue
        ids = [id_ for id_, _ in touched] if lit.name == book.name else []
        told = [each.record for each in _told_by(lit) if each.ledger == book.ledger.id]
        keys = {content[name] for name in told for _, content in touched if name in content}
        if ids or keys:
            wanted = _named(lit, ids, sorted(keys))
            _light(work, _Lighting(work.connection, shelf, lit, wanted), [today])


def _keep(work: Work, shelf: Shelf) -> int:
    days = _missing(work.connection, shanghai_day(work.now))
    changes = sum(
        _light(work, _Lighting(work.connection, shelf, book), days)
        for book in shelf.books.values()
        if days and book.ledger.lights is not None
    )
    if days:
        work.connection.execute(
            insert(lit_days), [{"day": day.isoformat(), "at": work.at} for day in days]
        )
    work.trace.silent = not changes
    return changes


def _missing(connection: Connection, today: date) -> list[date]:
    """Return the days up to today that have not been lit, in order; today alone at the first."""
    last = connection.execute(select(func.max(lit_days.c.day))).scalar()
    first = today if last is None else date.fromisoformat(last) + timedelta(days=1)
    first = max(first, today - timedelta(days=_LONGEST))
    return [first + timedelta(days=number) for number in range((today - first).days + 1)]


@dataclass
class _Lighting:
    """Records of a ledger with the points of their plans and of their reports."""

    connection: Connection
    shelf: Shelf
    book: Book
    wanted: ColumnElement[bool] | None = None
    rows: Sequence[Row[Any]] = field(init=False)
    lights: Mapping[str, Sequence[Any]] = field(init=False)

    def __post_init__(self) -> None:
        query = every_record(self.book.name)
        if self.wanted is not None:
            query = query.where(self.wanted)
        self.rows = self.connection.execute(query).all()
        self.lights = lights_of_ledger(self.connection, self.book, self.wanted)

    def points(self, declared: Progress | None) -> Mapping[str, list[Point]]:
        """Return the points that a ledger tells of each record, by the record's id."""
        found: dict[str, list[Point]] = {}
        if declared is None:
            return found
        for id_, told in self._told(declared).items():
            for points in points_of(declared, told).values():
                found.setdefault(id_, []).extend(points)
        return found

    def _told(self, declared: Progress) -> Mapping[str, list[Record]]:
        """Return the records of another ledger that count, by the record of which they tell."""
        other = self.shelf.books[f"{self.book.module}.{declared.ledger}"]
        counting = [state for state in other.states if other.counts(state)]
        query = every_record(other.name).where(records.c.state.in_(counting))
        keys = sorted({_key(self.book, row) for row in self.rows})
        if len(keys) <= _FEW:
            query = query.where(or_(*(_says(declared.record, key) for key in keys)))
        whose = self._whose()
        found: dict[str, list[Record]] = defaultdict(list)
        for row in self.connection.execute(query.order_by(records.c.entered_at, records.c.id)):
            record = record_of(row)
            key = str(record.content.get(declared.record, ""))
            for id_ in whose.get((key, record.unit), ()):
                found[id_].append(record)
        return found

    def _whose(self) -> Mapping[tuple[str, str], list[str]]:
        """Return the records by their key and each unit that may tell of them."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        shares: dict[str, list[str]] = defaultdict(list)
        query = select(record_shares.c.record, record_shares.c.unit)
        query = query.join(records, records.c.id == record_shares.c.record)
        for share in self.connection.execute(query.where(records.c.ledger == self.book.name)):
            shares[share.record].append(share.unit)
        for row in self.rows:
            for unit in {row.unit or "", *shares.get(row.id, ())}:
                found[_key(self.book, row), unit].append(row.id)
        return found


def _light(work: Work, lighting: _Lighting, days: Sequence[date]) -> int:
    """Write the changes of these records' lights on these days; returns how many."""
    lights = lighting.book.ledger.lights
    if lights is None or not lighting.rows:
        return 0
    plan, reports = lighting.points(lights.plan), lighting.points(lights.progress)
    new = [
        each
        for row in lighting.rows
        for each in _changes(work, lighting, row, (plan, reports), days)
    ]
    if new:
        work.connection.execute(insert(record_lights), new)
    return len(new)


def _changes(
    work: Work,
    lighting: _Lighting,
    row: Row[Any],
    points: tuple[Mapping[str, list[Point]], Mapping[str, list[Point]]],
    days: Sequence[date],
) -> Iterator[Mapping[str, Any]]:
    record = record_of(row, lighting.lights.get(row.id, ()))
    entered = shanghai_day(instant_of(row.entered_at))
    plan, reports = (each.get(row.id, []) for each in points)
    known = [day for day in days if day >= entered]
    found = new_lights(lighting.book, record, plan, reports, known)
    for number, (day, lit) in enumerate(found, len(record.lights) + 1):
        behind = None if lit.behind is None else str(lit.behind)
        yield {
            "record": row.id,
            "number": number,
            "day": day.isoformat(),
            "light": lit.light,
            "why": lit.why,
            "behind": behind,
            "at": work.at,
        }


def _told_by(book: Book) -> list[Progress]:
    lights = book.ledger.lights
    both = () if lights is None else (lights.progress, lights.plan)
    return [each for each in both if each is not None]


def _named(book: Book, ids: Sequence[str], keys: Sequence[str]) -> ColumnElement[bool] | None:
    if len(ids) + len(keys) > _FEW:
        return None
    field = book.ledger.key[0]
    return or_(records.c.id.in_(ids), *(_says(field, key) for key in keys))


def _says(field: str, value: str) -> ColumnElement[bool]:
    """Return what is true of records whose content has this text in a field."""
    said = json.dumps(value, ensure_ascii=False)
    return records.c.content.contains(f'"{field}":{said}', autoescape=True)


def _key(book: Book, row: Row[Any]) -> str:
    return str(json.loads(row.content).get(book.ledger.key[0], ""))
