"""What must hold whatever the rubric and the answers."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smart_team.scoring.engine import CHUNK, score
from smart_team.scoring.results import to_dict
from smart_team.scoring.units import Unit, Units
from tests.naive.random_rubrics import Case, random_case
from tests.scoring.helpers import (
    compile_text,
    enter,
    plan_of,
    points,
    score_case,
    score_each,
    units_of,
)

SEEDS = st.integers(10_000, 10_000_000)
QUICK = settings(max_examples=60, deadline=None)


def by_unit(results: dict[str, Any]) -> dict[str, Any]:
    return {unit["unit"]: unit for unit in results["units"]}


def results_of(case: Case) -> dict[str, Any]:
    return score_case(case.rubric_yaml, case.units, case.answers)


@given(SEEDS)
@QUICK
def test_the_order_of_units_and_answers_does_not_matter(seed: int) -> None:
    case = random_case(seed)
    units, answers = list(case.units), list(case.answers)
    random.Random(seed).shuffle(units)
    answers.reverse()
    shuffled = score_case(case.rubric_yaml, units, answers)
    assert by_unit(shuffled) == by_unit(results_of(case))


@given(SEEDS)
@QUICK
def test_scoring_again_gives_the_same(seed: int) -> None:
    case = random_case(seed)
    assert results_of(case) == results_of(case)


@given(SEEDS)
@QUICK
def test_points_stay_within_bounds(seed: int) -> None:
    case = random_case(seed)
    for unit in results_of(case)["units"]:
        for each in unit["indicators"].values():
            if each["points"] is not None:
                assert -1000 <= Decimal(each["points"]) <= Decimal(each["full"])
        assert unit["total"] is None or Decimal(unit["total"]) >= 0
        assert (unit["total"] is None) == (unit["status"] == "not_rated")


LINEAR = "id: I, title: t, type: linear, input: value, zero_at: -5, full_at: 12.5, points: 10"
NUMBERS = st.decimals(-20, 20, places=6)


@given(NUMBERS, NUMBERS)
@QUICK
def test_more_is_never_worse_on_a_rising_line(one: Decimal, two: Decimal) -> None:
    low, high = sorted([one, two])
    scores = score_each(
        plan_of(LINEAR), {"I": {"value": f"{low:f}"}}, {"I": {"value": f"{high:f}"}}
    )
    worse, better = points(scores, "I")
    assert worse is not None
    assert better is not None
    assert Decimal(worse) <= Decimal(better)


@given(st.integers(0, 10**12 - 1), st.integers(0, 10**12 - 1))
@QUICK
def test_a_further_fault_never_earns_more(one: int, two: int) -> None:
    plan = plan_of(
        "id: I, title: t, type: deduct, points: 10, events: [{id: a, title: a, per: 0.25}]"
    )
    few, many = sorted([one, two])
    scores = score_each(plan, *({"I": {"counts": {"a": each}}} for each in (few, many)))
    better, worse = points(scores, "I")
    assert better is not None
    assert worse is not None
    assert Decimal(worse) <= Decimal(better)


def test_blank_zero_and_not_applicable_are_three_things() -> None:
    plan = plan_of(
        "id: I, title: t, type: boolean, points: 10", "id: K, title: t, type: boolean, points: 90"
    )
    units = units_of(3)
    lines: list[dict[str, Any]] = [
        {"unit": unit.unit, "answers": {"K": {"value": True}}} for unit in units.rows
    ]
    lines[1]["answers"]["I"] = {"value": False}
    lines[2]["granted_na"] = ["I"]
    found = to_dict(score(plan, units, enter(plan, units, lines)))["units"]
    statuses = [unit["indicators"]["I"]["status"] for unit in found]
    assert statuses == ["missing", "scored", "na"]
    assert [unit["total"] for unit in found] == ["90.000000", "90.000000", "100.000000"]


def is_local(seed: int) -> bool:
    """Tell whether no unit's score depends on other units or on how it is called."""
    text = random_case(seed).rubric_yaml
    return not any(word in text for word in ("placing", "units", "except"))


@pytest.mark.parametrize("seed", [seed for seed in range(60) if is_local(seed)][:4])
def test_many_units_score_as_each_does_alone(seed: int) -> None:
    case = random_case(seed)
    plan = compile_text(case.rubric_yaml)
    copies = -(-2 * CHUNK // len(case.units))
    rows = [
        Unit(**{**row, "unit": f"{row['unit']}~{copy}"})
        for copy in range(copies)
        for row in case.units
    ]
    lines = [
        {**line, "unit": f"{line['unit']}~{copy}"}
        for copy in range(copies)
        for line in case.answers
    ]
    units = Units(rows)
    many = by_unit(to_dict(score(plan, units, enter(plan, units, lines))))
    alone = by_unit(results_of(case))
    for unit, result in many.items():
        own = alone[unit.partition("~")[0]]
        assert result["indicators"] == own["indicators"]
        assert result["dimensions"] == own["dimensions"]
