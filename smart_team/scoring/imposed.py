"""What a panel came to, in place of what the answers alone would earn (§6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smart_team.scoring.answers import NA, SCORED, STATUSES
from smart_team.scoring.fixed import Column, show
from smart_team.scoring.kernels import Chunk
from smart_team.scoring.outcome import Bounds
from smart_team.scoring.plan import Plan
from smart_team.scoring.units import Flags, Units


@dataclass(frozen=True, eq=False)
class Imposed:
    """Results that replace those of the answers, wherever the mask beside them says so.

    Columns are units. `points` (millionths, a multiple of the rubric's smallest step) and
    `statuses` have the rows of :attr:`Plan.leaves`; a status is scored, na or unresolved, and the
    latter two have no points. `effects` (signed millionths) have a row per adjustment, `breaches` a
    row per redline. What does not apply to a unit by the rubric itself cannot be imposed on it.
    `bounds` cut totals after the redlines and before grade, quota and rank.
    """

    points: Column
    statuses: NDArray[np.uint8]
    has_points: Flags
    effects: Column
    has_effects: Flags
    breaches: Flags
    has_breaches: Flags
    bounds: Bounds | None = None

    @classmethod
    def none(cls, plan: Plan, units: Units) -> Imposed:
        """Return one that imposes nothing, to be filled in."""
        rubric, number = plan.rubric, len(units)
        leaves, items, redlines = (
            (len(rows), number) for rows in (plan.leaves, rubric.adjustments.items, rubric.redlines)
        )
        return cls(
            np.zeros(leaves, np.int64),
            np.full(leaves, SCORED, np.uint8),
            np.zeros(leaves, np.bool_),
            np.zeros(items, np.int64),
            np.zeros(items, np.bool_),
            np.zeros(redlines, np.bool_),
            np.zeros(redlines, np.bool_),
        )

    def over_effects(self, effects: Column, applies: Flags) -> Column:
        """Return the adjustments' effects with those that are imposed."""
        return np.where(self.has_effects & applies, self.effects, effects)

    def over_breaches(self, breaches: Flags, applies: Flags) -> Flags:
        """Return the redlines' breaches with those that are imposed."""
        return np.where(self.has_breaches & applies, self.breaches, breaches)

    def to_dict(self, plan: Plan, position: int) -> dict[str, Any]:
        """Return what is imposed on one unit as a line of answers may carry it.

        The keys are ``imposed`` (points as texts with six places, or the status that has none),
        ``imposed_effects`` and ``imposed_breaches``, each by id; ``imposed_most`` is the most that
        the total may be, where the unit is bound.
        """
        items, redlines = plan.rubric.adjustments.items, plan.rubric.redlines
        return {
            "imposed": {
                leaf.id: self._said(plan.rows[leaf.id], position)
                for leaf in plan.rubric.indicators()
                if self.has_points[plan.rows[leaf.id], position]
            },
            "imposed_effects": {
                item.id: show(int(self.effects[row, position]))
                for row, item in enumerate(items)
                if self.has_effects[row, position]
            },
            "imposed_breaches": {
                line.id: bool(self.breaches[row, position])
                for row, line in enumerate(redlines)
                if self.has_breaches[row, position]
            },
            **self._most(position),
        }

    def _most(self, position: int) -> dict[str, Any]:
        if self.bounds is None or not self.bounds.where[position]:
            return {}
        return {"imposed_most": show(int(self.bounds.most[position]))}

    def _said(self, row: int, position: int) -> str:
        status = int(self.statuses[row, position])
        return show(int(self.points[row, position])) if status == SCORED else STATUSES[status]


def item_rows(plan: Plan) -> Mapping[str, int]:
    """Return each item's row in a table of all items.

    Indicators come first, as :attr:`Plan.leaves` has them, then adjustments, then redlines.
    """
    rubric = plan.rubric
    items = (*plan.leaves, *rubric.adjustments.items, *rubric.redlines)
    return {item.id: row for row, item in enumerate(items)}


@dataclass(frozen=True)
class Imposing:
    """The last kernel: puts what is imposed over what was earned."""

    ticks: Column
    statuses: NDArray[np.uint8]
    where: Flags

    @classmethod
    def of(cls, imposed: Imposed, plan: Plan, applicable: Flags) -> Imposing:
        """Prepare what is imposed; `applicable` has one row per binding of the plan.

        Raises ``ValueError`` for points between two of the rubric's smallest steps.
        """
        where = imposed.has_points & applicable[plan.leaf_bindings]
        ticks, rest = np.divmod(imposed.points, plan.tree.tick)
        if (rest * where).any():
            raise ValueError(f"imposed points have more than {plan.rubric.decimals} places")
        return cls(ticks, imposed.statuses, where)

    def fill(self, chunk: Chunk) -> None:
        """Put the chunk's part."""
        where, statuses = self.where[:, chunk.units], self.statuses[:, chunk.units]
        np.copyto(chunk.earned, self.ticks[:, chunk.units], where=where)
        np.copyto(chunk.statuses, statuses, where=where)
        chunk.found_na |= bool((where & (statuses == NA)).any())
