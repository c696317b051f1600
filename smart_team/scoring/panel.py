"""The panel (§6): several inspectors' points for one indicator become one."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from smart_team.scoring.fixed import MILLION, r6, rd

Combine = Literal["median", "mean", "trimmed"]
ENOUGH_TO_TRIM = 3
"""With fewer inspectors, one best and one worst cannot both be dropped."""


def combine(points: Sequence[int], how: Combine, decimals: int) -> int:
    """Combine inspectors' points, all in millionths; returns millionths.

    `median`: the middle one, or r6 of the mean of the middle two, then rd. `mean`: rd of the mean.
    `trimmed`: rd of the mean without one best and one worst. Raises ``ValueError`` without points.
    """
    if not points:
        message = "a panel needs at least one inspector"
        raise ValueError(message)
    ordered = sorted(points)
    if how == "median":
        lower, upper = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
        exact = Fraction(r6(Fraction(lower + upper, 2 * MILLION)), MILLION)
    else:
        trims = how == "trimmed" and len(ordered) >= ENOUGH_TO_TRIM
        kept = ordered[1:-1] if trims else ordered
        exact = Fraction(sum(kept), len(kept) * MILLION)
    step: int = 10 ** (6 - decimals)
    return rd(exact, decimals) * step
