"""A period: the days between two days, both included, and its months and quarters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

ONE_DAY = timedelta(days=1)
_QUARTER = 3
_YEAR = 12


@dataclass(frozen=True)
class Period:
    """From the first day until the last, both included."""

    first: date
    last: date

    @cached_property
    def months(self) -> tuple[Period, ...]:
        """The calendar months that lie wholly within it, in order."""
        return self._parts(1)

    @cached_property
    def quarters(self) -> tuple[Period, ...]:
        """The quarters of the year that lie wholly within it, in order."""
        return self._parts(_QUARTER)

    def _parts(self, months: int) -> tuple[Period, ...]:
        start = _begin(self.first, months)
        if start < self.first:
            start = _after(start, months)
        found = []
        while (after := _after(start, months)) - ONE_DAY <= self.last:
            found.append(Period(start, after - ONE_DAY))
            start = after
        return tuple(found)


class Moment(NamedTuple):
    """A period, and the day of counting: its last day, or today if that is sooner."""

    period: Period
    on: date


def _begin(day: date, months: int) -> date:
    """Return the first day of the part of the year that a day lies in."""
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _after(start: date, months: int) -> date:
    """Return the first day of the part of the year after the one that starts on a day."""
    month = start.month + months
    return date(start.year + (month > _YEAR), (month - 1) % _YEAR + 1, 1)
