"""Answers as fields of a form, and back: every item type, and random rubrics."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from smart_team_api.pages.answer_fields import (
    NONE,
    WHOLE,
    YES,
    answer_of,
    field_name,
    fields_of,
    typed_in,
)
from smart_team_api.pages.answer_parts import parts, words

from smart_team.assessment.drafts import Draft, enter
from smart_team.rubric.items import Item
from smart_team.rubric.loader import parse_rubric
from smart_team.scoring.layout import BLOCKS
from smart_team.scoring.plan import Plan, compile_rubric
from smart_team.scoring.units import Unit, Units
from tests.naive.random_rubrics import random_case

RUBRIC = """
format: 1
id: example.every_type
version: "1"
title: 示例
illustrative: true
full_marks: 110
decimals: 2
dimensions:
  - id: main
    title: 主体
    indicators:
      - {id: T.bool, title: 有无, type: boolean, points: 10}
      - id: T-levels
        title: 分档
        type: levels
        points: 10
        levels: [{id: good, title: {zh: 好, en: good}, points: 10}, {id: poor, title: 差, points: 0}]
      - id: checks
        title: 清单
        type: checklist
        points: 10
        items: [{id: k1, title: 一, points: 4}, {id: k2, title: 二, points: 6}]
      - {id: ratio, title: 率, type: linear, input: ratio, bound: 1, points: 10}
      - {id: value, title: 值, type: linear, zero_at: 0, full_at: 1, bound: 2, points: 10}
      - {id: tiers, title: 阶梯, type: tiers, tiers: [{at_least: 5, points: 10}, {at_least: 1, points: 2}], points: 10}
      - {id: curve, title: 折线, type: piecewise, curve: [{at: 0, points: 0}, {at: 1, points: 10}], points: 10}
      - {id: count, title: 计数, type: count, per: 2, bound: 9, points: 10}
      - id: deduct
        title: 扣分
        type: deduct
        points: 5
        events: [{id: late, title: 迟报, per: 1, max: 2}, {id: lost, title: 漏报, per: 2}]
      - id: mix
        title: 构成
        type: mix
        points: 5
        categories: [{id: a, title: 甲, share: 1}, {id: b, title: 乙, share: 0.5}]
      - {id: placing, title: 名次, type: placing, places: [{to: 1, points: 5}], points: 5}
      - {id: formula, title: 公式, type: formula, inputs: [{id: a, title: 甲数}, {id: b, title: 乙数}], expression: a + b, points: 5}
      - {id: manual, title: 评分, type: manual, points: 10}
adjustments:
  items:
    - {id: J1, type: bonus, title: 加分, cap: 3, events: [{id: city, title: 市级, per: 1}]}
    - {id: J2, type: penalty, title: 减分, cap: 3, events: [{id: city, title: 市级, per: 1}]}
redlines:
  - {id: RL1, title: 造假, effect: fail}
grades: [{grade: 合格, at_least: 0}]
"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return compile_rubric(parse_rubric(RUBRIC.encode())[0])


def item_of(plan: Plan, id_: str) -> Item:
    return next(item for item in plan.rubric.items() if item.id == id_)


PAIRS: list[tuple[str, dict[str, Any], dict[str, str], str]] = [
    ("T.bool", {"value": True}, {"value": "true"}, "是"),
    ("T.bool", {"value": False}, {"value": "false"}, "否"),
    ("T-levels", {"level": "good"}, {"level": "good"}, "好"),
    ("checks", {"checked": ["k1", "k2"]}, {"checked.k1": "true", "checked.k2": "true"}, "一、二"),
    ("checks", {"checked": ["k2"]}, {"checked.k2": "true"}, "二"),
    ("checks", {"checked": []}, {NONE: YES}, "无"),
    (
        "ratio",
        {"numerator": 492, "denominator": 500},
        {"numerator": "492", "denominator": "500"},
        "492 ÷ 500",
    ),
    ("value", {"value": "0.5"}, {"value": "0.5"}, "0.5"),
    ("value", {"value": "-3"}, {"value": "-3"}, "-3"),
    ("tiers", {"value": "7"}, {"value": "7"}, "7"),
    ("curve", {"value": "0.25"}, {"value": "0.25"}, "0.25"),
    ("count", {"count": 3}, {"count": "3"}, "3"),
    ("deduct", {"counts": {"late": 2}}, {"counts.late": "2"}, "迟报 2"),
    (
        "deduct",
        {"counts": {"late": 0, "lost": 1}},
        {"counts.late": "0", "counts.lost": "1"},
        "迟报 0、漏报 1",
    ),
    ("deduct", {"counts": {}}, {NONE: YES}, "无"),
    ("mix", {"counts": {"a": 5, "b": 1}}, {"counts.a": "5", "counts.b": "1"}, "甲 5、乙 1"),
    ("placing", {"value": "88"}, {"value": "88"}, "88"),
    (
        "formula",
        {"inputs": {"a": "1.5", "b": "2"}},
        {"inputs.a": "1.5", "inputs.b": "2"},
        "甲数 1.5、乙数 2",
    ),
    ("manual", {"score": "9.25"}, {"score": "9.25"}, "9.25"),
    ("J1", {"counts": {"city": 2}}, {"counts.city": "2"}, "市级 2"),
    ("J2", {"counts": {}}, {NONE: YES}, "无"),
    ("RL1", {"breached": True}, {"breached": "true"}, "是"),
]


@pytest.mark.parametrize(("id_", "answer", "typed", "said"), PAIRS)
def test_an_answer_and_its_fields_are_the_same(
    plan: Plan, id_: str, answer: dict[str, Any], typed: dict[str, str], said: str
) -> None:
    item = item_of(plan, id_)
    assert fields_of(plan, id_, answer) == typed
    read = answer_of(plan, item, typed)
    assert (read.answer, read.problems) == (answer, {})
    assert words(plan, item, answer, "zh") == said


def test_every_type_is_among_them(plan: Plan) -> None:
    assert {pair[0] for pair in PAIRS} == {item.id for item in plan.rubric.items()}


@pytest.mark.parametrize(
    ("id_", "typed", "codes"),
    [
        ("T.bool", {"value": "perhaps"}, {"value"}),
        ("T-levels", {"level": "best"}, {"level"}),
        ("ratio", {"numerator": "5"}, {"denominator"}),
        ("ratio", {"denominator": "5"}, {"numerator"}),
        ("ratio", {"numerator": "5.5", "denominator": "x"}, {"numerator", "denominator"}),
        ("ratio", {"numerator": "6", "denominator": "5"}, {WHOLE}),
        ("value", {"value": "1e3"}, {"value"}),
        ("value", {"value": "2.5"}, {WHOLE}),
        ("value", {"value": "0.1234567"}, {"value"}),
        ("count", {"count": "-1"}, {"count"}),
        ("count", {"count": "10"}, {WHOLE}),
        ("deduct", {"counts.late": "1.5"}, {"counts.late"}),
        ("formula", {"inputs.a": "1"}, {"inputs.b"}),
        ("manual", {"score": "10.01"}, {"score"}),
        ("manual", {"score": "1.234"}, {"score"}),
        ("value", {"value": "9" * 65}, {"value"}),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    plan: Plan, id_: str, typed: dict[str, str], codes: set[str]
) -> None:
    read = answer_of(plan, item_of(plan, id_), typed)
    assert read.answer is None
    assert set(read.problems) == codes


def test_nothing_typed_is_no_answer(plan: Plan) -> None:
    for item in plan.rubric.items():
        assert answer_of(plan, item, {}).answer is None
        assert fields_of(plan, item.id, None) == {}
        assert words(plan, item, None, "zh") == "未填"


def test_what_is_given_counts_also_where_nothing_is_said_to_be_there(plan: Plan) -> None:
    read = answer_of(plan, item_of(plan, "deduct"), {NONE: YES, "counts.lost": "1"})
    assert read.answer == {"counts": {"lost": 1}}


def test_a_form_is_read_item_by_item(plan: Plan) -> None:
    items = {item.id: item for item in plan.rubric.items()}
    form = {
        field_name("ratio", "numerator"): " ４９２ ",
        field_name("ratio", "denominator"): "500",
        field_name("checks", "checked.k1"): "true",
        field_name("checks", "checked.none"): "true",
        field_name("deduct", NONE): YES,
        field_name("value", "value"): " ",
        "a:other:value": "1",
    }
    found = {id_: typed for id_, typed in typed_in(form, items, plan).items() if typed}
    assert found == {
        "ratio": {"numerator": "492", "denominator": "500"},
        "checks": {"checked.k1": "true"},
        "deduct": {NONE: YES},
    }


def test_fields_are_called_what_the_rubric_calls_them(plan: Plan) -> None:
    said = {
        id_: [
            (part.name, part.title.zh, None if part.note is None else part.note.zh) for part in each
        ]
        for id_, each in parts(plan).items()
    }
    assert said["checks"] == [("checked.k1", "一", "4 分"), ("checked.k2", "二", "6 分")]
    assert said["deduct"] == [
        ("counts.late", "迟报", "每次 -1 分,至多 2 分"),
        ("counts.lost", "漏报", "每次 -2 分"),
    ]
    assert said["J1"] == [("counts.city", "市级", "每次 1 分")]
    assert said["mix"][1] == ("counts.b", "乙", "按 50% 计")
    assert said["ratio"] == [
        ("numerator", "分子", "不大于分母"),
        ("denominator", "分母", None),
    ]
    assert said["count"] == [("count", "次数", "不大于 9")]
    (level,) = parts(plan)["T-levels"]
    assert [(each.value, each.title.say("en")) for each in level.choices] == [
        ("good", "good"),
        ("poor", "差"),
    ]


@pytest.mark.parametrize("seed", range(60))
def test_random_answers_come_back_as_they_were(seed: int) -> None:
    case = random_case(seed)
    plan = compile_rubric(parse_rubric(case.rubric_yaml.encode())[0])
    items = {item.id: item for item in plan.rubric.items()}
    seen: dict[str, Any] = {}
    for sheet in case.answers:
        for id_, answer in sheet.get("answers", {}).items():
            typed = fields_of(plan, id_, answer)
            form = {field_name(id_, name): text for name, text in typed.items()}
            read = answer_of(plan, items[id_], typed_in(form, {id_: items[id_]}, plan)[id_])
            assert not read.problems, (id_, answer, read.problems)
            assert read.answer is not None
            assert fields_of(plan, id_, read.answer) == typed
            assert columns(plan, id_, read.answer) == columns(plan, id_, answer)
            seen[id_] = answer
    assert seen or not case.answers or all(not each.get("answers") for each in case.answers)


def columns(plan: Plan, id_: str, answer: Any) -> list[Any]:
    unit = Unit("U", "U", "court", "city", "")
    found = enter(plan, Units([unit]), {"U": Draft({id_: plainly(answer)})})
    return [np.asarray(found.blocks[block]).tolist() for block in BLOCKS] + [found.state.tolist()]


def plainly(value: Any) -> Any:
    """Return an answer as JSON may hold it: exact decimals are texts."""
    if isinstance(value, dict):
        return {name: plainly(each) for name, each in value.items()}
    if isinstance(value, bool | int | str | list):
        return value
    return str(value)
