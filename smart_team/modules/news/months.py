"""Months by name such as ``2026-01``, in their order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_IN_A_YEAR: Final = 12
_NAME: Final = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """The `number`-th month, from 1 to 12, of a year."""

    year: int
    number: int

    @property
    def id(self) -> str:
        """Its name, such as ``2026-01``."""
        return f"{self.year}-{self.number:02d}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.back(-1).first - timedelta(days=1)

    def back(self, count: int) -> Month:
        """Return the month so many before it; of a negative count, after it."""
        years, place = divmod(self.year * _IN_A_YEAR + self.number - 1 - count, _IN_A_YEAR)
        return Month(years, place + 1)

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return month_of(day) == self


def month_of(day: date) -> Month:
    """Return the month that a day lies in."""
    return Month(day.year, day.month)


def month_named(name: str) -> Month | None:
    """Return the month of a name; None of what names none from 2000 to 2099."""
    found = _NAME.fullmatch(name)
    return None if found is None else Month(int(found[1]), int(found[2]))
