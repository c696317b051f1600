"""Stages, modules, the year and roll-ups, beside the naive implementation."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from smart_team.errors import AnswersError
from smart_team.recount.compose import Part, stage_score
from smart_team.rubric.catalog import load_composite
from smart_team.scoring.composition import (
    Totals,
    city_mean,
    compile_composite,
    roll_up,
    score_composite,
    weighted_mean,
)
from smart_team.scoring.fixed import show
from smart_team.scoring.outcome import NOT_RATED
from smart_team.scoring.results import composite_to_dict
from smart_team.scoring.units import Unit, Units
from tests.scoring.helpers import enter, plan_of, score_each, units_of

ROOT = Path(__file__).resolve().parents[2]
STATUSES = ("rated", "held", "not_rated")


def totals_of(statuses: list[str], scores: list[int]) -> Totals:
    column = np.array(scores, np.int64)
    return Totals(
        column,
        np.array([s == "not_rated" for s in statuses]),
        np.array([s == "held" for s in statuses]),
    )


@pytest.mark.parametrize("seed", range(20))
def test_stages_compose_as_the_naive_rule_does(seed: int) -> None:
    dice = random.Random(seed)
    weights = [Decimal("0.25"), Decimal("0.45"), Decimal("0.3")]
    units = [f"U{n}" for n in range(30)]
    parts, naive = [], []
    for weight in weights:
        statuses = [dice.choice(STATUSES) for _ in units]
        scores = [dice.randrange(10**8) for _ in units]
        rows: list[dict[str, Any]] = [
            {
                "unit": unit,
                "status": status,
                "total": None if status == "not_rated" else show(total),
            }
            for unit, status, total in zip(units, statuses, scores, strict=True)
        ]
        parts.append((weight, totals_of(statuses, scores)))
        naive.append(Part(weight, {"units": rows}))
    mean = weighted_mean(parts)
    for position, unit in enumerate(units):
        status, total = stage_score(naive, unit)
        assert mean.absent[position] == (status == "not_rated")
        if total is not None:
            assert show(int(mean.scores[position])) == show(int(total * 10**6))
            assert mean.held[position] == (status == "held")


def test_the_year_adjusts_grades_and_ranks() -> None:
    composite, _ = load_composite(ROOT / "rubrics" / "annual" / "composite.yaml")
    plan = compile_composite(composite)
    units = units_of(3)
    names = {name for part in composite.parts for name in part.modules}
    good = totals_of(["rated", "rated", "not_rated"], [95_000_000, 95_000_000, 0])
    modules = dict.fromkeys(sorted(names), good)
    lines: list[dict[str, Any]] = [{"unit": "U00000", "answers": {"AR1": {"breached": True}}}]
    lines.append({"unit": "U00001", "answers": {"AP2": {"counts": {"overdue": 1}}}})
    scores = score_composite(plan, units, modules, enter(plan, units, lines))
    found = composite_to_dict(scores)
    assert found["rubric"]["hash"] == plan.hash
    assert [unit["total"] for unit in found["units"]] == ["95.000000", "94.000000", None]
    assert [unit["grade"] for unit in found["units"]] == ["良好", "优秀", None]
    assert found["units"][0]["redlines"] == ["AR1"]
    assert found["units"][1]["adjustments"]["AP2"] == "-1.000000"
    assert found["units"][2]["parts"]["team"] is None
    assert Totals.of(scores.outcome).absent.tolist() == [False, False, True]
    with pytest.raises(AnswersError):
        enter(plan, units, [{"unit": "U00000", "granted_na": ["AR1"]}])


def test_roll_ups_count_rated_units_only() -> None:
    plan = plan_of("id: B, title: t, type: boolean, points: 3")
    scores = score_each(plan, {"B": {"value": True}}, {}, {})
    units = Units(
        [
            Unit("a", "a", "court", "district", "D01"),
            Unit("b", "b", "court", "district", "D01"),
            Unit("c", "c", "police", "district", "D02"),
        ]
    )
    scores.outcome.statuses[2] = NOT_RATED
    scores.outcome.ranks[2] = 0
    assert roll_up(units, scores.outcome, "district") == {"D01": (50_000_000, 2), "D02": (None, 0)}
    assert city_mean(scores.outcome) == (50_000_000, 2)
