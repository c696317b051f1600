"""The recount by itself: what it refuses, plugins, and what a panel came to, by hand."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from smart_team.recount.compose import Part, combine, composite
from smart_team.recount.exact import exact, shown
from smart_team.recount.expression import FormulaError, evaluate
from smart_team.recount.panel import imposed_by, panels_of
from smart_team.recount.rubric import as_record
from smart_team.recount.scorer import score
from smart_team.rubric.canonical import canonical_json
from smart_team.scoring.plugin import Params, Scorer
from smart_team.scoring.results import to_dict
from tests.scoring.helpers import compile_text, score_each

Json = dict[str, Any]
UNIT = {"unit": "u", "name": "u", "kind": "court", "level": "district", "district": "D01"}


class Half:
    """A scorer that shares nothing with the engine's but what it can do."""

    gives: Any = None

    def inputs(self, params: Mapping[str, Any]) -> Mapping[str, str]:
        return dict.fromkeys(params["names"], "decimal")

    def score(
        self, points: Fraction, params: Mapping[str, Any], inputs: Mapping[str, Fraction]
    ) -> Any:
        if self.gives is not None:
            return self.gives
        return points * params["part"] * sum(inputs.values()) / params.get("by", 1)


def rubric(*indicators: Json, **more: Any) -> Json:
    points = sum(each["points"] for each in indicators)
    tree = [{"id": "d", "title": "d", "indicators": list(indicators)}]
    return {"id": "r", "version": "1", "full_marks": points, "dimensions": tree} | more


def row(shape: Json, line: Json, **plugins: Any) -> Json:
    found: Json = score(shape, [UNIT], [{"unit": "u"} | line], plugins)["units"][0]
    return found


PLUGIN = {
    "id": "P",
    "type": "plugin",
    "points": 10,
    "scorer": "half",
    "params": {"names": ["a", "b"], "part": Fraction(1, 3)},
}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"inputs": {"a": 1, "b": "0.5"}}, ("scored", "5.000000")),
        ({"inputs": {"a": "0.1", "b": "0.1"}}, ("scored", "0.670000")),
        ({"inputs": {"a": 1}}, ("missing", "0.000000")),
        (None, ("missing", "0.000000")),
    ],
)
def test_a_plugin_scores(answer: Json | None, expected: tuple[str, str]) -> None:
    found = row(rubric(PLUGIN), {"answers": {"P": answer}}, half=Half())["indicators"]["P"]
    assert (found["status"], found["points"]) == expected


@pytest.mark.parametrize(
    ("gives", "error"),
    [
        (0.5, TypeError), (True, TypeError), ("5", TypeError), (Decimal("NaN"), TypeError),
        (-1, ValueError), (11, ValueError), (Decimal("10.000001"), ValueError),
    ],
)  # fmt: skip
def test_a_plugin_that_breaks_its_promise_is_refused(gives: Any, error: type[Exception]) -> None:
    scorer = Half()
    scorer.gives = gives
    line = {"answers": {"P": {"inputs": {"a": 1, "b": 1}}}}
    with pytest.raises(error, match="P: half gave"):
        row(rubric(PLUGIN), line, half=scorer)


def test_a_division_by_zero_is_a_plugin_s_own_fault() -> None:
    params = {"names": ["a"], "part": 1, "by": 0}
    with pytest.raises(ZeroDivisionError):
        row(
            rubric(PLUGIN | {"params": params}),
            {"answers": {"P": {"inputs": {"a": 1}}}},
            half=Half(),
        )


PLUGIN_YAML = """format: 1
id: sample.annual
version: "1"
title: 样例
scaled: true
dimensions:
  - id: d
    title: d
    indicators:
      - {id: P, title: p, type: plugin, points: 10, scorer: half, params: {names: [x, c], part: 0.5, deep: [{number: 7}, true, "0.5"]}}
      - {id: Q, title: q, type: plugin, points: 10, scorer: half, params: {names: [c], part: 1}}
"""


class Engine(Half, Scorer):
    """The same as the engine takes it; what it was given is kept."""

    name = "half"
    given: Params

    def inputs(self, params: Params) -> Any:
        return dict.fromkeys(params["names"], "count") | (
            {"x": "decimal"} if "deep" in params else {}
        )

    def score(self, points: Fraction, params: Params, inputs: Mapping[str, Fraction]) -> Any:
        if "deep" in params:
            self.given = params
        return points * Fraction(params["part"]) * min(sum(inputs.values()), Fraction(1))

    def explain(self, points: Fraction, params: Params, inputs: Any, lang: Any) -> str:
        return ""


def test_a_plugin_is_recounted_from_canonical_json() -> None:
    one, other = Engine(), Engine()
    plan = compile_text(PLUGIN_YAML, {"half": one})
    answer: Json = {"P": {"inputs": {"x": "0.123", "c": 0}}, "Q": {"inputs": {"c": 1}}}
    scores = score_each(plan, answer)
    record = as_record(canonical_json(plan.rubric))
    unit = scores.units.rows[0]._asdict()
    found = score(record, [unit], [{"unit": unit["unit"], "answers": answer}], {"half": other})
    assert found["units"][0]["indicators"]["P"]["points"] == "0.620000"
    assert scores.points(plan.rows["P"], 0) == 620_000
    assert found["units"][0]["total"] == "53.100000"
    assert int(scores.outcome.totals[0]) == 53_100_000
    assert one.given == other.given == {
        "names": ["x", "c"],
        "part": Decimal("0.5"),
        "deep": [{"number": 7}, True, "0.5"],
    }  # fmt: skip
    assert isinstance(other.given["deep"][0]["number"], int)


def test_a_blank_plugin_is_blank_both_ways() -> None:
    plan = compile_text(PLUGIN_YAML, {"half": Engine()})
    scores = score_each(plan, {})
    units = [unit._asdict() for unit in scores.units.rows]
    found = score(as_record(canonical_json(plan.rubric)), units, [], {"half": Engine()})
    assert found["units"] == to_dict(scores)["units"]
    assert found["units"][0]["indicators"]["P"]["status"] == "missing"


@pytest.mark.parametrize("number", ["1.5", "1e3", "NaN"])
def test_numbers_that_canonical_json_never_has_are_refused(number: str) -> None:
    with pytest.raises(ValueError, match="canonical JSON"):
        as_record(f'{{"full_marks": {number}}}')


@pytest.mark.parametrize("number", [0.5, True, None, [1]])
def test_numbers_that_are_not_exact_are_refused(number: Any) -> None:
    with pytest.raises(TypeError, match="not an exact number"):
        exact(number)


@pytest.mark.parametrize("text", ["1/3", "1e3", " 1", "+1", "１", "", "1.", ".5", "NaN"])
def test_texts_that_are_not_plain_numbers_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="plain notation"):
        exact(text)


def test_a_score_of_more_places_is_refused() -> None:
    with pytest.raises(ValueError, match="six places"):
        shown(Fraction(1, 3))


@pytest.mark.parametrize(
    "expression",
    ["max()", "min()", "abs(a, a)", "pow(a)", "a ** 2", "1e3", "'a'", "1 if a else 2", "a < 1 < 2", "max(a, key=a)"],
)  # fmt: skip
def test_what_is_outside_the_formula_language_is_refused(expression: str) -> None:
    with pytest.raises(FormulaError):
        evaluate(expression, {"a": Fraction(1)})


def test_a_line_may_be_given_once() -> None:
    with pytest.raises(ValueError, match="given twice"):
        score(
            rubric({"id": "C", "type": "count", "per": 1, "points": 1}), [UNIT], [{"unit": "u"}] * 2
        )


def test_a_level_that_is_none_is_refused() -> None:
    shape = rubric({"id": "L", "type": "levels", "points": 1, "levels": [{"id": "a", "points": 1}]})
    with pytest.raises(KeyError, match="b"):
        row(shape, {"answers": {"L": {"level": "b"}}})


@pytest.mark.parametrize(("points", "how"), [([], "mean"), ([1], "loudest")])
def test_a_panel_needs_members_and_a_way(points: list[int], how: str) -> None:
    with pytest.raises(ValueError, match=r"panel needs|no way"):
        combine(points, how, 2)


ITEMS = [
    {"id": "J", "type": "bonus", "events": [{"id": "a", "per": 1}]},
    {"id": "K", "type": "penalty", "events": [{"id": "a", "per": 1}]},
    {"id": "N", "type": "bonus", "events": [], "applies_to": {"kinds": ["police"]}},
]
SHAPE = rubric(
    {"id": "M", "type": "manual", "points": 60},
    {"id": "C", "type": "count", "per": 1, "points": 40},
    adjustments={"items": ITEMS},
    redlines=[{"id": "X", "effect": "zero"}],
)


def test_what_a_panel_came_to_replaces_what_answers_earn() -> None:
    line = {
        "answers": {"M": {"score": 1}, "C": {"count": 40}, "X": {"breached": True}},
        "imposed": {"M": "30.500000", "C": "na"},
        "imposed_effects": {"J": "1.250000", "K": "-1.000000", "N": "9.000000"},
        "imposed_breaches": {"X": False},
    }
    found = row(SHAPE, line)
    assert found["total"] == "51.083333"  # 30.5 × 100/60 + 1.25 − 1
    assert found["indicators"]["C"]["status"] == "na"
    assert found["adjustments"] == {"J": "1.250000", "K": "-1.000000", "N": None}
    assert found["redlines"] == []
    assert row(SHAPE, {"imposed": {"M": "unresolved"}})["indicators"]["M"]["status"] == "unresolved"
    assert row(SHAPE, {"imposed_breaches": {"X": True}})["redlines"] == ["X"]


def test_a_panel_s_rows_come_to_what_is_imposed() -> None:
    lines: list[Json] = [
        {"answers": {"M": {"score": 10}, "K": {"counts": {"a": 1}}, "X": {"breached": True}}},
        {"answers": {"M": {"score": 20}, "C": {"count": 1}}},
        {"answers": {"M": {"score": 60}}, "granted_na": ["C"]},
    ]
    results = [score(SHAPE, [UNIT], [{"unit": "u"} | line]) for line in lines]
    everything = {"u": {"M", "C", "J", "K", "N", "X"}}
    panel = panels_of(results, {"u": {0, 1}}, everything)["u"]
    assert imposed_by(panel, "mean", 2) == {
        "imposed": {"M": "15.000000", "C": "0.500000"},
        "imposed_effects": {"J": "0.000000", "K": "-0.500000"},
        "imposed_breaches": {"X": False},
    }
    alone = panels_of(results, {"u": {2}}, everything)["u"]
    assert imposed_by(alone, "mean", 2)["imposed"] == {"M": "60.000000", "C": "na"}
    assert panels_of(results, {}, everything) == {}


def test_a_total_below_every_band_has_no_grade() -> None:
    found = row(SHAPE | {"grades": [{"grade": "A", "at_least": 60}]}, {"answers": {}})
    assert (found["total"], found["grade"], found["rank"]) == ("0.000000", None, 1)


def test_a_held_module_makes_the_year_held() -> None:
    held = {"units": [{"unit": "u", "status": "held", "total": "70.000000"}]}
    rule = {"id": "year", "version": "1", "grades": [{"grade": "A", "at_least": 0}]}
    found = composite(rule, [Part(1, held)], [UNIT])["units"][0]
    shown_of = (found["status"], found["total"], found["grade"], found["rank"])
    assert shown_of == ("held", "70.000000", None, None)
