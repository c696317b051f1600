"""Ledgers with their records as metrics take them, read anew only where something changed."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from smart_team.assessment.bulk_ledgers import BulkSource, PartShelf
from smart_team.ledger.amounts import AnySource, Source
from smart_team.ledger.book import Book, Change, Record
from smart_team.ledger.metrics import Counting, Metrics, Named
from smart_team.people.record_scopes import every_record
from smart_team.procedure.calendar import Calendar
from smart_team.store.parts import Listing, listing
from smart_team.store.record_tables import record_lights, records


@dataclass(frozen=True, slots=True)
class Ready:
    """What metrics are counted from, and the hash of each record's content by its id.

    Of each bulk ledger there is the listing of its parts.
    """

    counting: Counting
    hashes: Mapping[str, str]
    listings: Mapping[str, Listing] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Read:
    mark: tuple[object, ...]
    source: AnySource
    hashes: Mapping[str, str]


class Sources:
    """The records of ledgers, kept as long as nothing in their tables has changed."""

    def __init__(self, metrics: Metrics, parts: PartShelf | None = None) -> None:
        self._metrics = metrics
        self.parts = parts
        self._read: dict[str, _Read] = {}
        self._ready: dict[frozenset[str], tuple[object, Ready]] = {}

    def over(
        self, connection: Connection, ledgers: Collection[str], today: date, calendar: Calendar
    ) -> Ready:
        """Return what metrics over these ledgers are counted from, as it is in the database."""
        names = frozenset(ledgers)
        found = {name: self._ledger(connection, name) for name in sorted(names)}
        mark = ([each.mark for each in found.values()], today, calendar)
        kept = self._ready.get(names)
        if kept is not None and kept[0] == mark:
            return kept[1]
        sources = {name: each.source for name, each in found.items()}
        hashes = {id_: hash_ for each in found.values() for id_, hash_ in each.hashes.items()}
        counting = Counting(sources, today, calendar, self._metrics.counters)
        bulk = {n: each.listed for n, each in sources.items() if isinstance(each, BulkSource)}
        self._ready[names] = mark, Ready(counting, hashes, bulk)
        return self._ready[names][1]

    def _ledger(self, connection: Connection, name: str) -> _Read:
        book, kept = self._metrics.shelf.books[name], self._read.get(name)
        if book.ledger.bulk:
            return self._bulk(connection, book, kept)
        mark = _mark(connection, book)
        if kept is None or kept.mark != mark:
            rows = connection.execute(every_record(name)).all()
            lights = lights_of_ledger(connection, book)
            found = [record_of(row, lights.get(row.id, ())) for row in rows]
            hashes = {row.id: row.hash for row in rows}
            kept = self._read[name] = _Read(mark, Source(book, found), hashes)
        return kept

    def can_count(self, named: Named) -> bool:
        """Whether it is known here where the records are that a metric is counted from."""
        names = named.ledgers(self._metrics.counters)
        return self.parts is not None or not any(
            self._metrics.shelf.books[name].ledger.bulk for name in names
        )

    def _bulk(self, connection: Connection, book: Book, kept: _Read | None) -> _Read:
        if self.parts is None:
            raise TypeError(f"it is not known where the parts of {book.name} are")
        listed = listing(connection, book.name)
        mark = (listed,)
        if kept is None or kept.mark != mark:
            kept = self._read[book.name] = _Read(mark, BulkSource(book, self.parts, listed), {})
        return kept


def record_of(row: Row[Any], lights: Sequence[Change] = ()) -> Record:
    """Return a row of a scoped query as a plain record."""
    content, day = json.loads(row.content), date.fromisoformat(row.day)
    unit = row.unit or ""
    return Record(row.id, row.ledger, unit, day, row.state, content, tuple(lights))


def _mark(connection: Connection, book: Book) -> tuple[object, ...]:
    """Return what differs after every change of a ledger's records or their lights."""
    table = records.c
    numbers = select(
        func.count(), func.sum(table.version), func.max(table.id), func.max(table.changed_at)
    ).where(table.ledger == book.name)
    mark = tuple(connection.execute(numbers).one())
    if book.ledger.lights is None:
        return mark
    lit = select(func.count(), func.max(record_lights.c.at)).join(
        records, table.id == record_lights.c.record
    )
    return (*mark, *connection.execute(lit.where(table.ledger == book.name)).one())


def lights_of_ledger(
    connection: Connection, book: Book, wanted: ColumnElement[bool] | None = None
) -> Mapping[str, list[Change]]:
    """Return the changes of the light of each record, or of those wanted, in order."""
    found: dict[str, list[Change]] = {}
    if book.ledger.lights is None:
        return found
    table = record_lights.c
    query = (
        select(table.record, table.day, table.light)
        .join(records, records.c.id == table.record)
        .where(records.c.ledger == book.name)
        .order_by(table.record, table.number)
    )
    if wanted is not None:
        query = query.where(wanted)
    for row in connection.execute(query):
        found.setdefault(row.record, []).append(Change(date.fromisoformat(row.day), row.light))
    return found
