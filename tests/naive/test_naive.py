"""Examples worked by hand from the rule, and sound random cases."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from smart_team.recount.compose import Part, combine, compose, composite, rollup
from smart_team.recount.exact import r6, rounded, shown
from smart_team.recount.expression import FormulaError, evaluate
from smart_team.recount.rows import listed
from smart_team.recount.scorer import score

from .random_rubrics import random_case

Json = dict[str, Any]


def unit(code: str, kind: str = "court", level: str = "district", district: str = "D01") -> Json:
    return {"unit": code, "name": code, "kind": kind, "level": level, "district": district}


def rubric(*indicators: Json, **more: Any) -> Json:
    total = sum(Fraction(each["points"]) for each in indicators)
    tree = [{"id": "d", "title": "d", "indicators": list(indicators)}]
    return {"id": "r", "version": "1", "full_marks": total, "dimensions": tree} | more


def earned(indicator: Json, answer: Json | None, **more: Any) -> tuple[str, str | None]:
    indicator = {"id": "i", "points": 10} | indicator
    answers = [{"unit": "u", "answers": {} if answer is None else {"i": answer}}]
    result = score(rubric(indicator, **more), [unit("u")], answers)["units"][0]["indicators"]["i"]
    return result["status"], result["points"]


def ratio(numerator: int, denominator: int) -> Json:
    return {"numerator": numerator, "denominator": denominator}


def totals(values: list[str], **more: Any) -> list[Json]:
    """Score units u0, u1, … whose totals are these."""
    shape = rubric({"id": "i", "type": "manual", "points": 100}, **more)
    answers: list[Json] = [
        {"unit": f"u{number}", "answers": {"i": {"score": value}}}
        for number, value in enumerate(values)
    ]
    rows: list[Json] = score(shape, [unit(sheet["unit"]) for sheet in answers], answers)["units"]
    return rows


RATE = {"type": "linear", "input": "ratio", "zero_at": Decimal("0.90"), "full_at": Decimal("0.98")}
TIERS = {"type": "tiers", "tiers": [{"at_least": 90, "points": 10}, {"at_least": 60, "points": 4}]}
CURVE = {
    "type": "piecewise",
    "curve": [{"at": 0, "points": 0}, {"at": 3, "points": 10}, {"at": 5, "points": 6}],
}
EVENTS = [{"id": "a", "per": 2, "max": 5}, {"id": "b", "per": 1}]
MIX = {"type": "mix", "categories": [{"id": "a", "share": 1}, {"id": "b", "share": Decimal("0.5")}]}
FORMULA = {"type": "formula", "inputs": [{"id": "a"}, {"id": "b"}], "expression": "100 * a / b"}


@pytest.mark.parametrize(
    ("indicator", "answer", "expected"),
    [
        (RATE | {"points": 14}, ratio(492, 500), "14.000000"),  # 1.05, taken as 1
        (RATE | {"points": 14}, ratio(47, 50), "7.000000"),  # half way
        (RATE | {"points": 14}, ratio(93, 100), "5.250000"),  # 3/8 of 14
        ({"type": "linear", "input": "ratio"}, ratio(2, 3), "6.670000"),
        ({"type": "linear", "zero_at": 10, "full_at": 2}, {"value": 4}, "7.500000"),
        (TIERS, {"value": 90}, "10.000000"),
        (TIERS, {"value": "89.999999"}, "4.000000"),
        (TIERS, {"value": -1}, "0.000000"),
        (CURVE, {"value": 1}, "3.330000"),
        (CURVE, {"value": 4}, "8.000000"),
        (CURVE, {"value": 9}, "6.000000"),
        ({"type": "count", "per": 3}, {"count": 3}, "9.000000"),
        ({"type": "count", "per": 3}, {"count": 4}, "10.000000"),
        ({"type": "deduct", "events": EVENTS}, {"counts": {"a": 3, "b": 2}}, "3.000000"),
        ({"type": "deduct", "events": EVENTS}, {"counts": {}}, "10.000000"),
        ({"type": "deduct", "events": EVENTS, "floor": 1}, {"counts": {"b": 99}}, "1.000000"),
        (MIX, {"counts": {"a": 1, "b": 2}}, "6.670000"),  # 10 * 2 / 3
        (FORMULA, {"inputs": {"a": 1, "b": 30}}, "3.330000"),
        ({"type": "boolean"}, {"value": True}, "10.000000"),
        ({"type": "levels", "levels": [{"id": "k", "points": 7}]}, {"level": "k"}, "7.000000"),
        ({"type": "checklist", "items": [{"id": "k", "points": 4}]}, {"checked": []}, "0.000000"),
    ],
)
def test_an_answer_earns(indicator: Json, answer: Json, expected: str) -> None:
    assert earned(indicator, answer) == ("scored", expected)


@pytest.mark.parametrize(
    ("indicator", "answer", "expected"),
    [
        (RATE, None, ("missing", "0.000000")),
        (RATE, ratio(0, 0), ("na", None)),
        (RATE | {"when_empty": "full"}, ratio(0, 0), ("scored", "10.000000")),
        (RATE | {"min_denominator": 30}, ratio(29, 29), ("na", None)),
        (RATE | {"min_denominator": 30, "when_small": "zero"}, ratio(2, 2), ("scored", "0.000000")),
        (RATE | {"min_denominator": 30}, ratio(30, 30), ("scored", "10.000000")),
        (MIX, {"counts": {}}, ("na", None)),
        (FORMULA, {"inputs": {"a": 1, "b": 0}}, ("unresolved", "0.000000")),
    ],
)
def test_an_answer_has_a_status(
    indicator: Json, answer: Json | None, expected: tuple[str, str | None]
) -> None:
    assert earned(indicator, answer) == expected


def test_rounding_goes_half_away_from_zero() -> None:
    assert r6(Fraction(1, 3)) == Fraction("0.333333")
    assert rounded(Fraction("-0.125"), 2) == Fraction("-0.13")
    assert shown(Fraction("-0.5")) == "-0.500000"


def test_a_formula_reaches_only_the_branch_it_takes() -> None:
    inputs = {"a": Fraction(1), "b": Fraction(0)}
    assert evaluate("a / b if b > 0 else max(a, 0.1) * 3", inputs) == 3
    assert evaluate("1 if b != 0 and a / b > 1 else -a", inputs) == -1
    with pytest.raises(FormulaError):
        evaluate("a ** 2", inputs)


@pytest.mark.parametrize(
    ("policy", "total", "points"),
    [
        ("rescale", "60.000000", None),
        ("full", "73.333333", "30.000000"),
        ("zero", "40.000000", "0.000000"),
    ],
)
def test_the_policy_for_na_decides_what_a_granted_indicator_gives(
    policy: str, total: str, points: str | None
) -> None:
    shape = rubric(
        {"id": "a", "type": "manual", "points": 60},
        {"id": "b", "type": "manual", "points": 30},
        full_marks=100,
        scaled=True,
        na=policy,
    )
    sheet = {"unit": "u", "answers": {"a": {"score": 36}}, "granted_na": ["b"]}
    row = score(shape, [unit("u")], [sheet])["units"][0]
    # Of 90: 36/60 rescaled, 66/90 with the granted 30, 36/90 without.
    assert (row["total"], row["indicators"]["b"]["points"]) == (total, points)


def test_nested_dimensions_scale_once_each() -> None:
    inner = {
        "id": "in",
        "points": 30,
        "indicators": [{"id": "a", "type": "count", "per": 1, "points": 9}],
    }
    other = {"id": "b", "type": "count", "per": 1, "points": 70}
    outer = {"id": "out", "indicators": [other], "dimensions": [inner]}
    shape = {"id": "r", "version": "1", "scaled": True, "dimensions": [outer]}
    sheet = {"unit": "u", "answers": {"a": {"count": 4}, "b": {"count": 7}}}
    row = score(shape, [unit("u")], [sheet])["units"][0]
    assert row["dimensions"] == {"in": "13.333333", "out": "20.333333"}
    assert row["total"] == "20.333333"


def test_a_unit_to_which_nothing_applies_is_not_rated() -> None:
    shape = rubric({"id": "a", "type": "manual", "points": 5}, applies_to={"kinds": ["police"]})
    row = score(shape, [unit("u")], [])["units"][0]
    assert (row["status"], row["total"], row["rank"]) == ("not_rated", None, None)
    assert row["dimensions"] == {"d": None}


def test_adjustments_are_capped_item_by_item_then_together() -> None:
    items = [
        {"id": "up", "type": "bonus", "cap": 3, "events": EVENTS},
        {"id": "more", "type": "bonus", "events": EVENTS},
        {"id": "down", "type": "penalty", "events": EVENTS},
        {"id": "never", "type": "penalty", "events": EVENTS, "applies_to": {"except": ["u"]}},
    ]
    shape = rubric({"id": "i", "type": "manual", "points": 10}, max_total=10)
    shape["adjustments"] = {"bonus_cap": 6, "items": items}
    answers: Json = {
        "up": {"counts": {"a": 9}},
        "more": {"counts": {"b": 4}},
        "down": {"counts": {"a": 1}},
    }
    answers["i"] = {"score": 5}
    row = score(shape, [unit("u")], [{"unit": "u", "answers": answers}])["units"][0]
    assert row["total"] == "9.000000"  # 5 + min(6, 3 + 4) - 2
    assert row["adjustments"] == {
        "up": "3.000000",
        "more": "4.000000",
        "down": "-2.000000",
        "never": None,
    }


BANDS = [
    {"grade": "A", "at_least": 90},
    {"grade": "B", "at_least": 80},
    {"grade": "C", "at_least": 0},
]


@pytest.mark.parametrize(
    ("redline", "expected"),
    [
        ({"effect": "zero"}, ("rated", "0.000000", "C", 1)),
        ({"effect": "cap", "cap": 85}, ("rated", "85.000000", "B", 1)),
        ({"effect": "fail"}, ("rated", "95.000000", "C", 1)),
        ({"effect": "no_top"}, ("rated", "95.000000", "B", 1)),
        ({"effect": "hold"}, ("held", "95.000000", None, None)),
    ],
)
def test_a_redline_bites(redline: Json, expected: tuple[str, str, str | None, int | None]) -> None:
    shape = rubric({"id": "i", "type": "manual", "points": 100}, grades=BANDS)
    shape["redlines"] = [{"id": "red"} | redline]
    answers = {"i": {"score": 95}, "red": {"breached": True}}
    row = score(shape, [unit("u")], [{"unit": "u", "answers": answers}])["units"][0]
    assert (row["status"], row["total"], row["grade"], row["rank"]) == expected
    assert row["redlines"] == ["red"]


def test_a_bound_cuts_the_total_before_it_is_graded_and_ranked() -> None:
    shape = rubric({"id": "i", "type": "manual", "points": 100}, grades=BANDS)
    shape["redlines"] = [{"id": "red", "effect": "cap", "cap": 50}]
    sheets: list[Json] = [
        {"unit": "u", "answers": {"i": {"score": 95}}, "imposed_most": "79.990000"},
        {"unit": "v", "answers": {"i": {"score": 81}}},
        {"unit": "w", "answers": {"i": {"score": 70}, "red": {"breached": True}}},
    ]
    sheets[2]["imposed_most"] = "60.000000"
    rows = score(shape, [unit(sheet["unit"]) for sheet in sheets], sheets)["units"]
    assert [(row["total"], row["grade"], row["rank"]) for row in rows] == [
        ("79.990000", "C", 2),
        ("81.000000", "B", 1),
        ("50.000000", "C", 3),
    ]


@pytest.mark.parametrize(
    ("ties", "ranks"), [("competition", [1, 2, 2, 4]), ("dense", [1, 2, 2, 3])]
)
def test_equal_totals_share_a_rank(ties: str, ranks: list[int]) -> None:
    assert [row["rank"] for row in totals(["9", "8", "8", "7"], ties=ties)] == ranks


@pytest.mark.parametrize(("ties", "grades"), [("exclude", "ABBBC"), ("include", "AAABC")])
def test_a_tie_over_the_quota_goes_whole(ties: str, grades: str) -> None:
    quota = {"grade": "A", "share": Decimal("0.4"), "ties": ties}  # two of five
    rows = totals(["99", "95", "95", "91", "5"], grades=BANDS, quota=quota)
    assert "".join(row["grade"] for row in rows) == grades
    assert [row["notes"] == ["quota"] for row in rows[:4]] == [each == "B" for each in grades[:4]]


def test_a_place_counts_only_rivals_of_the_group_with_an_x() -> None:
    places = [{"to": 1, "points": 10}, {"to": 2, "points": 6}]
    shape = rubric({"id": "i", "type": "placing", "points": 10, "best": "low", "places": places})
    shape["groups"] = {"by": ["level", "kind"]}
    values = {"a": 3, "b": 3, "c": 4, "d": 1, "e": 2}
    answers: list[Json] = [
        {"unit": code, "answers": {"i": {"value": x}}} for code, x in values.items()
    ]
    answers[4]["granted_na"] = ["i"]
    units = [unit(code, "police" if code == "d" else "court") for code in "abcdef"]
    rows = score(shape, units, answers)["units"]
    points = [row["indicators"]["i"]["points"] for row in rows]
    assert points == ["10.000000", "10.000000", "0.000000", "10.000000", None, "0.000000"]
    assert rows[3]["group"] == "district/police"


def test_stages_weigh_only_where_the_unit_has_a_total() -> None:
    first = {"units": [{"unit": "u", "status": "rated", "total": "80.000000"}]}
    second = {"units": [{"unit": "u", "status": "held", "total": "90.000000"}]}
    third = {"units": [{"unit": "u", "status": "not_rated", "total": None}]}
    parts = [Part("0.3", first), Part("0.4", second), Part("0.3", third)]
    row = compose(parts, [unit("u")])["units"][0]
    assert row == {"unit": "u", "status": "held", "total": "85.714286"}  # 60 / 0.7
    rule = {"id": "year", "version": "1", "grades": BANDS}
    year = composite(rule, parts[:1], [unit("u"), unit("v")])["units"]
    assert [(each["status"], each["grade"], each["rank"]) for each in year] == [
        ("rated", "B", 1),
        ("not_rated", None, None),
    ]


def test_a_roll_up_stands_beside_its_n() -> None:
    rows = [{"unit": "u", "status": "rated", "total": "1.000000"}]
    rows += [{"unit": "v", "status": "rated", "total": "0.000001"}]
    units = [unit("u"), unit("v"), unit("w", district="D02")]
    assert rollup({"units": rows}, units, "district") == {
        "D01": {"n": 2, "score": "0.500001"},  # 0.5000005, away from zero
        "D02": {"n": 0, "score": None},
    }


def test_a_panel_combines() -> None:
    assert combine([3, "4.25", 9, 4], "median", 2) == Fraction("4.13")
    assert combine([1, 2, 2], "mean", 2) == Fraction("1.67")
    assert combine([1, 5, 6, 10], "trimmed", 2) == Fraction("5.5")


def test_a_table_lists_ranked_units_first() -> None:
    shape = rubric({"id": "i", "type": "manual", "points": 9})
    answers: list[Json] = [{"unit": "c", "answers": {"i": {"score": 9}}}]
    answers.append({"unit": "b", "granted_na": ["i"]})
    results = score(shape, [unit("b"), unit("d"), unit("a"), unit("c")], answers)
    assert [row["unit"] for row in listed(results)] == ["c", "a", "d", "b"]


@pytest.mark.parametrize("seed", range(20))
def test_a_random_case_repeats_and_scores(seed: int) -> None:
    case = random_case(seed)
    assert case == random_case(seed)
    assert len(score(case.rubric, case.units, case.answers)["units"]) == len(case.units)
