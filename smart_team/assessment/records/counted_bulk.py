"""From a number over a bulk ledger to the records that it was counted from, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from smart_team.assessment.bulk_ledgers import BulkSource
from smart_team.assessment.library import Library
from smart_team.assessment.metrics.values import ItemValue, Values
from smart_team.assessment.records.bulk_views import page_of, sight_of
from smart_team.assessment.views.pages import Page, Span, among
from smart_team.ledger.book import Book, Record
from smart_team.people.principal import Principal
from smart_team.procedure.calendar import shanghai_day
from smart_team.rollup.asking import RollUp
from smart_team.rollup.behind import BulkPart, bulk_parts
from smart_team.rollup.declared import UNIT
from smart_team.rollup.layout import RECORDS
from smart_team.store.clock import instant_of
from smart_team.store.parts import listing_of


@dataclass(frozen=True, slots=True)
class Turned:
    """Which of a metric's numbers over bulk ledgers is looked at, and which page of its records."""

    part: str | None = None
    span: Span = field(default_factory=Span)


@dataclass(frozen=True, slots=True)
class BulkBehind:
    """A page of the records behind one number over a bulk ledger, the newest day first.

    `parts` are all such numbers with how many records each was counted from. Of the `records`
    behind this one `hidden` are not for this person to see.
    """

    book: Book
    part: BulkPart
    parts: Sequence[tuple[BulkPart, int]]
    records: int
    hidden: int
    page: Page[Record]


def bulk_behind(
    connection: Connection,
    principal: Principal,
    library: Library,
    value: ItemValue,
    values: Values,
    unit: str,
    turned: Turned,
) -> BulkBehind | None:
    """Return what is behind a value of a unit's item, where a bulk ledger is.

    A frozen value's records are those of the parts that it names. Returns None where no bulk
    ledger is counted, and where the metric has another definition by now, so that it cannot be told
    which records counted. Raises UnfitError for a number that the metric does not have.
    """
    named, shelf = library.metrics.named.get(value.metric), library.metrics.shelf
    parts = library.sources.parts
    if named is None or parts is None or named.definition != value.definition:
        return None
    counted = shanghai_day(instant_of(values.counted_at))
    known = {each.name: each for each in bulk_parts(named, shelf, values.period, counted)}
    if not known:
        return None
    among("part", turned.part, known)
    many = _many(value, known)
    part = known[turned.part or next((name for name in known if many[name]), next(iter(known)))]
    sight = sight_of(connection, principal, shelf.books[part.ledger], parts)
    source = sight.source
    if values.frozen:
        files = values.listings.get(part.ledger, ())
        source = replace(source, listed=listing_of(connection, part.ledger, files))
    asked = _of_unit(part.asked, unit, frozenset(sight.units))
    seen = _count(source, asked)
    page = page_of(source, asked, turned.span)
    told = [(each, many[name]) for name, each in known.items()]
    records = max(many[part.name], seen)
    return BulkBehind(sight.book, part, told, records, records - seen, page)


def _many(value: ItemValue, known: Mapping[str, BulkPart]) -> Mapping[str, int]:
    return {name: value.parts[name].records if name in value.parts else 0 for name in known}


def _of_unit(asked: RollUp, unit: str, seen: frozenset[str]) -> RollUp:
    whose = (asked.by[0], frozenset({unit}))
    return replace(asked, by=(), sums=(), distinct=None, where=(*asked.where, whose, (UNIT, seen)))


def _count(source: BulkSource, asked: RollUp) -> int:
    return sum(row[RECORDS] for row in source.ask(asked).to_pylist())
