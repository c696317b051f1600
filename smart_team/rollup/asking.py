"""What is asked of records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class RollUp:
    """What is asked: how many records, and the sums of columns, by what, of which records.

    `by` names columns of units, choices or texts, and ``month`` for the months of the layout's
    date. `since` and `until` are days, both included. `where` says which
    values of a column count.
    """

    by: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    where: tuple[tuple[str, frozenset[str]], ...] = ()
