"""Scores as the fixed result format: plain values, scores as texts with six places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from smart_team.scoring.answers import NA, STATUSES
from smart_team.scoring.composition import CompositeScores, Totals
from smart_team.scoring.engine import Scores
from smart_team.scoring.fixed import micro, show
from smart_team.scoring.outcome import NOT_RATED, RATED, UNIT_STATUSES, Outcomes

OVER_QUOTA = "quota"
"""The note of a unit that the quota left out of a grade."""


def to_dict(scores: Scores) -> dict[str, Any]:
    """Return all results: the rubric's id, version and hash, and one entry per unit."""
    rubric = scores.plan.rubric
    return {
        "rubric": {"id": rubric.id, "version": rubric.version, "hash": scores.plan.hash},
        "units": [unit_to_dict(scores, position) for position in range(len(scores.units))],
    }


def unit_to_dict(scores: Scores, position: int) -> dict[str, Any]:
    """Return one unit's results; what it does not have is None."""
    rubric = scores.plan.rubric
    return {
        "unit": scores.units.rows[position].unit,
        **outcome_to_dict(scores.outcome, position, [band.grade for band in rubric.grades]),
        "dimensions": {
            each.id: dimension_to_text(scores, scores.plan.tree.rows[each.id], position)
            for each in rubric.walk()
        },
        "indicators": {
            leaf.id: indicator_to_dict(scores, scores.plan.rows[leaf.id], position)
            for leaf in rubric.indicators()
        },
        "adjustments": {
            item.id: show(int(scores.effects[row, position]))
            if scores.effect_applies[row, position]
            else None
            for row, item in enumerate(rubric.adjustments.items)
        },
        "redlines": [
            line.id for row, line in enumerate(rubric.redlines) if scores.breaches[row, position]
        ],
    }


def outcome_to_dict(outcome: Outcomes, position: int, grades: list[str]) -> dict[str, Any]:
    """Return a unit's status, total, grade, rank, group and notes."""
    status = int(outcome.statuses[position])
    grade, rank = int(outcome.grades[position]), int(outcome.ranks[position])
    return {
        "status": UNIT_STATUSES[status],
        "total": None if status == NOT_RATED else show(int(outcome.totals[position])),
        "grade": grades[grade] if status == RATED and grade < len(grades) else None,
        "rank": rank or None,
        "group": outcome.group_names[int(outcome.groups[position])],
        "notes": [OVER_QUOTA] if outcome.over_quota[position] else [],
    }


def dimension_to_text(scores: Scores, row: int, position: int) -> str | None:
    """Return a dimension's score for one unit, None where it does not apply."""
    absent = scores.absent_dimensions[row, position]
    return None if absent else show(int(scores.dimensions[row, position]))


def indicator_to_dict(scores: Scores, row: int, position: int) -> dict[str, str | None]:
    """Return an indicator's points, full marks and status for one unit."""
    status = int(scores.statuses[row, position])
    no_points = status == NA and scores.plan.rubric.na == "rescale"
    return {
        "points": None if no_points else show(scores.points(row, position)),
        "full": show(micro(scores.plan.leaves[row].points)),
        "status": STATUSES[status],
    }


def composite_to_dict(scores: CompositeScores) -> dict[str, Any]:
    """Return all results of a composite, with each part's and module's score."""
    rules = scores.plan.rubric
    grades = [band.grade for band in rules.grades]
    return {
        "rubric": {"id": rules.id, "version": rules.version, "hash": scores.plan.hash},
        "units": [
            {
                "unit": unit.unit,
                **outcome_to_dict(scores.outcome, position, grades),
                "parts": _totals(scores.parts, position),
                "modules": _totals(scores.modules, position),
                "adjustments": {
                    item.id: show(int(scores.effects[row, position]))
                    for row, item in enumerate(rules.adjustments.items)
                },
                "redlines": [
                    line.id
                    for row, line in enumerate(rules.redlines)
                    if scores.breaches[row, position]
                ],
            }
            for position, unit in enumerate(scores.units.rows)
        ],
    }


def _totals(totals: Mapping[str, Totals], position: int) -> dict[str, str | None]:
    return {
        id_: None if each.absent[position] else show(int(each.scores[position]))
        for id_, each in totals.items()
    }


def listed(scores: Outcomes, codes: list[str]) -> list[int]:
    """Return positions in the order of the table: by group, rank, then unit code (§5.5).

    Units without a rank come last within their group.
    """
    last = int(scores.ranks.max(initial=0)) + 1
    ranks = np.where(scores.ranks == 0, last, scores.ranks)
    names = scores.group_names
    keys = [
        (names[int(scores.groups[n])] or "", int(ranks[n]), int(scores.statuses[n]), codes[n], n)
        for n in range(len(codes))
    ]
    return [key[-1] for key in sorted(keys)]
