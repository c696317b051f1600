"""What is asked of records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Test:
    """What must be true of one column; all that is given must be, and of no value nothing is.

    Only ``filled=False`` is true of an absent value. `among` is of texts, `least` and `most`, both
    included, of numbers, `until`, included, and `after`, not included, of days. `not_after` names
    another column of days, which may be passed by `days`.
    """

    column: str
    among: frozenset[str] | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    after: date | None = None
    until: date | None = None
    filled: bool | None = None
    not_after: str | None = None
    days: int = 0


@dataclass(frozen=True, slots=True)
class RollUp:
    """What is asked: how many records, and the sums of columns, by what, of which records.

    `by` names columns of units, choices or texts, and ``month`` for the months of the layout's
    date. With `distinct` it is also asked how many different values that column has. `since` and
    `until` are days, both included. `where` says which values of a column count, `tests` what else
    must be true.
    """

    by: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    where: tuple[tuple[str, frozenset[str]], ...] = ()
    tests: tuple[Test, ...] = ()
    distinct: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands among others: by its day, then by its key."""

    day: date
    key: str
