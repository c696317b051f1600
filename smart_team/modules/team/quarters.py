"""Quarters of the year, by name such as ``2026Q1``, in their order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_IN_A_YEAR: Final = 4
_MONTHS: Final = 3


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """The `number`-th quarter, from 1 to 4, of a year."""

    year: int
    number: int

    @property
    def id(self) -> str:
        """Its name, such as ``2026Q1``."""
        return f"{self.year}Q{self.number}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, (self.number - 1) * _MONTHS + 1, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.back(-1).first - timedelta(days=1)

    def back(self, count: int) -> Quarter:
        """Return the quarter so many before it; of a negative count, after it."""
        years, place = divmod(self.year * _IN_A_YEAR + self.number - 1 - count, _IN_A_YEAR)
        return Quarter(years, place + 1)

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return quarter_of(day) == self


def quarter_of(day: date) -> Quarter:
    """Return the quarter that a day lies in."""
    return Quarter(day.year, (day.month - 1) // _MONTHS + 1)


def last_ended(day: date) -> Quarter:
    """Return the newest quarter that had ended by a day: the one that units report of."""
    now = quarter_of(day)
    return now if now.last == day else now.back(1)
