"""Findings worked by hand: one line for every item type and for every way it can go."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from smart_team.errors import Lang, Place
from smart_team.rubric.loader import parse_rubric
from smart_team.scoring.answers import Answers
from smart_team.scoring.engine import Scores, score
from smart_team.scoring.entry import Entry
from smart_team.scoring.findings import Finding, explain, explain_total
from smart_team.scoring.plan import compile_rubric
from smart_team.scoring.plugin import InputKind, Inputs, Params, Scorer
from smart_team.scoring.units import Unit, Units

Json = dict[str, Any]
Sheets = Mapping[str, Json]
GRADES = [{"grade": "优秀", "at_least": 90}, {"grade": "合格", "at_least": 60}]
RATIO = {"input": "ratio", "min_denominator": 30}
RATE = {"type": "linear", "input": "ratio", "zero_at": 0.9, "full_at": 0.98}
TIERS = {"type": "tiers", "tiers": [{"at_least": 90, "points": 10}, {"at_least": 60, "points": 4}]}
LATE = {"type": "tiers", "tiers": [{"at_most": 1, "points": 10}, {"at_most": 3, "points": 4}]}
CURVE = {
    "type": "piecewise",
    "curve": [{"at": -1, "points": 0}, {"at": 3, "points": 10}, {"at": 5, "points": 6}],
}
EVENTS = [
    {"id": "a", "title": {"zh": "迟到", "en": "late"}, "per": 2, "max": 5},
    {"id": "b", "title": {"zh": "缺席", "en": "absent"}, "per": 1},
]
OPTIONS = [
    {"id": "k1", "title": {"zh": "方案", "en": "plan"}, "points": 7},
    {"id": "k2", "title": {"zh": "总结", "en": "summary"}, "points": 3},
]
MIX = {
    "type": "mix",
    "categories": [
        {"id": "a", "title": {"zh": "合格", "en": "fit"}, "share": 1},
        {"id": "b", "title": {"zh": "基本合格", "en": "nearly"}, "share": 0.5},
        {"id": "c", "title": "其他", "share": 0},
    ],
}
PLACING = {"type": "placing", "places": [{"to": 1, "points": 10}, {"to": 2, "points": 6}]}
DEDUCT = {"type": "deduct", "events": EVENTS}


def formula(expression: str) -> Json:
    inputs = [{"id": "a", "title": "甲"}, {"id": "b", "title": "乙"}]
    return {"type": "formula", "inputs": inputs, "expression": expression}


class Halves(Scorer):
    name = "test.halves"

    def inputs(self, params: Params) -> Mapping[str, InputKind]:
        return {"n": "count", "of": params["kind"]}

    def score(self, points: Fraction, params: Params, inputs: Inputs) -> Fraction:
        assert params["kind"] in {"count", "decimal"}
        return points * inputs["n"] / inputs["of"]

    def explain(self, points: Fraction, params: Params, inputs: Inputs, lang: Lang) -> str:
        sign = {"zh": "÷", "en": "/"}[lang]
        return f"{params['kind']} {points} × {inputs['n']} {sign} {inputs['of']}"


def unit(code: str, kind: str = "court", level: str = "district", district: str = "D1") -> Unit:
    return Unit(code, code, kind, level, district)


def run(rubric: Json, sheets: Sheets, units: list[Unit] | None = None) -> tuple[Scores, Answers]:
    head = {"format": 1, "id": "test", "version": "1", "title": "t"}
    model, _ = parse_rubric(json.dumps(head | rubric, ensure_ascii=False).encode())
    plan = compile_rubric(model, {Halves.name: Halves()})
    chosen = Units(units or [unit(code) for code in sheets])
    entry = Entry(plan, chosen)
    for code, sheet in sheets.items():
        for item, answer in sheet.items():
            if answer == "na":
                entry.grant(code, item, Place())
            else:
                entry.put_answer(code, item, answer, Place())
    answers = entry.finish()
    return score(plan, chosen, answers), answers


def one(indicator: Json, **more: Any) -> Json:
    leaf = {"id": "I", "title": {"zh": "题", "en": "Item"}, "points": 10} | indicator
    dimension = {"id": "D", "title": {"zh": "维", "en": "Dim"}, "indicators": [leaf]}
    return {"full_marks": 10, "dimensions": [dimension]} | more


def told(indicator: Json, answer: Any, lang: Lang = "zh", **more: Any) -> Finding:
    sheet = {} if answer is None else {"I": answer}
    scores, answers = run(one(indicator, **more), {"u": sheet})
    finding = explain(scores, answers, 0, lang)[0]
    if finding.points is not None:
        assert scores.points(0, 0) == Fraction(finding.points) * 10**6
    return finding


def ratio(numerator: int, denominator: int) -> Json:
    return {"numerator": numerator, "denominator": denominator}


LINES: list[tuple[Json, Any, str]] = [
    ({"type": "boolean"}, {"value": True}, "题:有,得 10.00 分"),
    ({"type": "boolean"}, {"value": False}, "题:无,得 0.00 分"),
    ({"type": "boolean"}, None, "题:未填,得 0 分"),
    (
        {"type": "levels", "levels": [{"id": "a", "title": "好", "points": 10}]},
        {"level": "a"},
        "题:评为“好”,得 10.00 分",
    ),
    (
        {"type": "checklist", "items": OPTIONS},
        {"checked": ["k1", "k2"]},
        "题:方案 7 + 总结 3 = 10.00 分",
    ),
    ({"type": "checklist", "items": OPTIONS}, {"checked": []}, "题:一项未勾选,得 0.00 分"),
    (TIERS, {"value": 95}, "题 95 ≥ 90,得 10.00 分"),
    (TIERS, {"value": "60.5"}, "题 60.5 < 90、60.5 ≥ 60,得 4.00 分"),
    (TIERS, {"value": 10}, "题 10 < 60,最后一档也不成立,得 0.00 分"),
    (LATE, {"value": 3}, "题 3 > 1、3 ≤ 3,得 4.00 分"),
    (TIERS | RATIO, ratio(200, 40), "题 200/40 = 500%;5 < 60,最后一档也不成立,得 0.00 分"),
    (
        RATE,
        ratio(492, 500),
        "题 492/500 = 98.4%;(0.984 − 0.9) ÷ (0.98 − 0.9) = 1.05,取 1;10 × 1 = 10.00 分",
    ),
    (
        RATE,
        ratio(14, 15),
        (
            "题 14/15 ≈ 93.33%;(14/15 − 0.9) ÷ (0.98 − 0.9) = 5/12 ≈ 0.416667;"
            "10 × (5/12) = 25/6,四舍五入到 2 位得 4.17 分"
        ),
    ),
    (RATE | RATIO, ratio(3, 0), "题:不适用(分母为 0),不计入,同级其余指标按比例折算"),
    (
        RATE | RATIO | {"when_small": "full"},
        ratio(3, 29),
        "题:分母 29 小于 30,按满分计 10.00 分",
    ),
    (RATE | RATIO | {"when_empty": "zero"}, ratio(0, 0), "题:分母为 0,计 0.00 分"),
    (
        {"type": "linear", "zero_at": 5, "full_at": -1},
        {"value": 2},
        "题 2;(2 − 5) ÷ (-1 − 5) = 0.5;10 × 0.5 = 5.00 分",
    ),
    (
        {"type": "linear", "zero_at": -1, "full_at": 5},
        {"value": -3},
        "题 -3;(-3 − (-1)) ÷ (5 − (-1)) = -1/3 ≈ -0.333333,取 0;10 × 0 = 0.00 分",
    ),
    (CURVE, {"value": -2}, "题 -2 ≤ -1,取首个折点,得 0.00 分"),
    (CURVE, {"value": 5}, "题 5 ≥ 5,取最后折点,得 6.00 分"),
    (
        CURVE,
        {"value": 4},
        "题 4;在折点 3(10 分)与 5(6 分)之间;10 + (6 − 10) × (4 − 3) ÷ (5 − 3) = 8.00 分",
    ),
    (
        CURVE | {"input": "ratio"},
        ratio(12, 2),
        "题 12/2 = 600%;6 ≥ 5,取最后折点,得 6.00 分",
    ),
    ({"type": "count", "per": 4}, {"count": 2}, "题 2 × 4 = 8.00 分"),
    ({"type": "count", "per": 4}, {"count": 3}, "题 3 × 4 = 12,超过满分 10,取 10.00 分"),
    (DEDUCT, {"counts": {}}, "题:没有发生,计 10.00 分"),
    (
        DEDUCT,
        {"counts": {"a": 3, "b": 1}},
        "题:迟到 3 × 2 = 6,至多 5,取 5;缺席 1 × 1 = 1;10 − 5 − 1 = 4.00 分",
    ),
    (
        DEDUCT | {"floor": -2},
        {"counts": {"b": 15}},
        "题:缺席 15 × 1 = 15;10 − 15 = -5,不低于 -2,取 -2.00 分",
    ),
    (
        MIX,
        {"counts": {"a": 1, "b": 2}},
        (
            "题 (合格 1 × 1 + 基本合格 2 × 0.5) ÷ (1 + 2) = 2/3 ≈ 0.666667;"
            "10 × (2/3) = 20/3,四舍五入到 2 位得 6.67 分"
        ),
    ),
    (MIX, {"counts": {}}, "题:不适用(分母为 0),不计入,同级其余指标按比例折算"),
    ({"type": "manual", "answered_by": "reviewer"}, {"score": 8.5}, "题:评分人评 8.50 分"),
    (
        {"type": "plugin", "scorer": "test.halves", "params": {"kind": "count"}},
        {"inputs": {"n": 1, "of": 2}},
        "题 count 10 × 1 ÷ 2;得 5.00 分",
    ),
    (
        {"type": "plugin", "scorer": "test.halves", "params": {"kind": "decimal"}},
        {"inputs": {"n": 1, "of": "1.5"}},
        "题 decimal 10 × 1 ÷ 3/2;20/3 四舍五入到 2 位得 6.67 分",
    ),
    (RATE, "na", "题:不适用(经审核机关同意),不计入,同级其余指标按比例折算"),
]


@pytest.mark.parametrize(("indicator", "answer", "line"), LINES)
def test_a_line_can_be_checked_by_hand(indicator: Json, answer: Any, line: str) -> None:
    assert told(indicator, answer).line == line


FORMULAS = [
    ("a + b * 2", 1, 2, "1 + 2 × 2 = 5.00 分"),
    ("a - (b - 1)", 9, -2, "9 − (-2 − 1) = 12,超过满分 10,取 10.00 分"),
    ("a - b", 1, 2, "1 − 2 = -1,不低于 0,取 0.00 分"),
    ("-(a - b) / 3", 1, 2, "(-(1 − 2)) ÷ 3 = 1/3,四舍五入到 2 位得 0.33 分"),
    ("+a * b", -2, -3, "(-2) × (-3) = 6.00 分"),
    ("max(a, min(b, 3), abs(a))", 1, 2, "max(1, min(2, 3), abs(1)) = 2.00 分"),
    ("a / b", 1, 0, "1 ÷ 0;其中 1 ÷ 0 除数为 0,无法计算,得 0.00 分"),
    ("a / b if b > 0 else 4", 1, 0, "(若 0 > 0 则 1 ÷ 0 否则 4) = 4.00 分"),
    (
        "a if not (a > b or b >= 1 and a != b) else b",
        1,
        2,
        "(若 非 (1 > 2 或 2 ≥ 1 且 1 ≠ 2) 则 1 否则 2) = 2.00 分",
    ),
]


@pytest.mark.parametrize(("expression", "a", "b", "ending"), FORMULAS)
def test_a_formula_shows_the_numbers(expression: str, a: int, b: int, ending: str) -> None:
    finding = told(formula(expression), {"inputs": {"a": a, "b": b}})
    assert finding.line == f"题:甲 {a}、乙 {b};{ending}"
    assert finding.status == ("unresolved" if "无法" in ending else "scored")


def test_english_names_the_rounding() -> None:
    line = told(RATE, ratio(14, 15), "en", decimals=0).line
    assert line == (
        "Item: 14/15 ≈ 93.33%; (14/15 − 0.9) ÷ (0.98 − 0.9) = 5/12 ≈ 0.416667; "
        "10 × (5/12) = 25/6, rounded to a whole number: 4.00 points"
    )


@pytest.mark.parametrize(
    ("rule", "points", "line"),
    [
        ("full", "10.000000", "题:不适用(经审核机关同意);本标准对不适用的指标按满分计 10.00 分"),
        ("zero", "0.000000", "题:不适用(经审核机关同意);本标准对不适用的指标计 0.00 分"),
    ],
)
def test_the_rubric_says_what_not_applicable_is_worth(rule: str, points: str, line: str) -> None:
    finding = told({"type": "boolean"}, "na", na=rule)
    assert (finding.line, finding.points, finding.status) == (line, points, "na")


@pytest.mark.parametrize(
    ("applies_to", "reason"),
    [
        ({"kinds": ["police", "court"], "levels": ["city"]}, "层级为市级的单位,本单位为区级"),
        ({"districts": ["D2"]}, "所在区为D2的单位,本单位为D1"),
        ({"units": ["v", "w"]}, "代码为v、w的单位,本单位为u"),
    ],
)
def test_whom_an_item_leaves_out(applies_to: Json, reason: str) -> None:
    finding = told({"type": "boolean", "applies_to": applies_to}, {"value": True})
    assert finding.line == f"题:不适用(本项只适用于{reason}),不计入,同级其余指标按比例折算"
    assert finding.inputs == {}


def test_a_selector_above_is_named() -> None:
    leaf = {"id": "I", "title": "题", "points": 10, "type": "boolean"}
    inner = {"id": "E", "title": "内", "applies_to": {"except": ["u"]}, "indicators": [leaf]}
    dimensions = [{"id": "D", "title": "外", "dimensions": [inner]}]
    redline = {"id": "R", "title": "红", "effect": "zero", "applies_to": {"levels": ["city"]}}
    rubric = {"full_marks": 10, "dimensions": dimensions, "redlines": [redline]}
    scores, answers = run(rubric, {"u": {}})
    leaf_line, red_line = (each.line for each in explain(scores, answers, 0, "en"))
    assert "the dimension '内' leaves out this unit, u" in leaf_line
    assert red_line == (
        "红: not applicable (this item is for units whose level is city; this unit's is district)"
    )
    wanted = {"applies_to": {"kinds": ["police"]}}
    scores, answers = run(rubric | wanted, {"u": {}})
    assert "本标准只适用于类别为公安的单位" in explain(scores, answers, 0, "zh")[0].line


def test_a_finding_carries_its_data() -> None:
    reference = {"zh": "第八条", "en": "Clause 8"}
    finding = told(
        {"type": "checklist", "items": OPTIONS, "reference": reference}, {"checked": ["k1"]}, "en"
    )
    assert finding == Finding(
        "I",
        "Item",
        "7.000000",
        "10.000000",
        "scored",
        {"checked.k1": "true", "checked.k2": "false"},
        "Clause 8",
        "Item: plan 7 = 7.00 points",
    )
    assert finding.layer == "self"
    level = {"type": "levels", "levels": [{"id": "a", "title": "好", "points": 10}]}
    assert told(level, {"level": "a"}).inputs == {"level": "a"}
    assert told({"type": "linear", "zero_at": 0, "full_at": 1}, {"value": "0.50"}).inputs == {
        "value": "0.5"
    }


@pytest.mark.parametrize(
    ("indicator", "line"),
    [
        (PLACING, "题 5;同组比较 3 家,1 家更高,第 2 名(与另 1 家并列);前 2 名得 6.00 分"),
        (
            PLACING | {"best": "low"},
            "题 5;同组比较 3 家,0 家更低,第 1 名(与另 1 家并列);前 1 名得 10.00 分",
        ),
        (
            PLACING | {"places": [{"to": 1, "points": 10}]},
            "题 5;同组比较 3 家,1 家更高,第 2 名(与另 1 家并列);第 1 名以后得 0.00 分",
        ),
    ],
)
def test_a_place_among_the_compared(indicator: Json, line: str) -> None:
    rubric = one(indicator | {"applies_to": {"except": ["out"]}}, groups={"by": ["level"]})
    sheets = {code: {"I": {"value": x}} for code, x in zip("uvw", (5, 5, 7), strict=True)}
    sheets |= {"blank": {}, "out": {"I": {"value": 9}}, "city": {"I": {"value": 9}}}
    units = [unit(code, level="city" if code == "city" else "district") for code in sheets]
    scores, answers = run(rubric, sheets, units)
    assert explain(scores, answers, 0, "zh")[0].line == line


def test_a_thin_denominator_is_not_compared() -> None:
    sheets = {"u": {"I": ratio(15, 30)}, "v": {"I": ratio(29, 29)}}
    scores, answers = run(one(PLACING | RATIO), sheets)
    line = explain(scores, answers, 0, "en")[0].line
    assert line == (
        "Item: 15/30 = 50%; 1 compared in the group, 0 higher: place 1; "
        "down to place 1: 10.00 points"
    )


def outside(**more: Any) -> Json:
    items = [
        {"id": "B", "type": "bonus", "title": "加", "events": EVENTS},
        {"id": "C", "type": "bonus", "title": "又", "events": EVENTS, "cap": 4},
        {"id": "P", "type": "penalty", "title": "减", "events": EVENTS},
    ]
    return {"adjustments": {"bonus_cap": 5, "items": items}} | more


FULL = {"type": "manual", "answered_by": "reviewer", "points": 100}


def hundred(sheets: Sheets, **more: Any) -> tuple[Scores, Answers]:
    return run(one(FULL, full_marks=100, **more), sheets)


def story(sheet: Json, lang: Lang = "zh", **more: Any) -> list[str]:
    return explain_total(hundred({"u": sheet}, **more)[0], 0, lang)


def test_bonuses_and_penalties_with_their_caps() -> None:
    sheet = {
        "I": {"score": 90},
        "B": {"counts": {"a": 1, "b": 1}},
        "C": {"counts": {"a": 9}},
        "P": {"counts": {"a": 1}},
    }
    scores, answers = hundred({"u": sheet}, **outside())
    findings = explain(scores, answers, 0, "zh")
    assert [each.line for each in findings[1:]] == [
        "加:迟到 1 × 2 = 2;缺席 1 × 1 = 1;合计 2 + 1 = 3;计 3.00 分",
        "又:迟到 9 × 2 = 18,至多 5,取 5;合计 5,至多 4,取 4;计 4.00 分",
        "减:迟到 1 × 2 = 2;计 -2.00 分",
    ]
    assert [each.full for each in findings[1:]] == ["0.000000"] * 3
    assert explain_total(scores, 0, "zh") == [
        "维度“维”:S = I 90.00 分",
        "基础分 B:S = 维 90.00 分",
        "加分 b:B 3.00 + C 4.00 = 7.00,至多 5,取 5.00 分",
        "减分 p:P 2.00 分",
        "B + b − p:90.00 + 5.00 − 2.00 = 93.00 分",
        "总分:93.00 分",
        "名次:第 1 名/1",
    ]


def test_nothing_happened_outside() -> None:
    scores, answers = hundred({"u": {}}, **outside())
    assert explain(scores, answers, 0, "en")[1].line == "加: none happened, 0.00 points"
    assert "Bonuses b: none, 0.00 points" in explain_total(scores, 0, "en")


def test_a_total_stays_within_its_ends() -> None:
    low = story({"I": {"score": 1}, "P": {"counts": {"b": 3}}}, **outside())
    assert "B + b − p:1.00 + 0.00 − 3.00 = -2.00,不低于 0,取 0.00 分" in low
    high = story({"I": {"score": 100}, "B": {"counts": {"b": 3}}}, **outside(max_total=101))
    assert "B + b − p:100.00 + 3.00 − 0.00 = 103.00,总分至多 101,取 101.00 分" in high


def test_what_redlines_do() -> None:
    effects = ("zero", "cap", "fail", "no_top")
    redlines: list[Json] = [{"id": f"R{each}", "title": each, "effect": each} for each in effects]
    redlines[1]["cap"] = 95
    rules: Json = {"redlines": redlines, "grades": GRADES}
    score_100 = {"I": {"score": 100}}
    yes = {"breached": True}
    assert "一票否决:均未触发" in story(score_100, **rules)
    lines = story(score_100 | {"Rcap": yes, "Rno_top": yes}, **rules)
    assert lines[3:] == [
        "一票否决“cap”:总分至多 95:总分由 100.00 变为 95.00 分",
        "一票否决“no_top”:不得评最高等次",
        "总分:95.00 分",
        "等次:95.00 ≥ 90(优秀);一票否决不得评最高等次;评为“合格”",
        "名次:第 1 名/1",
    ]
    lines = story(score_100 | {"Rfail": yes}, "en", **rules)
    assert lines[-2] == "Grade: 100.00 ≥ 90 (优秀); a redline gives the lowest grade; graded '合格'"
    lines = story(score_100 | {"Rzero": yes}, **rules)
    assert "一票否决“zero”:总分记 0:总分由 100.00 变为 0.00 分" in lines
    assert lines[-2] == "等次:0.00 < 60(合格);无等次"


def test_redlines_have_findings_too() -> None:
    redlines = [{"id": "R", "title": "红", "effect": "cap", "cap": 79.99}]
    for breached, line in (
        (True, "红: breached: the total is at most 79.99"),
        (False, "红: not breached, no effect"),
    ):
        sheet = {"R": {"breached": breached}}
        scores, answers = hundred({"u": sheet}, redlines=redlines)
        finding = explain(scores, answers, 0, "en")[1]
        assert (finding.line, finding.points) == (line, None)
        assert finding.inputs == {"breached": str(breached).lower()}


def test_a_held_unit_keeps_its_total() -> None:
    redlines = [{"id": "R", "title": "核查", "effect": "hold"}]
    lines = story({"I": {"score": 70}, "R": {"breached": True}}, redlines=redlines)
    assert lines[-3:] == [
        "一票否决“核查”:结果暂缓公布",
        "总分:70.00 分",
        "结果暂缓:总分保留,不定等次、不排名次",
    ]


def test_a_unit_to_which_nothing_applies() -> None:
    assert story({"I": "na"}, "en") == [
        "Dimension 'Dim': nothing applies: left out",
        "Base B: nothing applies: left out",
        "Nothing applies, so not rated: no total, grade or rank",
    ]


def tree(sheet: Json) -> list[str]:
    leaves = [
        {"id": f"I{n}", "title": "题", "type": "manual", "answered_by": "reviewer", "points": n}
        for n in (1, 2, 4)
    ]
    dimensions = [
        {"id": "D", "title": "前", "indicators": leaves[:2]},
        {"id": "E", "title": "后", "points": 8, "indicators": leaves[2:]},
    ]
    rubric = {"full_marks": 11, "scaled": True, "dimensions": dimensions}
    return explain_total(run(rubric, {"u": sheet})[0], 0, "zh")


def test_a_dimension_is_rescaled_to_its_points() -> None:
    assert tree({"I1": {"score": 1}, "I2": {"score": 1}, "I4": {"score": 1}})[:3] == [
        "维度“前”:S = I1 1.00 + I2 1.00 = 2.00 分",
        "维度“后”:S = I4 1.00;A = 4,N = 8;S·N/A = 1.00 × 8 ÷ 4 = 2.00 分",
        "基础分 B:S = 前 2.00 + 后 2.00 = 4.00 分",
    ]
    assert tree({"I1": "na", "I2": {"score": 0}, "I4": "na"})[:3] == [
        "维度“前”:S = I2 0.00;不适用:I1;A = 2,N = 3;S·N/A = 0.00 × 3 ÷ 2 = 0.00 分",
        "维度“后”:全部不适用,不计入",
        "基础分 B:S = 前 0.00;不适用:后;A = 3,N = 11;S·N/A = 0.00 × 11 ÷ 3 = 0.00 分",
    ]
    lines = tree({"I1": {"score": 0.5}, "I2": {"score": "0.32"}, "I4": "na"})
    assert lines[0] == "维度“前”:S = I1 0.50 + I2 0.32 = 0.82 分"
    assert lines[2].endswith("0.82 × 11 ÷ 3 = 451/150,四舍五入到 6 位得 3.006667 分")
    assert lines[4] == "总分:3.006667 分(显示为 3.01)"


def test_totals_that_look_equal_are_told_apart() -> None:
    sheets = {code: {"I": {"score": x}} for code, x in (("u", "89.9996"), ("v", "89.9991"))}
    scores, _ = hundred(sheets, decimals=4, grades=GRADES)
    assert explain_total(scores, 0, "zh")[3] == "总分:89.9996 分"
    assert explain_total(scores, 1, "zh")[3] == "总分:89.9991 分(显示为 89.999)"


def contest(totals: list[int], lang: Lang = "zh", **more: Any) -> list[str]:
    """Return each unit's quota line."""
    sheets = {f"u{n}": {"I": {"score": x}} for n, x in enumerate(totals)}
    quota = {"grade": "优秀", "share": 0.5} | more
    scores, _ = hundred(sheets, grades=GRADES, quota=quota)
    mark = "名额:" if lang == "zh" else "Places"
    lines = [explain_total(scores, n, lang) for n in range(len(totals))]
    return [next(line for line in each if mark in line) for each in lines]


def test_the_quota_counts_in_the_open() -> None:
    lines = contest([99, 98, 97, 80])
    opening = "“优秀”名额:同组参评 4 家 × 0.5 = 2,取整得 2 家;"
    assert lines[0] == f"{opening}候选 3 家,0 家在前,同分 1 家(含本单位);在名额之内"
    assert lines[2] == f"{opening}候选 3 家,2 家在前,同分 1 家(含本单位);超出名额"
    assert lines[3] == f"{opening}本单位不在候选之列"


def test_a_tie_over_the_quota_goes_whole() -> None:
    assert contest([99, 98, 98, 80])[1].endswith("同分跨过名额线,一并不评入")
    assert contest([99, 98, 98, 80], ties="include")[1].endswith("同分跨过名额线,一并评入")


def test_a_small_group_has_one_place() -> None:
    line = contest([99], "en")[0]
    assert line == (
        "Places for '优秀': rated in the group 1 × 0.5 = 0.5, rounded down to 0, at least 1; "
        "candidates 1, before this unit 0, equal with it included 1; within the quota"
    )


def test_the_rank_within_the_group() -> None:
    listed = [
        {"id": "g", "title": {"zh": "甲组", "en": "Group A"}, "applies_to": {"units": ["u", "v"]}}
    ]
    sheets = {code: {"I": {"score": x}} for code, x in zip("uvw", (70, 70, 80), strict=True)}
    scores, _ = hundred(sheets, groups={"lists": listed})
    assert explain_total(scores, 0, "zh")[-1] == "名次:第 1 名/2(与另 1 家并列);同类组 甲组"
    assert explain_total(scores, 2, "en")[-1] == "Rank: 1 of 1; peer group other"
    scores, _ = hundred(sheets, groups={"by": ["level", "kind"]}, ties="dense")
    assert explain_total(scores, 0, "zh")[-1] == (
        "名次:第 2 名/3(与另 1 家并列);并列不占后面的名次;同类组 区级/法院"
    )
