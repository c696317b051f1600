"""Scoring (§3 to §5) over columns: one implementation for one unit and for 65,000."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from smart_team.scoring.answers import NA, SCORED, UNRESOLVED, Answers
from smart_team.scoring.fixed import Column
from smart_team.scoring.imposed import Imposed, Imposing
from smart_team.scoring.kernels import Chunk, Kernel
from smart_team.scoring.outcome import Outcomes, Settled, conclude, effects_of
from smart_team.scoring.patterns import Patterns
from smart_team.scoring.plan import Plan
from smart_team.scoring.units import Flags, Units
from smart_team.scoring.whole import score_whole

CHUNK: Final = 6144
"""Units scored at a time: few enough that what is being worked on stays in the cache."""
BUFFER: Final = 512
"""NumPy's buffer in elements. Rows longer than it are read in place; within it, an operand that is
the same for a whole row would be copied out first, at two to three times the cost."""


@dataclass(frozen=True)
class Scores:
    """What all units earned; columns are units.

    `ticks` and `statuses` have a row per indicator of the plan; a tick is the smallest step that
    the rubric's decimals allow. `dimensions` and `absent_dimensions` have a row per dimension,
    `effects` a row per adjustment, both in millionths of a point; `breaches` a row per redline.
    """

    plan: Plan
    units: Units
    ticks: Column
    statuses: NDArray[np.uint8]
    dimensions: Column
    absent_dimensions: Flags
    effects: Column
    effect_applies: Flags
    breaches: Flags
    outcome: Outcomes
    imposed: Imposed | None = None
    """What a panel came to, if anything was imposed."""

    def points(self, row: int, position: int) -> int:
        """Return an indicator's points for one unit in millionths."""
        return int(self.ticks[row, position]) * self.plan.tree.tick

    @property
    def is_unresolved(self) -> bool:
        """Whether any unit has an unresolved indicator, which bars publication."""
        return bool((self.statuses == UNRESOLVED).any())


def score(plan: Plan, units: Units, answers: Answers, imposed: Imposed | None = None) -> Scores:
    """Score all units by a compiled rubric; what a panel came to replaces what answers earn.

    Raises ``ValueError`` for imposed points between two of the rubric's smallest steps.
    """
    run = _Run(plan, answers, units)
    applicable = run.patterns.applicable
    run.kernels += score_whole(plan, units, answers, applicable)
    if imposed is not None:
        run.kernels.append(Imposing.of(imposed, plan, applicable))
    with np.errstate():  # restores the buffer's size
        np.setbufsize(BUFFER)
        for here in _chunks(len(units)):
            run.score(here)
    items = plan.rubric.adjustments.items
    effect_applies = applicable[[plan.bound_by[each.id] for each in items]]
    effects = effects_of(plan.adjustments, items, effect_applies, answers, plan.tree.tick)
    redlines = [plan.bound_by[each.id] for each in plan.rubric.redlines]
    breaches = answers.blocks["breaches"] & applicable[redlines]
    if imposed is not None:
        effects = imposed.over_effects(effects, effect_applies)
        breaches = imposed.over_breaches(breaches, applicable[redlines])
    settled = Settled(bounds=None if imposed is None else imposed.bounds)
    base, absent = run.dimensions[-1], run.absent[-1]
    outcome = conclude(plan.rubric, units, base, absent, effects, breaches, settled)
    return Scores(
        plan,
        units,
        run.ticks,
        run.statuses,
        run.dimensions[:-1],
        run.absent[:-1],
        effects,
        effect_applies,
        breaches,
        outcome,
        imposed,
    )


def _chunks(units: int) -> Iterator[slice]:
    """Yield runs of about equal length, none longer than CHUNK."""
    length = -(-units // max(1, -(-units // CHUNK)))
    for start in range(0, units, max(1, length)):
        yield slice(start, min(start + length, units))


class _Run:
    """The columns of one scoring, filled one run of units after another."""

    def __init__(self, plan: Plan, answers: Answers, units: Units) -> None:
        self.plan = plan
        self.answers = answers
        self.patterns = Patterns.of(plan, units)
        self.kernels: list[Kernel] = list(plan.kernels)
        leaves, dimensions = len(plan.leaves), len(plan.tree.points)
        self.ticks = np.empty((leaves, len(units)), np.int32 if plan.tree.small else np.int64)
        self.statuses = np.empty((leaves, len(units)), np.uint8)
        self.dimensions: Column = np.empty((dimensions, len(units)), plan.tree.dtype)
        self.absent = np.empty((dimensions, len(units)), np.bool_)

    def score(self, here: slice) -> None:
        """Score one run of units."""
        rule, tree = self.plan.rubric.na, self.plan.tree
        earned, statuses = self.ticks[:, here], self.patterns.statuses(here)
        np.maximum(statuses, self.answers.state[:, here], out=statuses)
        chunk = Chunk(self.answers, here, earned, statuses, found_na=self.answers.has_grants)
        for kernel in self.kernels:
            kernel.fill(chunk)
        earned *= statuses == SCORED
        if rule == "full":
            np.copyto(earned, self.plan.full_marks, where=statuses == NA)
        self.statuses[:, here] = statuses
        weights, self.absent[:, here] = self.patterns.weights(chunk)
        self.dimensions[:, here] = tree.roll_up(earned, weights)
