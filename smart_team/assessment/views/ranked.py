"""Rows of a ranked table, in the order in which they are listed (§5.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from smart_team.scoring.fixed import parse_score, r6, show
from smart_team.scoring.outcome import UNIT_STATUSES
from smart_team.scoring.units import Unit

CLOSE: Final = 500_000
"""In millionths of a point: an unequal neighbour of the same group that is nearer is marked."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the required indicators that a unit answers itself are answered, of how many."""

    answered: int
    asked: int

    @property
    def is_complete(self) -> bool:
        """Whether nothing is lacking."""
        return self.answered == self.asked


@dataclass(frozen=True, slots=True)
class Change:
    """Against an earlier publication: points won (or lost), and places won, where both have one."""

    total: str | None
    places: int | None


@dataclass(frozen=True, slots=True)
class RankedRow:
    """One unit in the table; what it does not have, or this person may not see, is None.

    `submission` and `state` stand where its submission may be read; `figures`, its whole result
    row with every indicator, where that and they were asked for. Of a row that `is_blank` this
    person sees nothing yet: that is no zero.
    """

    unit: Unit
    status: str
    total: str | None
    grade: str | None
    rank: int | None
    group: str | None
    notes: tuple[str, ...]
    submission: str | None = None
    state: str | None = None
    dimensions: Mapping[str, str | None] | None = None
    progress: Progress | None = None
    is_close: bool = False
    change: Change | None = None
    figures: Mapping[str, Any] | None = None
    is_blank: bool = False


def ranked(rows: Iterable[RankedRow]) -> list[RankedRow]:
    """Return rows by group, rank and unit code, those without a rank last, close ones marked."""
    listed = sorted(rows, key=_place)
    return [replace(row, is_close=_is_close(row, listed, at)) for at, row in enumerate(listed)]


def compared(rows: Sequence[RankedRow], earlier: Sequence[Mapping[str, Any]]) -> list[RankedRow]:
    """Return rows with their change against the rows of an earlier publication."""
    before = {row["unit"]: row for row in earlier}
    return [replace(row, change=_change(row, before.get(row.unit.unit))) for row in rows]


def _place(row: RankedRow) -> tuple[str, bool, int, int, str]:
    order = UNIT_STATUSES.index(row.status)
    return row.group or "", row.rank is None, row.rank or 0, order, row.unit.unit


def _is_close(row: RankedRow, listed: Sequence[RankedRow], at: int) -> bool:
    return any(
        0 < abs(parse_score(row.total) - parse_score(other.total)) < CLOSE
        for other in _different(row, listed, at)
        if row.total is not None and other.total is not None
    )


def _different(row: RankedRow, listed: Sequence[RankedRow], at: int) -> Iterable[RankedRow]:
    """Yield the next ranked row of the group above and below whose total is another."""
    if row.rank is None:
        return
    for run in (reversed(listed[:at]), listed[at + 1 :]):
        same = (each for each in run if each.group == row.group and each.rank is not None)
        other = next((each for each in same if each.total != row.total), None)
        if other is not None:
            yield other


def _change(row: RankedRow, before: Mapping[str, Any] | None) -> Change | None:
    if before is None:
        return None
    total = places = None
    if row.total is not None and before["total"] is not None:
        total = show(r6(Fraction(row.total) - Fraction(before["total"])))
    if row.rank is not None and before["rank"] is not None:
        places = int(before["rank"]) - row.rank
    return Change(total, places)
