"""From a submission's item to its metric, and to the records behind the number."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, func, select

from smart_team.assessment.library import Library
from smart_team.assessment.loading import Submission, find
from smart_team.assessment.metrics.counting import asking_of, count_units
from smart_team.assessment.metrics.told import ToldValue, told_values
from smart_team.assessment.metrics.values import ItemValue, newest_values
from smart_team.assessment.records.counted_bulk import BulkBehind, Turned, bulk_behind
from smart_team.assessment.records.finding import records_of
from smart_team.assessment.records.views import RecordView, views_of
from smart_team.assessment.views.pages import Span, absent
from smart_team.ledger.book import Book
from smart_team.people.principal import Principal
from smart_team.procedure.calendar import shanghai_day
from smart_team.rubric.items import Item
from smart_team.scoring.plan import Plan
from smart_team.scoring.units import Unit
from smart_team.store.clock import instant_of
from smart_team.store.record_tables import record_revisions, records
from smart_team.store.tables import units

_CHUNK: Final = 10_000
"""Ids that are asked for at once."""
_OF_UNIT: Final = units.c.code == records.c.unit


@dataclass(frozen=True, slots=True)
class BehindRow:
    """A record behind a number, as it was counted; `changed` where it reads otherwise now."""

    book: Book
    view: RecordView
    parts: tuple[str, ...]
    changed: bool


@dataclass(frozen=True, slots=True)
class Behind:
    """An item's value, and a page of the records behind it, the newest first.

    Of `records` in all, `hidden` are not for this person to see, or are no longer there: what was
    removed later, what is out of scope, and single small cells of another unit's. `is_stale` says
    that the ledgers have changed since it was counted.
    """

    submission: str
    unit: Unit
    plan: Plan
    item: Item
    told: ToldValue
    records: int
    hidden: int
    is_stale: bool
    rows: tuple[BehindRow, ...]
    next: str | None
    bulk: BulkBehind | None = None
    """What is behind it in a bulk ledger; none of that is among the above."""


def behind(
    connection: Connection,
    principal: Principal,
    id_: str,
    item: str,
    library: Library,
    span: Span,
    turned: Turned = Turned(),  # noqa: B008 - it never changes
) -> Behind:
    """Return what is behind the value of an item of a submission that this person may see.

    Raises AbsentError also for an item that no metric answers.
    """
    found = find(connection, principal, id_)
    plan = found.plan(library)
    values = newest_values(connection, [id_]).get(id_)
    told = told_values(values, library).get(item)
    known = next((each for each in plan.rubric.items() if each.id == item), None)
    if values is None or told is None or known is None:
        raise absent()
    counted = told.value if told.frozen else _now(found, item, library, values.counted_at)
    value = told.value if counted is None else counted
    parts, unit = _parts(value), found.row.unit
    visible = _visible(connection, principal, library, parts)
    page = [each for each in visible if span.after is None or each < span.after]
    kept = page[: span.limit]
    seen = values.counted_at if told.frozen else None
    return Behind(
        found.id,
        found.unit,
        plan,
        known,
        told,
        len(parts),
        len(parts) - len(visible),
        counted is not None and _hashes(counted) != _hashes(told.value),
        tuple(_rows(connection, library, kept, parts, seen)),
        kept[-1] if len(page) > len(kept) else None,
        bulk_behind(connection, principal, library, value, values, unit, turned),
    )


def _now(found: Submission, item: str, library: Library, counted_at: str) -> ItemValue | None:
    """Return what the metric would come to as the ledgers are now, on the day of counting."""
    asking = asking_of(found.connection, found.row.stage, library)
    today = shanghai_day(instant_of(counted_at))
    unit = found.row.unit
    return count_units(found.connection, asking, library, [unit], today)[unit].items.get(item)


def _hashes(value: ItemValue) -> list[tuple[str, str]]:
    return sorted((name, part.hash) for name, part in value.parts.items())


def _parts(value: ItemValue) -> Mapping[str, tuple[str, ...]]:
    """Return of every record behind a value to which of its numbers it belongs."""
    found: dict[str, list[str]] = {}
    for name, part in value.parts.items():
        for id_ in part.ids:
            found.setdefault(id_, []).append(name)
    return {id_: tuple(names) for id_, names in found.items()}


def _visible(
    connection: Connection, principal: Principal, library: Library, parts: Mapping[str, object]
) -> list[str]:
    """Return the records that this person may see, the newest first."""
    ids, found = sorted(parts), list[str]()
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        for book in _books(connection, library, chunk):
            query = records_of(principal, book).with_only_columns(records.c.id)
            found += connection.execute(query.where(records.c.id.in_(chunk))).scalars()
    return sorted(found, reverse=True)


def _books(connection: Connection, library: Library, ids: Sequence[str]) -> list[Book]:
    query = select(records.c.ledger).where(records.c.id.in_(ids)).distinct()
    names = sorted(connection.execute(query).scalars())
    books = (library.metrics.shelf.find(name) for name in names)
    return [book for book in books if book is not None]


def _rows(
    connection: Connection,
    library: Library,
    ids: Sequence[str],
    parts: Mapping[str, tuple[str, ...]],
    counted_at: str | None,
) -> Iterator[BehindRow]:
    """Yield records as they were when they were counted, or as they are where that is left out."""
    query = select(records, units.c.name).join(units, _OF_UNIT, isouter=True)
    query = query.where(records.c.id.in_(ids)).order_by(records.c.id.desc())
    views = views_of(connection, connection.execute(query).all())
    before = {} if counted_at is None else _as_of(connection, ids, counted_at)
    for view in views:
        book = library.metrics.shelf.books[view.record.ledger]
        then = before.get(view.record.id)
        shown = view if then is None else _then(view, book, then)
        yield BehindRow(book, shown, parts[view.record.id], shown.record != view.record)


def _as_of(connection: Connection, ids: Sequence[str], at: str) -> Mapping[str, Row[Any]]:
    """Return the newest revision of each record that was made by a time."""
    table = record_revisions.c
    last = (
        select(table.record, func.max(table.number).label("number"))
        .where(table.record.in_(ids), table.made_at <= at)
        .group_by(table.record)
        .subquery()
    )
    same = and_(table.record == last.c.record, table.number == last.c.number)
    query = select(record_revisions).join(last, same)
    return {row.record: row for row in connection.execute(query)}


def _then(view: RecordView, book: Book, row: Row[Any]) -> RecordView:
    content: Mapping[str, Any] = json.loads(row.content)
    day = date.fromisoformat(content[book.ledger.dated_by])
    return replace(view, record=replace(view.record, content=content, state=row.after, day=day))
