"""Where a claim stands out, so that a reviewer looks there first. Pure: nothing here decides.

Points are compared as shares of an item's full marks, so that every type of item compares alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final, Literal

Sort = Literal["jump", "peers", "no_evidence", "old_evidence"]
"""Against the unit's last published points; against the peers' median; nothing shown for what is
claimed; only what is older than the period."""
JUMP: Final = Fraction(3, 10)
"""A share of the full marks that a unit seldom wins from one period to the next."""
FAR: Final = Fraction(3, 10)
"""A share of the full marks above the middle of the peer group."""
FEW: Final = 3
"""Peers below which their median says nothing."""
PERIOD: Final = timedelta(days=366)
"""Evidence that ends longer ago than this before a stage's start is older than its period."""


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing that stands out: the share claimed, the share it is compared with, a file's day."""

    sort: Sort
    claimed: Fraction | None = None
    usual: Fraction | None = None
    day: str | None = None


@dataclass(frozen=True, slots=True)
class Dated:
    """The days of one file: when it was made, and the last day of what it shows."""

    dated: str | None
    until_day: str | None

    @property
    def last(self) -> str | None:
        """The newest day that is known of it."""
        return max(filter(None, (self.until_day, self.dated)), default=None)


def jump(claimed: Fraction | None, before: Fraction | None) -> Hint | None:
    """Return the hint that a claim is much above what was last published of the same item."""
    if claimed is None or before is None or claimed - before < JUMP:
        return None
    return Hint("jump", claimed, before)


def far_above(claimed: Fraction | None, peers: Sequence[Fraction]) -> Hint | None:
    """Return the hint that a claim is much above the median of the peers."""
    if claimed is None or len(peers) < FEW:
        return None
    middle = median(peers)
    return Hint("peers", claimed, middle) if claimed - middle >= FAR else None


def evidence_hint(
    claimed: Fraction | None, files: Sequence[Dated], starts_on: date, *, is_due: bool
) -> Hint | None:
    """Return the hint that a claim which earns points shows nothing, or only what is old."""
    if not claimed:
        return None
    if not files:
        return Hint("no_evidence", claimed) if is_due else None
    days = [each.last for each in files]
    known = [each for each in days if each is not None]
    oldest = (starts_on - PERIOD).isoformat()
    if len(known) == len(days) and max(known) < oldest:
        return Hint("old_evidence", claimed, day=max(known))
    return None


def median(values: Sequence[Fraction]) -> Fraction:
    """Return the middle value, or the mean of the two in the middle."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def gap(shares: Sequence[Fraction]) -> Fraction:
    """Return by how much the members of a panel are apart."""
    return max(shares) - min(shares) if shares else Fraction(0)
