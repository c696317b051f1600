"""A bulk ledger as somebody may read it: counts by month, unit and choice, and pages of records.

Counts come of one roll-up for everybody, kept as long as the ledger's parts stay the same; of its
answer each sees the units that they may read. Records are shown of one unit and month at a time.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, select

from smart_team.assessment.bulk_ledgers import BulkSource, PartShelf
from smart_team.assessment.records.views import RecordsWanted
from smart_team.assessment.views import messages as m
from smart_team.assessment.views.pages import Page, Span, absent, among, refuse, shown
from smart_team.errors import Problem
from smart_team.ledger import sheet_messages as s
from smart_team.ledger.book import Book, Record
from smart_team.ledger.messages import LedgerError
from smart_team.ledger.periods import Period
from smart_team.people.policy import Target, may
from smart_team.people.principal import Principal
from smart_team.rollup.asking import Place, RollUp
from smart_team.rollup.declared import UNIT
from smart_team.rollup.layout import MONTH, RECORDS
from smart_team.rubric.ledgers import ChoiceField
from smart_team.store.parts import listing
from smart_team.store.tables import units

_DAY: Final = len("2026-01-01")


class Counted(NamedTuple):
    """How many records a unit has of a month, given by its first day, and of a choice."""

    unit: str
    month: date
    choice: str | None
    records: int


@dataclass(frozen=True, slots=True)
class BulkWanted:
    """Whose records of which month, as ``YYYY-MM``, are asked for; `choices` by field."""

    unit: str
    month: str
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BulkSight:
    """A bulk ledger, and the names by code of the units of which somebody reads its records."""

    source: BulkSource
    units: Mapping[str, str]

    @property
    def book(self) -> Book:
        """The ledger."""
        return self.source.book

    def choice_fields(self) -> dict[str, ChoiceField]:
        """Return the fields by whose choices records are counted, by id."""
        fields = self.book.fields.items()
        return {id_: each for id_, each in fields if isinstance(each, ChoiceField)}

    def held(self) -> list[Counted]:
        """Return how many records there are of each unit and month, in that order."""
        return list(self._counted(RollUp((UNIT, MONTH))))

    def by_choice(self, year: int, name: str) -> list[Counted]:
        """Return the same of a year for each choice of a field; raises UnfitError."""
        among("by", name, self.choice_fields())
        whole = Period(date(year, 1, 1), date(year, 12, 31))
        asked = RollUp((UNIT, MONTH, name), since=whole.first, until=whole.last)
        return list(self._counted(asked, name))

    def page(self, wanted: BulkWanted, span: Span) -> Page[Record]:
        """Return a page of a unit's records of a month, the newest day first.

        Raises AbsentError for a unit that is out of scope, and UnfitError for what cannot be asked.
        """
        return page_of(self.source, self.asked(wanted), span)

    def asked(self, wanted: BulkWanted) -> RollUp:
        """Return which records are meant; raises as :meth:`page` does."""
        if wanted.unit not in self.units:
            raise absent()
        month, mine = month_of(wanted.month), (UNIT, frozenset({wanted.unit}))
        where = (mine, *self._chosen(wanted.choices))
        return RollUp(since=month.first, until=month.last, where=where)

    def taken_along(self, wanted: RecordsWanted, most: int) -> list[Record]:
        """Return the records asked for by unit, days and choices, by unit and the newest day first.

        Raises LedgerError for more than `most`, AbsentError and UnfitError as :meth:`page` does.
        """
        for name in ("district", "state", "light", "text"):
            among("field", name if getattr(wanted, name) else None, ("unit", "since", "until"))
        if wanted.unit is not None and wanted.unit not in self.units:
            raise absent()
        mine = frozenset(self.units if wanted.unit is None else {wanted.unit})
        where = ((UNIT, mine), *self._chosen(wanted.choices))
        since, until = (_day(name, getattr(wanted, name)) for name in ("since", "until"))
        asked = RollUp(since=since, until=until, where=where)
        count = sum(row[RECORDS] for row in self.source.ask(asked).to_pylist())
        if count > most:
            values = {"rows": count, "limit": most}
            raise LedgerError([Problem(s.MANY_ROWS, values=values)])
        return sorted(self.source.newest(asked, most), key=lambda each: each.unit)

    def _chosen(self, choices: Mapping[str, str]) -> list[tuple[str, frozenset[str]]]:
        fields = self.choice_fields()
        for name, value in choices.items():
            among("field", name, fields)
            among(name, value, [each.id for each in fields[name].choices])
        return [(name, frozenset({value})) for name, value in sorted(choices.items())]

    def _counted(self, asked: RollUp, choice: str | None = None) -> Iterator[Counted]:
        for row in _rolled(self.source, asked):
            if row[UNIT] in self.units:
                yield Counted(row[UNIT], row[MONTH], choice and row[choice], row[RECORDS])


def sight_of(
    connection: Connection, principal: Principal, book: Book, parts: PartShelf
) -> BulkSight:
    """Return what this person sees of a bulk ledger."""
    rows = connection.execute(select(units).order_by(units.c.code)).all()
    seen = {
        row.code: row.name
        for row in rows
        if may(principal, "read_records", Target(row.code, row.district or ""))
    }
    return BulkSight(BulkSource(book, parts, listing(connection, book.name)), seen)


def page_of(source: BulkSource, asked: RollUp, span: Span) -> Page[Record]:
    """Return a page of the records asked for, the newest day first; raises UnfitError."""
    found = source.newest(asked, span.limit + 1, _place(span))
    kept = tuple(found[: span.limit])
    more = len(found) > span.limit
    return Page(kept, f"{kept[-1].day.isoformat()}{kept[-1].id}" if more else None)


def month_of(given: str) -> Period:
    """Return a month that is given as ``YYYY-MM``; raises UnfitError."""
    try:
        first = date.fromisoformat(f"{given}-01")
    except ValueError:
        values = {"name": MONTH, "given": shown(given), "known": "YYYY-MM"}
        refuse(Problem(m.BAD_FILTER, values=values))
    return Period(first, first.replace(day=monthrange(first.year, first.month)[1]))


def _day(name: str, given: str | None) -> date | None:
    try:
        return None if given is None else date.fromisoformat(given)
    except ValueError:
        values = {"name": name, "given": shown(given or ""), "known": "YYYY-MM-DD"}
        refuse(Problem(m.BAD_FILTER, values=values))


@lru_cache(maxsize=128)
def _rolled(source: BulkSource, asked: RollUp) -> tuple[Mapping[str, Any], ...]:
    """Return the answer's rows; the parts of a listing never change, so it stays true."""
    return tuple(source.ask(asked).to_pylist())


def _place(span: Span) -> Place | None:
    if span.after is None:
        return None
    try:
        return Place(date.fromisoformat(span.after[:_DAY]), span.after[_DAY:])
    except ValueError:
        span.refuse()
