"""Indicators that are scored over all units beforehand: 名次, 公式, 插件."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from smart_team.errors import AnswersError, Place, Problem, Text
from smart_team.rubric.formula import parse_formula
from smart_team.rubric.items import Formula, Indicator, Placing, PluginScored
from smart_team.rubric.types import plain
from smart_team.scoring import messages as m
from smart_team.scoring.answers import ANSWERED, SCORED, UNRESOLVED, Answers
from smart_team.scoring.fixed import MILLION, SAFE, Column, peak, rd, to_ticks
from smart_team.scoring.formulas import evaluate
from smart_team.scoring.kernels import Chunk, Denominators, Known
from smart_team.scoring.plan import Plan
from smart_team.scoring.standing import Ranking
from smart_team.scoring.units import Flags, Units


def score_whole(plan: Plan, units: Units, answers: Answers, applicable: Flags) -> Iterator[Known]:
    """Yield every indicator of the plan that needs all units, scored.

    `applicable` has one row per binding of the plan.
    """
    for row in plan.whole:
        leaf = plan.leaves[row]
        given = (answers.state[row] == ANSWERED) & applicable[plan.bound_by[leaf.id]]
        if isinstance(leaf, Placing):
            yield _placing(leaf, row, plan, units, answers, given)
        if isinstance(leaf, Formula):
            yield _formula(leaf, row, plan, answers, given)
        if isinstance(leaf, PluginScored):
            yield _plugin(leaf, row, plan, units, answers, given)


def _placing(
    leaf: Placing, row: int, plan: Plan, units: Units, answers: Answers, given: Flags
) -> Known:
    known = _nothing(row, len(units))
    compared = given
    if leaf.input == "value":
        keys = answers.blocks["values"][plan.layout.slots[leaf.id]["value"].row]
    else:
        slot = plan.layout.slots[leaf.id]["numerator"].row
        below = answers.blocks["denominators"][slot]
        compared = given & (below >= (leaf.min_denominator or 1))
        keys = quotient_keys(answers.blocks["numerators"][slot], np.maximum(below, 1))
    if leaf.best == "low":
        keys = -keys
    place = Ranking(keys, units.groups(plan.rubric.groups).column).stand(compared).better() + 1
    for row_of_places in reversed(leaf.places):
        known.ticks[compared & (place <= row_of_places.to)] = to_ticks(
            row_of_places.points, plan.rubric.decimals
        )
    if leaf.input == "ratio":
        mine = replace(answers, state=answers.state[row : row + 1])
        chunk = Chunk(mine, slice(None), known.ticks[None], known.statuses[None])
        Denominators.of([leaf], plan.rubric.decimals).apply(chunk, 0, below[None])
    return known


def quotient_keys(numerators: Column, denominators: Column) -> Column:
    """Return whole numbers that are ordered, and equal, exactly as the quotients are.

    Two different quotients with denominators up to D differ by at least 1/D², so the quotients
    times D², rounded down, still differ.
    """
    square = peak(denominators) ** 2
    if peak(numerators) * square >= SAFE:
        numerators, denominators = numerators.astype(object), denominators.astype(object)
    keys: Column = numerators * square // denominators
    return keys


def _formula(leaf: Formula, row: int, plan: Plan, answers: Answers, given: Flags) -> Known:
    known = _nothing(row, len(given))
    chosen = np.flatnonzero(given)
    if not chosen.size:
        return known
    names = [each.id for each in leaf.inputs]
    inputs = {name: _exact(plan, leaf, name, answers, chosen) for name in names}
    value = evaluate(parse_formula(leaf.expression, names), inputs, len(chosen))
    full = Fraction(leaf.points)
    for number, unit in enumerate(chosen.tolist()):
        held = min(max(value.column[number], Fraction(0)), full)
        known.ticks[unit] = rd(held, plan.rubric.decimals)
        known.statuses[unit] = UNRESOLVED if value.spoilt[number] else SCORED
    return known


def _plugin(
    leaf: PluginScored, row: int, plan: Plan, units: Units, answers: Answers, given: Flags
) -> Known:
    known = _nothing(row, len(units))
    chosen = np.flatnonzero(given)
    names = plan.scorers[leaf.scorer].inputs(leaf.params)
    inputs = {name: _exact(plan, leaf, name, answers, chosen) for name in names}
    for number, unit in enumerate(chosen.tolist()):
        mine = {name: inputs[name][number] for name in names}
        earned = ask_scorer(plan, leaf, mine, units.rows[unit].unit)
        known.ticks[unit] = rd(earned, plan.rubric.decimals)
    return known


def ask_scorer(plan: Plan, leaf: PluginScored, inputs: dict[str, Fraction], unit: str) -> Fraction:
    """Ask a scorer for one unit's points, and check that it keeps its promise."""
    where = Text(f"单位 {unit} 指标 {leaf.id}", f"unit {unit}, indicator {leaf.id}")
    try:
        earned = plan.scorers[leaf.scorer].score(Fraction(leaf.points), leaf.params, inputs)
    except Exception as error:
        values = {"scorer": leaf.scorer, "detail": f"{type(error).__name__}: {error}"}
        raise AnswersError([Problem(m.SCORER_RAISED, Place(where=where), values)]) from error
    exact = isinstance(earned, Fraction | int) and not isinstance(earned, bool)
    finite = isinstance(earned, Decimal) and earned.is_finite()
    if (exact or finite) and 0 <= earned <= leaf.points:
        return Fraction(earned)
    values = {"scorer": leaf.scorer, "value": repr(earned), "points": plain(leaf.points)}
    raise AnswersError([Problem(m.SCORER_RESULT, Place(where=where), values)])


def _exact(
    plan: Plan, leaf: Indicator, name: str, answers: Answers, chosen: NDArray[np.intp]
) -> NDArray[np.object_]:
    """Return an input of the chosen units as exact fractions."""
    slot = plan.layout.slots[leaf.id][f"inputs.{name}"]
    unit = 1 if slot.block == "counts" else MILLION
    column = np.empty(len(chosen), object)
    column[:] = [
        Fraction(int(value), unit) for value in answers.blocks[slot.block][slot.row, chosen]
    ]
    return column


def _nothing(row: int, units: int) -> Known:
    return Known(
        row,
        np.zeros(units, np.int64),
        np.zeros(units, np.uint8),
    )
