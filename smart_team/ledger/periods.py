"""A period: the days between two days, both included, and its months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

_DAY = timedelta(days=1)
_OVER_A_MONTH = timedelta(days=31)


@dataclass(frozen=True)
class Period:
    """From the first day until the last, both included."""

    first: date
    last: date

    @cached_property
    def months(self) -> tuple[Period, ...]:
        """The calendar months that lie wholly within it, in order."""
        start = self.first if self.first.day == 1 else _next(self.first)
        found = []
        while (after := _next(start)) - _DAY <= self.last:
            found.append(Period(start, after - _DAY))
            start = after
        return tuple(found)


def _next(day: date) -> date:
    """Return the first day of the next month."""
    return (day.replace(day=1) + _OVER_A_MONTH).replace(day=1)
