"""Stages to modules, modules to the year, units to districts and systems (§5.6 to §5.8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

import numpy as np

from smart_team.rubric.canonical import content_hash
from smart_team.rubric.items import Indicator
from smart_team.rubric.modules import Composite
from smart_team.rubric.schema import Outcome
from smart_team.scoring.answers import Answers
from smart_team.scoring.compiling import AdjustmentTable, compile_adjustments
from smart_team.scoring.fixed import Column, divide, micro
from smart_team.scoring.layout import Layout
from smart_team.scoring.outcome import (
    HELD,
    NOT_RATED,
    Outcomes,
    Settled,
    conclude,
    effects_of,
)
from smart_team.scoring.units import Flags, Units


@dataclass(frozen=True)
class Totals:
    """One score per unit in millionths, who has none, and whose is withheld."""

    scores: Column
    absent: Flags
    held: Flags

    @classmethod
    def of(cls, outcome: Outcomes) -> Totals:
        """Return the totals of a rubric's or composite's outcome."""
        statuses = outcome.statuses
        return cls(outcome.totals, statuses == NOT_RATED, statuses == HELD)


def weighted_mean(parts: Sequence[tuple[Decimal, Totals]]) -> Totals:
    """Return r6(Σ w·T / Σ w) over the parts in which a unit has a score (§5.6).

    A unit that any part withholds is withheld; one without a score in any part has none.
    """
    weights = [micro(weight) * ~part.absent for weight, part in parts]
    total = np.sum(weights, axis=0)
    weighed = np.sum(
        [weight * part.scores for weight, (_, part) in zip(weights, parts, strict=True)], axis=0
    )
    held = np.logical_or.reduce([part.held for _, part in parts])
    return Totals(divide(weighed, np.maximum(total, 1)), total == 0, held)


def mean(parts: Sequence[Totals]) -> Totals:
    """Return the plain mean over the parts in which a unit has a score."""
    return weighted_mean([(Decimal(1), part) for part in parts])


@dataclass(frozen=True, eq=False)
class CompositePlan:
    """A compiled composite: its own adjustments and redlines take answers as a rubric's do."""

    rubric: Composite
    layout: Layout
    adjustments: AdjustmentTable | None
    leaves: tuple[Indicator, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def hash(self) -> str:
        """The composite's content hash."""
        return content_hash(self.rubric)


def compile_composite(composite: Composite) -> CompositePlan:
    """Compile a loaded composite."""
    layout = Layout()
    adjustments = compile_adjustments(composite.adjustments.items, 6, layout)
    for redline in composite.redlines:
        layout.add(redline.id, "breached", "breaches", "truth")
    return CompositePlan(composite, layout, adjustments)


@dataclass(frozen=True)
class CompositeScores:
    """What all units came to over the modules of a year."""

    plan: CompositePlan
    units: Units
    modules: Mapping[str, Totals]
    parts: Mapping[str, Totals]
    effects: Column
    breaches: Flags
    outcome: Outcomes


def score_composite(
    plan: CompositePlan, units: Units, modules: Mapping[str, Totals], answers: Answers
) -> CompositeScores:
    """Compose the modules' totals, then adjust, grade and rank by the composite's own rules."""
    rules = plan.rubric
    parts = {part.id: mean([modules[name] for name in part.modules]) for part in rules.parts}
    base = weighted_mean([(part.weight, parts[part.id]) for part in rules.parts])
    items = rules.adjustments.items
    applies = units.all_matching([() if i.applies_to is None else (i.applies_to,) for i in items])
    effects = effects_of(plan.adjustments, items, applies, answers)
    bound = [() if i.applies_to is None else (i.applies_to,) for i in rules.redlines]
    breaches = answers.blocks["breaches"] & units.all_matching(bound)
    outcome = _concluded(rules, units, base, effects, breaches)
    return CompositeScores(plan, units, modules, parts, effects, breaches, outcome)


def rank_stages(rules: Outcome, units: Units, parts: Sequence[tuple[Decimal, Totals]]) -> Outcomes:
    """Compose a module's stages by their weights, and rank the units by it (§5.6, §5.5)."""
    nothing = np.zeros((0, len(units)), np.int64)
    return _concluded(rules, units, weighted_mean(parts), nothing, nothing.astype(np.bool_))


def _concluded(
    rules: Outcome, units: Units, base: Totals, effects: Column, breaches: Flags
) -> Outcomes:
    settled = Settled(held=base.held)
    return conclude(rules, units, base.scores, base.absent, effects, breaches, settled)


def roll_up(units: Units, outcome: Outcomes, attribute: str) -> dict[str, tuple[int | None, int]]:
    """Return, per value of an attribute, r6(Σ T / n) over its n rated units, and n (§5.8).

    `attribute` is ``district``, ``kind`` or ``level``; the mean is None where n is 0.
    """
    codes, names = units.codes(attribute)
    return {name: _mean_of(outcome, codes == code) for code, name in enumerate(names)}


def city_mean(outcome: Outcomes) -> tuple[int | None, int]:
    """Return r6(Σ T / n) over all n rated units, and n."""
    return _mean_of(outcome, np.ones(len(outcome.statuses), np.bool_))


def _mean_of(outcome: Outcomes, chosen: Flags) -> tuple[int | None, int]:
    rated = outcome.totals[chosen & (outcome.ranks > 0)]
    if not rated.size:
        return None, 0
    return int(divide(rated.sum(keepdims=True), rated.size)[0]), int(rated.size)
