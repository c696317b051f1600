"""The panel (§6): several inspectors' points become one, for an indicator or for all units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from smart_team.scoring.answers import NA, SCORED, UNRESOLVED
from smart_team.scoring.engine import Scores
from smart_team.scoring.fixed import Column, quotient
from smart_team.scoring.imposed import Imposed
from smart_team.scoring.units import Flags

Combine = Literal["median", "mean", "trimmed"]
NOBODY: Final = "a panel needs at least one inspector"
ENOUGH_TO_TRIM = 3
"""With fewer inspectors, one best and one worst cannot both be dropped."""


def combine(points: Sequence[int], how: Combine, decimals: int) -> int:
    """Combine inspectors' points, all in millionths; returns millionths.

    `median`: the middle one, or r6 of the mean of the middle two, then rd. `mean`: rd of the mean.
    `trimmed`: rd of the mean without one best and one worst. Raises ``ValueError`` without points.
    """
    if not points:
        raise ValueError(NOBODY)
    ordered = sorted(points)
    if how == "median":
        lower, upper = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
        together, among = quotient(lower + upper, 2), 1
    else:
        trims = how == "trimmed" and len(ordered) >= ENOUGH_TO_TRIM
        kept = ordered[1:-1] if trims else ordered
        together, among = sum(kept), len(kept)
    step: int = 10 ** (6 - decimals)
    return quotient(together, among * step) * step


def combine_members(
    members: Sequence[Scores], counts: Flags, differs: Flags, how: Combine
) -> Imposed:
    """Combine the views of a panel's members into what is imposed on the units.

    `members` score all units by one plan, each by one member's answers. `counts` (members × units)
    says who sits on which unit's panel; `differs` (items × units, rows as
    :func:`~smart_team.scoring.imposed.item_rows` has them) where any of them says other than the
    answers that lie below. Nothing is imposed elsewhere, nor on a unit without a panel.

    Points and effects are combined by :func:`combine`. An indicator that does not apply by more
    than half of the members does not apply; otherwise these members' points are left out. It is
    unresolved where it is so by any other member. A redline is breached by more than half.
    Raises ``ValueError`` without members.
    """
    if not members:
        raise ValueError(NOBODY)
    views = _Views(members, counts, how)
    leaves, items = len(views.plan.leaves), len(views.plan.rubric.adjustments.items)
    parts: list[Flags] = np.split(differs & counts.any(axis=0), [leaves, leaves + items])
    on_points, on_effects, on_breaches = parts
    on_effects &= members[0].effect_applies
    points, statuses = views.points(on_points)
    effects, breaches = views.effects(on_effects), views.breaches() & on_breaches
    return Imposed(points, statuses, on_points, effects, on_effects, breaches, on_breaches)


class _Views:
    """The members' views of all units."""

    def __init__(self, members: Sequence[Scores], counts: Flags, how: Combine) -> None:
        self.plan = members[0].plan
        self.members = members
        self.counts = counts
        self.how = how
        self._known: dict[tuple[int, ...], int] = {}

    def points(self, where: Flags) -> tuple[Column, NDArray[np.uint8]]:
        """Return the points in millionths, and the statuses, that the panels came to."""
        points = np.zeros(where.shape, np.int64)
        statuses = np.full(where.shape, SCORED, np.uint8)
        ticks = [each.ticks for each in self.members]
        found = [each.statuses for each in self.members]
        tick = self.plan.tree.tick
        for row, unit, (earned, said) in self._cells(where, ticks, found):
            statuses[row, unit] = together = _status(said)
            if together == SCORED:
                views = zip(earned, said, strict=True)
                counted = [each * tick for each, status in views if status != NA]
                points[row, unit] = self._combined(counted)
        return points, statuses

    def effects(self, where: Flags) -> Column:
        """Return the adjustments' effects in millionths that the panels came to."""
        signed = [each.effects for each in self.members]
        effects = np.zeros(where.shape, np.result_type(*signed))
        for row, unit, (given,) in self._cells(where, signed):
            effects[row, unit] = self._combined(given)
        return effects

    def breaches(self) -> Flags:
        """Return which redlines more than half of a unit's panel hold to be breached."""
        said = np.stack([each.breaches for each in self.members])
        votes = (said & self.counts[:, None]).sum(axis=0)
        breached: Flags = 2 * votes > self.counts.sum(axis=0)
        return breached

    def _cells(
        self, where: Flags, *views: Sequence[Column]
    ) -> Iterator[tuple[int, int, list[list[int]]]]:
        """Yield row, unit and what the unit's panel says, view by view, for every cell asked."""
        rows, units = np.nonzero(where)
        said = (np.stack([each[rows, units] for each in view], axis=1).tolist() for view in views)
        sits = self.counts[:, units].T.tolist()
        for row, unit, mask, *each in zip(rows.tolist(), units.tolist(), sits, *said, strict=True):
            yield row, unit, [list(compress(one, mask)) for one in each]

    def _combined(self, points: list[int]) -> int:
        """Combine one cell; the same points come again and again."""
        key = tuple(points)
        if key not in self._known:
            self._known[key] = combine(points, self.how, self.plan.rubric.decimals)
        return self._known[key]


def _status(said: Sequence[int]) -> int:
    """Return what the statuses of one indicator, one for each member, come to."""
    if 2 * said.count(NA) > len(said):
        return NA
    return UNRESOLVED if UNRESOLVED in said else SCORED
