"""How units stand in a month of 队建动态: what the module's metrics say of it, and of the year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import Connection

from smart_team.assessment.record_sources import record_of
from smart_team.assessment.records.views import RecordsWanted, narrowed
from smart_team.ledger.amounts import Source
from smart_team.ledger.book import Book, Record
from smart_team.ledger.metrics import Counting, Metrics
from smart_team.ledger.periods import Period
from smart_team.ledger.plugin import NUMERATOR, VALUE, Count
from smart_team.modules.news.months import Month
from smart_team.modules.news.names import (
    ADOPTIONS,
    ARTICLES,
    MONTHS_REACHED,
    POINTS,
    POINTS_CUMULATIVE,
    PUBLISHED,
    RETURNED,
)
from smart_team.modules.sight import SeenUnit
from smart_team.people.principal import Principal

Records = Mapping[str, Sequence[Record]]
"""Records by the full name of their ledger."""
_TENTH: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class UnitMonth:
    """One unit in a month: articles, and points; None where the module has no such metric.

    `sent` are those that happened in the month and count. `months` are the year's months in which
    the unit reached the least number, the month's own among them if it `reached` it.
    """

    unit: SeenUnit
    sent: int
    published: int
    returned: int
    reached: bool | None
    months: int | None
    points: Decimal | None
    cumulative: Decimal | None

    @property
    def return_rate(self) -> Decimal | None:
        """Articles that were ever returned in percent of those sent in, to a tenth."""
        if not self.sent:
            return None
        return (Decimal(100 * self.returned) / self.sent).quantize(_TENTH)


def records_of_year(
    connection: Connection,
    principal: Principal,
    books: Mapping[str, Book],
    units: Sequence[SeenUnit],
    month: Month,
) -> Records:
    """Return these units' articles and adoptions from the year's first day to the month's last."""
    codes = {each.code for each in units}
    days = (date(month.year, 1, 1).isoformat(), month.last.isoformat())
    wanted = RecordsWanted(since=days[0], until=days[1])
    found: dict[str, list[Record]] = {}
    for name in (ARTICLES, ADOPTIONS):
        rows = connection.execute(narrowed(principal, books[name], wanted))
        found[name] = [each for each in map(record_of, rows) if each.unit in codes]
    return found


def lines_of_month(
    metrics: Metrics,
    books: Mapping[str, Book],
    records: Records,
    units: Sequence[SeenUnit],
    month: Month,
    today: date,
) -> list[UnitMonth]:
    """Return how each of these units stands in a month, of the year's records until its end."""
    sources = {name: Source(books[name], there) for name, there in records.items()}
    counting, codes = Counting(sources, today), [each.code for each in units]
    own, year = Period(month.first, month.last), Period(date(month.year, 1, 1), month.last)

    def counted(name: str, part: str, period: Period) -> Mapping[str, Decimal]:
        metric = metrics.find(name)
        found: Mapping[str, Count] = {} if metric is None else counting.count(metric, codes, period)
        return {code: each.parts[part].value for code, each in found.items()}

    returned = counted(RETURNED, NUMERATOR, own)
    reached, months = (counted(MONTHS_REACHED, NUMERATOR, each) for each in (own, year))
    points, cumulative = (counted(each, VALUE, own) for each in (POINTS, POINTS_CUMULATIVE))
    sent = articles_of(books, records, month)
    return [
        UnitMonth(
            unit,
            sum(each.unit == unit.code for each in sent),
            sum(each.unit == unit.code and each.state == PUBLISHED for each in sent),
            int(returned.get(unit.code, 0)),
            bool(reached[unit.code]) if unit.code in reached else None,
            int(months[unit.code]) if unit.code in months else None,
            points.get(unit.code),
            cumulative.get(unit.code),
        )
        for unit in units
    ]


def articles_of(books: Mapping[str, Book], records: Records, month: Month) -> list[Record]:
    """Return the articles that happened in a month and count, by day."""
    book = books[ARTICLES]
    there = (each for each in records[ARTICLES] if month.holds(each.day))
    return sorted((each for each in there if book.counts(each.state)), key=_when)


def adoptions_of_month(books: Mapping[str, Book], records: Records, month: Month) -> list[Record]:
    """Return the confirmed adoptions of a month, the highest level first, then by day."""
    book = books[ADOPTIONS]
    levels = [each.id for each in book.fields["level"].choices]  # type: ignore[union-attr]
    there = [
        each for each in records[ADOPTIONS] if month.holds(each.day) and book.counts(each.state)
    ]
    return sorted(there, key=lambda each: (levels.index(each.content["level"]), *_when(each)))


def _when(record: Record) -> tuple[date, str]:
    return record.day, record.id
