"""Districts, systems and the city as means over their rated units (§5.8), each beside n."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from smart_team.assessment.views.ranked import RankedRow
from smart_team.scoring.fixed import r6, show


@dataclass(frozen=True, slots=True)
class Mean:
    """r6(Σ T / n) as a text with six places, None where n is 0; n counts the rated units."""

    mean: str | None
    n: int


@dataclass(frozen=True, slots=True)
class RollUps:
    """Means by district code (the city's own units are none), by kind (条线), and over all."""

    districts: Mapping[str, Mean]
    kinds: Mapping[str, Mean]
    city: Mean


def roll_ups(rows: Sequence[RankedRow]) -> RollUps:
    """Return the means over the rows that are shown."""
    in_districts = [row for row in rows if row.unit.district]
    return RollUps(
        _by(in_districts, lambda row: row.unit.district),
        _by(rows, lambda row: row.unit.kind),
        _mean(rows),
    )


def _by(rows: Sequence[RankedRow], key: Callable[[RankedRow], str]) -> Mapping[str, Mean]:
    names = sorted({key(row) for row in rows})
    return {name: _mean([row for row in rows if key(row) == name]) for name in names}


def _mean(rows: Sequence[RankedRow]) -> Mean:
    rated = [row for row in rows if row.status == "rated" and row.total is not None]
    totals = [Fraction(row.total) for row in rated if row.total is not None]
    return Mean(show(r6(sum(totals, Fraction(0)) / len(totals))) if totals else None, len(totals))
