"""What a metric answers to each type of item, as the rubric takes it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from smart_team.assessment.drafts import Draft, check
from smart_team.ledger.amounts import Figure
from smart_team.ledger.answers import answer_for
from smart_team.ledger.plugin import Count
from smart_team.plugins import load_plugins
from smart_team.rubric.items import Indicator
from smart_team.rubric.loader import parse_rubric
from smart_team.scoring.plan import Plan, compile_rubric

HEAD = """\
format: 1
id: example.metrics
version: "1"
title: 示例
scaled: true
dimensions:
  - id: main
    title: 主体
    indicators:
"""
TAIL = """
grades: [{grade: 合格, at_least: 0}]
"""
MONTHS = {"officers": "2", **{f"m{number:02d}": str(number) for number in range(1, 13)}}


def plan_of(item: str, adjustment: str = "") -> Plan:
    filler = "      - {id: Z, title: 其他, type: boolean, points: 1}\n"
    line = (
        f"      - {{id: X, title: 题, points: 10, answered_by: metric, metric: test.m, {item}}}\n"
    )
    lines = filler if adjustment else filler + line
    bonus = f"adjustments:\n  items:\n    - {adjustment}\n" if adjustment else ""
    return compile_rubric(
        parse_rubric((HEAD + lines + bonus + TAIL).encode())[0], load_plugins().scorers
    )


def count(**parts: str) -> Count:
    return Count({name: Figure(Decimal(value)) for name, value in parts.items()})


RATIO = "type: linear, input: ratio"
LEVELS = (
    "type: levels, levels: [{id: good, title: 好, points: 10}, {id: poor, title: 差, points: 0}]"
)
CHECKS = "type: checklist, items: [{id: a, title: 甲, points: 4}, {id: b, title: 乙, points: 6}]"
TWO = "type: deduct, events: [{id: late, title: 迟, per: 1}, {id: lost, title: 漏, per: 2}]"
FORMULA = "type: formula, inputs: [{id: a, title: 甲}, {id: b, title: 乙}], expression: a + b"
STEADY = "type: plugin, scorer: grid_officers.steady_months, params: {months: 12, per_officer: 1, burst: 2}"


@pytest.mark.parametrize(
    ("item", "parts", "answer"),
    [
        ("type: boolean", {"value": "2"}, {"value": True}),
        ("type: boolean", {"value": "0.99"}, {"value": False}),
        ("type: boolean", {"other": "1"}, None),
        (TWO, {"value": "2"}, None),
        (LEVELS, {"good": "0", "poor": "1"}, {"level": "poor"}),
        (LEVELS, {"other": "3", "good": "0.5"}, None),
        (LEVELS, {"poor": "1", "good": "1"}, {"level": "poor"}),
        (CHECKS, {"a": "1", "b": "0"}, {"checked": ["a"]}),
        (CHECKS, {"b": "0"}, {"checked": []}),
        (CHECKS, {"c": "1"}, None),
        ("type: tiers, tiers: [{at_least: 1, points: 10}]", {"value": "1.50"}, {"value": "1.5"}),
        ("type: linear, zero_at: 0, full_at: 9", {"value": "7"}, {"value": 7}),
        ("type: linear, zero_at: 0, full_at: 9", {"other": "1"}, None),
        (RATIO, {"numerator": "492", "denominator": "500"}, {"numerator": 492, "denominator": 500}),
        (
            RATIO,
            {"numerator": "0.25", "denominator": "12.5"},
            {"numerator": 25, "denominator": 1250},
        ),
        (RATIO, {"numerator": "0", "denominator": "0"}, {"numerator": 0, "denominator": 0}),
        (RATIO, {"denominator": "5"}, None),
        (RATIO, {"value": "5"}, None),
        (
            "type: piecewise, curve: [{at: 0, points: 0}, {at: 2, points: 10}]",
            {"value": "1"},
            {"value": 1},
        ),
        ("type: placing, places: [{to: 1, points: 10}]", {"value": "0.3"}, {"value": "0.3"}),
        ("type: count, per: 1", {"value": "3"}, {"count": 3}),
        ("type: count, per: 1", {"other": "1"}, None),
        (TWO, {"late": "1", "lost": "2", "other": "9"}, {"counts": {"late": 1, "lost": 2}}),
        (TWO, {"lost": "2"}, {"counts": {"lost": 2}}),
        ("type: mix, categories: [{id: a, title: 甲, share: 1}]", {"a": "2"}, {"counts": {"a": 2}}),
        (FORMULA, {"a": "1.5", "b": "2"}, {"inputs": {"a": "1.5", "b": 2}}),
        (FORMULA, {"c": "1.5"}, None),
        (STEADY, MONTHS, {"inputs": {name: int(value) for name, value in MONTHS.items()}}),
    ],
)
def test_an_answer_has_the_form_of_its_type(item: str, parts: dict[str, Any], answer: Any) -> None:
    plan = plan_of(item)
    found = answer_for(_item(plan, "X"), count(**parts))
    assert found == answer
    if found is not None:
        check(plan, Draft({"X": found}))


def test_what_nobody_reported_is_no_answer() -> None:
    lacking = Figure(Decimal(0), lacks="test.cases")
    plan = plan_of(FORMULA)
    assert answer_for(_item(plan, "X"), Count({"a": Figure(Decimal(1)), "b": lacking})) is None
    assert answer_for(_item(plan_of("type: boolean"), "X"), Count({"value": lacking})) is None


def test_a_bonus_is_counted_by_event() -> None:
    plan = plan_of(
        "",
        "{id: J1, type: bonus, title: 加, cap: 3, answered_by: metric, metric: test.m,"
        " events: [{id: city, title: 市, per: 1}, {id: state, title: 国, per: 2}]}",
    )
    found = answer_for(plan.rubric.adjustments.items[0], count(city="2", state="0"))
    assert found == {"counts": {"city": 2, "state": 0}}
    check(plan, Draft({"J1": found}))


def test_nobody_but_a_reviewer_answers_a_score() -> None:
    manual = "{id: M, title: 评, type: manual, points: 1}"
    plan = compile_rubric(parse_rubric((HEAD + f"      - {manual}\n" + TAIL).encode())[0])
    assert answer_for(_item(plan, "M"), count(value="1")) is None


def _item(plan: Plan, id_: str) -> Indicator:
    return next(each for each in plan.rubric.indicators() if each.id == id_)
