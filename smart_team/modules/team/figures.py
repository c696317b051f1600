"""A unit's figures of a quarter, from its records; what it has not reported is None, never zero."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from smart_team.ledger.book import Book, Record
from smart_team.modules.team.names import (
    ATTAINMENT,
    AVOIDANCE_CHECKS,
    PROBLEMS,
    STAFFING,
    THREE_RULES,
)
from smart_team.modules.team.problems import line_of
from smart_team.modules.team.quarters import Quarter

Records = Mapping[str, Sequence[Record]]
"""Records by the full name of their ledger."""
_TENTH: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of one unit, or of several together, in a quarter; numbers of people or posts.

    `months` are the month's reports sent in time, `checks` the recusal checks completed; `open`
    and `overdue` are problems as they stood at the quarter's end, or today if that is sooner.
    `reported` of `units` have reported their staffing; `waiting` of these are not confirmed.
    """

    establishment: int | None = None
    actual: int | None = None
    quota: int | None = None
    due: int | None = None
    attained: int | None = None
    months: int | None = None
    checks: int | None = None
    open: int = 0
    overdue: int = 0
    units: int = 1
    reported: int = 0
    waiting: int = 0

    @property
    def gap(self) -> int | None:
        """Posts of the establishment that are not filled."""
        if self.establishment is None or self.actual is None:
            return None
        return self.establishment - self.actual

    @property
    def gap_percent(self) -> Decimal | None:
        """The same in percent of the establishment, to a tenth."""
        return percent(self.gap, self.establishment)

    @property
    def trained(self) -> Decimal | None:
        """Staff who attained their training in percent of those due, to a tenth."""
        return percent(self.attained, self.due)


def percent(part: int | None, whole: int | None) -> Decimal | None:
    """Return a part in percent, to a tenth; None of nothing."""
    if part is None or not whole:
        return None
    return (Decimal(100 * part) / whole).quantize(_TENTH)


def figures_of(
    books: Mapping[str, Book], records: Records, quarter: Quarter, today: date
) -> Figures:
    """Return the figures of one unit, of which these are the records."""
    staffing = _newest(records[STAFFING], quarter)
    attainment = _newest(records[ATTAINMENT], quarter)
    on = min(quarter.last, today)
    lines = [line_of(books[PROBLEMS], each, on) for each in records[PROBLEMS]]
    return Figures(
        establishment=_number(staffing, "establishment"),
        actual=_number(staffing, "actual"),
        quota=_number(staffing, "quota"),
        due=_number(attainment, "due"),
        attained=_number(attainment, "attained"),
        months=_count(records[THREE_RULES], quarter, _in_time),
        checks=_count(records[AVOIDANCE_CHECKS], quarter, _completed),
        open=sum(each.open for each in lines),
        overdue=sum(each.overdue for each in lines),
        reported=int(staffing is not None),
        waiting=int(staffing is not None and not books[STAFFING].counts(staffing.state)),
    )


def total(parts: Iterable[Figures]) -> Figures:
    """Return several units together; a figure that none of them has reported stays None.

    Posts and staff are of the same units, and so are those due and those who attained.
    """
    found = list(parts)
    return Figures(
        establishment=_sum(each.establishment for each in found),
        actual=_sum(each.actual for each in found),
        quota=_sum(each.quota for each in found),
        due=_sum(each.due for each in found),
        attained=_sum(each.attained for each in found),
        months=_sum(each.months for each in found),
        checks=_sum(each.checks for each in found),
        open=sum(each.open for each in found),
        overdue=sum(each.overdue for each in found),
        units=sum(each.units for each in found),
        reported=sum(each.reported for each in found),
        waiting=sum(each.waiting for each in found),
    )


def _sum(values: Iterable[int | None]) -> int | None:
    known = [each for each in values if each is not None]
    return sum(known) if known else None


def _newest(records: Sequence[Record], quarter: Quarter) -> Record | None:
    there = [each for each in records if quarter.holds(each.day)]
    return max(there, key=lambda each: (each.day, each.id), default=None)


def _number(record: Record | None, field: str) -> int | None:
    said = None if record is None else record.content.get(field)
    return None if said is None else int(Decimal(said))


def _count(
    records: Sequence[Record], quarter: Quarter, good: Callable[[Record], bool]
) -> int | None:
    there = [each for each in records if quarter.holds(each.day)]
    return sum(good(each) for each in there) if there else None


def _in_time(record: Record) -> bool:
    sent, due = record.content.get("sent_on"), record.content["due"]
    return sent is not None and sent <= due


def _completed(record: Record) -> bool:
    return "completed_on" in record.content
