"""What a result shows adds up to what it says, and other units change nothing but places."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from smart_team.rubric.loader import parse_rubric
from smart_team.rubric.schema import Dimension
from smart_team.scoring.fixed import r6
from tests.naive.random_rubrics import random_case
from tests.scoring.helpers import plan_of, points, score_case, score_each

SEEDS = st.integers(10_000, 10_000_000)
QUICK = settings(max_examples=60, deadline=None)
MILLION = 1_000_000


def worth(dimension: Dimension) -> Fraction:
    if dimension.points is not None:
        return Fraction(dimension.points)
    own = sum((Fraction(each.points) for each in dimension.indicators), Fraction(0))
    return own + sum((worth(each) for each in dimension.dimensions), Fraction(0))


def capped(value: Fraction, cap: Decimal | None) -> Fraction:
    return value if cap is None else min(value, Fraction(cap))


@given(SEEDS)
@QUICK
def test_totals_reconcile_with_the_parts_that_are_shown(seed: int) -> None:
    case = random_case(seed)
    rubric, _ = parse_rubric(case.rubric_yaml.encode())
    top = {each.id: worth(each) for each in rubric.dimensions}
    caps, full = rubric.adjustments, Fraction(rubric.full_marks)
    for unit in score_case(case.rubric_yaml, case.units, case.answers)["units"]:
        shown = {id_: unit["dimensions"][id_] for id_ in top}
        parts = {id_: Fraction(text) for id_, text in shown.items() if text is not None}
        if not parts:
            assert unit["total"] is None
            continue
        applicable = sum(top[id_] for id_ in parts)
        base = Fraction(r6(sum(parts.values()) * full / applicable), MILLION)
        effects = [Fraction(each) for each in unit["adjustments"].values() if each is not None]
        bonus = capped(sum((each for each in effects if each > 0), Fraction(0)), caps.bonus_cap)
        penalty = capped(
            -sum((each for each in effects if each < 0), Fraction(0)), caps.penalty_cap
        )
        total = capped(max(Fraction(0), base + bonus - penalty), rubric.max_total)
        for line in rubric.redlines:
            if line.id in unit["redlines"]:
                total = Fraction(0) if line.effect == "zero" else capped(total, line.cap)
        assert Fraction(unit["total"]) == total


@given(SEEDS)
@QUICK
def test_more_units_change_no_points_but_those_of_placings(seed: int) -> None:
    case, other = random_case(seed), random_case(seed + 1)
    more = [{**unit, "unit": f"Z{number}"} for number, unit in enumerate(other.units[:10])]
    placings = {
        leaf.id
        for leaf in parse_rubric(case.rubric_yaml.encode())[0].indicators()
        if leaf.type == "placing"
    }
    copied = [
        {**line, "unit": each["unit"]} for line, each in zip(case.answers, more, strict=False)
    ]
    few = score_case(case.rubric_yaml, case.units, case.answers)["units"]
    many = score_case(case.rubric_yaml, case.units + more, case.answers + copied)["units"]
    for one, two in zip(few, many, strict=False):
        assert local(one, placings) == local(two, placings)


def local(unit: dict[str, Any], placings: set[str]) -> dict[str, Any]:
    return {id_: each for id_, each in unit["indicators"].items() if id_ not in placings}


RISING = (
    ("value", "type: piecewise, curve: [{at: -9, points: 0}, {at: 1, points: 3.33}, {at: 7, points: 10}]"),
    ("value", "type: tiers, tiers: [{at_least: 5.5, points: 10}, {at_least: -3, points: 1}]"),
    ("value", "type: linear, zero_at: -5, full_at: 12.5"),
)  # fmt: skip
NUMBERS = st.decimals(-20, 20, places=6)


@given(st.sampled_from(RISING), st.lists(NUMBERS, min_size=2, max_size=8))
@QUICK
def test_more_earns_as_much_or_more(kind: tuple[str, str], numbers: list[Decimal]) -> None:
    field, rule = kind
    plan = plan_of(f"id: I, title: t, points: 10, {rule}")
    scores = score_each(plan, *({"I": {field: f"{each:f}"}} for each in sorted(numbers)))
    earned = [Decimal(each) for each in points(scores, "I") if each is not None]
    assert len(earned) == len(numbers)
    assert earned == sorted(earned)
    assert 0 <= earned[0] <= earned[-1] <= 10


@given(
    st.lists(st.integers(0, 10**12 - 1), min_size=2, max_size=6),
    st.integers(1, 10**12 - 1),
)
@QUICK
def test_a_larger_numerator_earns_as_much_or_more(above: list[int], below: int) -> None:
    plan = plan_of(
        "id: R, title: t, type: linear, input: ratio, points: 10, zero_at: 0.9, full_at: 0.98",
        "id: C, title: t, type: count, per: 0.01, points: 10",
    )
    scores = score_each(
        plan,
        *(
            {"R": {"numerator": each, "denominator": below}, "C": {"count": each}}
            for each in sorted(above)
        ),
    )
    for item in ("R", "C"):
        earned = [Decimal(each) for each in points(scores, item) if each is not None]
        assert earned == sorted(earned)
        assert 0 <= earned[0] <= earned[-1] <= 10
