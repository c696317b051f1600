"""From base to total, grade and rank (§5); rubrics and composites share it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from smart_team.rubric.items import Adjustment, Redline
from smart_team.rubric.schema import Outcome, Quota
from smart_team.scoring.answers import Answers
from smart_team.scoring.compiling import AdjustmentTable
from smart_team.scoring.fixed import SAFE, Column, micro, peak
from smart_team.scoring.standing import Positions, Ranking
from smart_team.scoring.units import Flags, Units

RATED, HELD, NOT_RATED = range(3)
UNIT_STATUSES: Final = ("rated", "held", "not_rated")
"""A unit's statuses, by the number that stands for each in a column."""


@dataclass(frozen=True)
class Outcomes:
    """What all units came to, one entry per unit.

    `totals` are millionths (0 where not rated); `grades` count bands from the best, and the number
    of bands means none; `ranks` start at 1, and 0 means none; `groups` number `group_names`.
    """

    statuses: NDArray[np.uint8]
    totals: Column
    grades: Positions
    ranks: Positions
    groups: Positions
    group_names: Sequence[str | None]
    over_quota: Flags


class Bounds(NamedTuple):
    """The most that a total may be, in millionths, for the units that are bound."""

    most: Column
    where: Flags

    def cut(self, totals: Column) -> Column:
        """Return the totals, none of them above its bound."""
        return np.where(self.where, np.minimum(totals, self.most), totals)


class Settled(NamedTuple):
    """What something else already settled: whose result is withheld, and how far a total goes."""

    held: Flags | None = None
    bounds: Bounds | None = None


def conclude(
    rules: Outcome,
    units: Units,
    base: Column,
    absent: Flags,
    effects: Column,
    breaches: Flags,
    settled: Settled,
) -> Outcomes:
    """Apply adjustments, redlines, bounds, grades, quota and ranks to every unit's base.

    `effects` has a row per adjustment item (signed), `breaches` a row per redline.
    """
    totals = _totals(rules, base, effects)
    totals = _cut_totals(rules.redlines, breaches, totals)
    totals = totals if settled.bounds is None else settled.bounds.cut(totals)
    totals = np.where(absent, 0, totals)
    statuses = np.zeros(len(units), np.uint8)
    withheld = _breached(rules.redlines, breaches, "hold")
    statuses[withheld if settled.held is None else withheld | settled.held] = HELD
    statuses[absent] = NOT_RATED
    rated = statuses == RATED
    groups, names = units.groups(rules.groups)
    ranking = Ranking(totals, groups)
    standing = ranking.stand(rated)
    ranks = standing.dense() if rules.ties == "dense" else standing.better() + 1
    grades = _grades(rules, breaches, totals)
    over_quota = np.zeros(len(units), np.bool_)
    if rules.quota is not None:
        over_quota = _over_quota(rules.quota, rules, ranking, grades, rated)
        worst = len(rules.grades) - 1
        grades = np.where(over_quota, np.minimum(grades + 1, worst), grades)
    none = len(rules.grades)
    return Outcomes(
        statuses,
        totals,
        np.where(rated, grades, none),
        np.where(rated, ranks, 0),
        groups,
        names,
        over_quota,
    )


def effects_of(
    table: AdjustmentTable | None,
    items: Sequence[Adjustment],
    applies: Flags,
    answers: Answers,
    tick: int = 1,
) -> Column:
    """Return each adjustment's signed effect in millionths, one row per item.

    `applies` has a row per item; `tick` is the table's unit in millionths.
    """
    if table is None:
        return np.zeros(applies.shape, np.int64)
    counts = answers.blocks["counts"][table.counts.start : table.counts.stop]
    points = table.events.points(counts, answers.peaks["counts"])[table.rows]
    if peak(points) * tick * (len(items) + 1) >= SAFE:
        points = points.astype(object)
    signs = np.array([each.sign * tick for each in items], np.int64)[:, None]
    effects: Column = points * (signs * applies)
    return effects


def _totals(rules: Outcome, base: Column, effects: Column) -> Column:
    """Return T before redlines: base plus bonuses less penalties, within 0 and `max_total`."""
    caps = rules.adjustments
    up = [number for number, item in enumerate(caps.items) if item.sign > 0]
    down = [number for number, item in enumerate(caps.items) if item.sign < 0]
    totals = base
    if up:
        totals = totals + _capped(effects[up].sum(axis=0), caps.bonus_cap)
    if down:
        totals = totals - _capped(-effects[down].sum(axis=0), caps.penalty_cap)
    totals = np.maximum(totals, 0)
    return _capped(totals, rules.max_total)


def _capped(column: Column, cap: object) -> Column:
    return column if cap is None else np.minimum(column, micro(cap))  # type: ignore[arg-type]


def _breached(redlines: Sequence[Redline], breaches: Flags, effect: str) -> Flags:
    """Return who breached any redline of one effect."""
    rows = [number for number, line in enumerate(redlines) if line.effect == effect]
    found: Flags = np.logical_or.reduce(breaches[rows], axis=0)
    return found


def _cut_totals(redlines: Sequence[Redline], breaches: Flags, totals: Column) -> Column:
    for number, line in enumerate(redlines):
        if line.effect == "zero":
            totals = np.where(breaches[number], 0, totals)
        elif line.cap is not None:
            cut = np.minimum(totals, micro(line.cap))
            totals = np.where(breaches[number], cut, totals)
    return totals


def _grades(rules: Outcome, breaches: Flags, totals: Column) -> Positions:
    """Return each unit's band, counted from the best, after `fail` and `no_top`."""
    grades = np.zeros(len(totals), np.intp)
    for band in rules.grades:
        grades += totals < micro(band.at_least)
    worst = len(rules.grades) - 1
    if worst >= 0:
        no_top = _breached(rules.redlines, breaches, "no_top")
        grades = np.where(no_top & (grades == 0), min(1, worst), grades)
        grades = np.where(_breached(rules.redlines, breaches, "fail"), worst, grades)
    return grades


def _over_quota(
    quota: Quota,
    rules: Outcome,
    ranking: Ranking,
    grades: Positions,
    rated: Flags,
) -> Flags:
    """Return who has the quota's grade but no place within the quota of the group."""
    names = [band.grade for band in rules.grades]
    groups = ranking.groups
    candidates = rated & (grades == names.index(quota.grade))
    members = np.bincount(groups[rated], minlength=int(groups.max(initial=0)) + 1)
    share = Fraction(quota.share)
    allowed = np.array([max(1, floor(share * int(each))) for each in members], np.intp)[groups]
    standing = ranking.stand(candidates)
    beyond = standing.upto() > allowed if quota.ties == "exclude" else standing.better() >= allowed
    over: Flags = candidates & beyond
    return over
