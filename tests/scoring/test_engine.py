"""The engine where 64 bits, one byte or the usual path do not do."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from smart_team.errors import AnswersError, Lang, RubricError
from smart_team.scoring.engine import score
from smart_team.scoring.fixed import (
    divide,
    micro,
    parse_score,
    peak,
    r6,
    rd,
    show,
    show_short,
    tell_apart,
)
from smart_team.scoring.panel import combine
from smart_team.scoring.patterns import _distinct
from smart_team.scoring.plugin import InputKind, Inputs, Params, Scorer
from smart_team.scoring.results import listed, to_dict
from smart_team.scoring.standing import Ranking
from tests.scoring.helpers import compile_text, enter, plan_of, points, score_each, totals, units_of

HUGE = 10**12 - 1


class Half(Scorer):
    """Gives half of the points, or whatever the test wants."""

    name = "test.half"
    gives: Any = None

    def inputs(self, params: Params) -> Mapping[str, InputKind]:
        if "bad" in params:
            raise ValueError("bad")
        return {"n": "count", "d": "decimal"}

    def score(self, points: Fraction, params: Params, inputs: Inputs) -> Any:
        if self.gives == "raise":
            raise RuntimeError("oh")
        return points / 2 * inputs["n"] if self.gives is None else self.gives

    def explain(self, points: Fraction, params: Params, inputs: Inputs, lang: Lang) -> str:
        return f"{self.score(points, params, inputs)}"


PLUGIN = "id: P, title: p, type: plugin, points: 10, scorer: test.half"
ANSWER = {"P": {"inputs": {"n": 1, "d": "-0.5"}}}


def test_a_scorer_scores_each_unit() -> None:
    plan = plan_of(PLUGIN, scorers={"test.half": Half()})
    assert points(score_each(plan, ANSWER, {}), "P") == ["5.000000", "0.000000"]


@pytest.mark.parametrize("gives", [0.5, True, Decimal("NaN"), -1, 11, "5", None, Fraction(21, 2)])
def test_a_scorer_that_breaks_its_promise_is_named(gives: object) -> None:
    scorer = Half()
    scorer.gives = float("nan") if gives is None else gives
    with pytest.raises(AnswersError) as caught:
        score_each(plan_of(PLUGIN, scorers={"test.half": scorer}), ANSWER)
    assert caught.value.problems[0].message.code == "S102"
    assert "U00000" in caught.value.say("zh")


def test_a_scorer_that_raises_is_named() -> None:
    scorer = Half()
    scorer.gives = "raise"
    with pytest.raises(AnswersError) as caught:
        score_each(plan_of(PLUGIN, scorers={"test.half": scorer}), ANSWER)
    assert "RuntimeError: oh" in caught.value.say("en")


def test_a_decimal_is_exact_enough() -> None:
    scorer = Half()
    scorer.gives = Decimal("3.335")
    scores = score_each(plan_of(PLUGIN, scorers={"test.half": scorer}), ANSWER)
    assert points(scores, "P") == ["3.340000"]


@pytest.mark.parametrize(("params", "code"), [("", "M109"), (", params: {bad: 1}", "M110")])
def test_a_scorer_that_is_missing_or_refuses_is_named(params: str, code: str) -> None:
    scorers = {"test.half": Half()} if params else {}
    with pytest.raises(RubricError) as caught:
        plan_of(PLUGIN + params, scorers=scorers)
    assert caught.value.problems[0].message.code == code


def test_long_checklists_take_several_bytes() -> None:
    items = ", ".join(f"{{id: k{n}, title: k, points: 1}}" for n in range(20))
    plan = plan_of(f"id: K, title: t, type: checklist, points: 20, items: [{items}]")
    checked = [f"k{n}" for n in (0, 7, 8, 15, 16, 19)]
    assert points(score_each(plan, {"K": {"checked": checked}}), "K") == ["6.000000"]


def test_huge_counts_stay_exact() -> None:
    plan = plan_of(
        "id: R, title: t, type: linear, input: ratio, points: 100",
        "id: T, title: t, type: tiers, input: ratio, points: 100,"
        " tiers: [{at_least: 0.999999, points: 100}]",
        "id: S, title: t, type: tiers, points: 100, tiers: [{at_most: 999999999999.999999, points: 100}]",
        "id: V, title: t, type: piecewise, points: 100,"
        " curve: [{at: -999999999999.999999, points: 0}, {at: 0.333333, points: 33.33},"
        " {at: 999999999999.999999, points: 100}]",
        "id: X, title: t, type: mix, points: 100,"
        " categories: [{id: a, title: a, share: 1}, {id: b, title: b, share: 0.333333}]",
        "id: G, title: t, type: placing, input: ratio, points: 100, places: [{to: 1, points: 100}]",
        tail="adjustments: {items: [{id: J, title: j, type: bonus,"
        " events: [{id: a, title: a, per: 1000}, {id: b, title: b, per: 1000}]}]}\n",
    )
    answer: dict[str, Any] = {
        "R": {"numerator": HUGE - 1, "denominator": HUGE},
        "T": {"numerator": HUGE - 1, "denominator": HUGE},
        "S": {"value": "999999999999.999999"},
        "V": {"value": "999999999999.999998"},
        "X": {"counts": {"a": HUGE, "b": HUGE}},
        "G": {"numerator": HUGE - 1, "denominator": HUGE},
        "J": {"counts": {"a": HUGE, "b": HUGE}},
    }
    other = {**answer, "G": {"numerator": HUGE - 2, "denominator": HUGE - 1}}
    scores = score_each(plan, answer, other)
    assert points(scores, "R") == ["100.000000"] * 2
    assert points(scores, "T") == ["100.000000"] * 2
    assert points(scores, "S") == ["100.000000"] * 2
    assert points(scores, "V") == ["100.000000"] * 2
    assert points(scores, "X") == ["66.670000"] * 2
    assert points(scores, "G") == ["100.000000", "0.000000"]
    assert totals(scores)[0] == show(2 * HUGE * 1000 * 10**6 + parse_score("94.445000"))


@pytest.mark.parametrize("decimals", [2, 4])
def test_adjustments_without_a_cap_stay_exact(decimals: int) -> None:
    plan = plan_of(
        "id: B, title: t, type: boolean, points: 1",
        tail=f"decimals: {decimals}\nadjustments: {{items: ["
        "{id: J, title: j, type: bonus, events: [{id: a, title: a, per: 1000}]},"
        "{id: K, title: k, type: bonus, events: [{id: a, title: a, per: 999.5}]}]}\n",
    )
    huge = {"J": {"counts": {"a": HUGE}}, "K": {"counts": {"a": HUGE}}}
    few = {"J": {"counts": {"a": 1}}, "K": {"counts": {"a": 1}}}
    exact = HUGE * 1000 * 10**6 + HUGE * 999_500_000
    assert totals(score_each(plan, huge, few)) == [show(exact), "1999.500000"]


def test_deep_floors_and_large_dimensions_stay_exact() -> None:
    deduct = "id: {0}, title: t, type: deduct, points: 1000, floor: -1000, events: [{{id: a, title: a, per: 1}}]"
    plan = plan_of(*(deduct.format(f"D{n}") for n in range(9)))
    many = {f"D{n}": {"counts": {"a": HUGE}} for n in range(9)}
    few = {f"D{n}": {"counts": {"a": 1}} for n in range(9)}
    assert totals(score_each(plan, many, few)) == ["0.000000", "99.900000"]


def test_dimensions_of_many_points_are_scaled_exactly() -> None:
    text = (
        'format: 1\nid: s.a\nversion: "1"\ntitle: t\nscaled: true\ndecimals: 4\nfull_marks: 1000\n'
        "dimensions:\n  - id: d\n    title: d\n    points: 10000\n    indicators:\n"
        + "".join(
            f"      - {{id: D{n}, title: t, type: deduct, points: 900, floor: -1000,"
            f" events: [{{id: a, title: a, per: 0.0001}}]}}\n" for n in range(11)
        )
    )  # fmt: skip
    plan = compile_text(text)
    assert not plan.tree.fits
    answers = {f"D{n}": {"counts": {"a": 1 + n}} for n in range(11)}
    exact = (Fraction(9900) - Fraction(66, 10000)) * 10000 / 9900
    assert totals(score_each(plan, answers)) == [show(r6(Fraction(r6(exact), 10**6) / 10))]


def test_ticks_beyond_32_bits_are_kept() -> None:
    indicators = "".join(
        f"      - {{id: D{n}, title: t, type: deduct, points: 1, floor: -1000,"
        f" events: [{{id: a, title: a, per: 1}}]}}\n" for n in range(220)
    )  # fmt: skip
    plan = compile_text(
        'format: 1\nid: s.a\nversion: "1"\ntitle: t\nscaled: true\ndecimals: 4\n'
        f"dimensions:\n  - id: d\n    title: d\n    indicators:\n{indicators}"
    )
    assert not plan.tree.small
    scores = score_each(plan, {f"D{n}": {"counts": {"a": 5000}} for n in range(220)})
    assert points(scores, "D7") == ["-1000.000000"]
    assert totals(scores) == ["0.000000"]


def test_a_piecewise_line_of_one_corner_is_flat() -> None:
    plan = plan_of("id: V, title: t, type: piecewise, points: 9, curve: [{at: 1, points: 7}]")
    assert (
        points(score_each(plan, {"V": {"value": 0}}, {"V": {"value": 5}}), "V") == ["7.000000"] * 2
    )


def test_many_patterns_are_told_apart() -> None:
    flags = np.random.default_rng(1).random((40, 40_000)) < 0.5
    codes, examples = _distinct(flags)
    assert len(set(codes.tolist())) == len(np.unique(flags, axis=1).T) == len(examples)
    assert (flags[:, examples[codes]] == flags).all()


def test_unresolved_bars_publication() -> None:
    plan = plan_of(
        "id: F, title: t, type: formula, points: 1, inputs: [{id: x, title: x}], expression: 1 / x"
    )
    assert score_each(plan, {"F": {"inputs": {"x": 0}}}).is_unresolved
    assert not score_each(plan, {"F": {"inputs": {"x": 1}}}, {}).is_unresolved
    assert not score_each(plan, {}).is_unresolved


def test_tables_list_ranked_units_first_then_by_code() -> None:
    plan = plan_of(
        "id: B, title: t, type: boolean, points: 1",
        tail="redlines: [{id: X, title: x, effect: hold}]\n",
    )
    units = units_of(4)
    lines: list[dict[str, Any]] = [
        {"unit": "U00000", "answers": {"X": {"breached": True}, "B": {"value": True}}},
        {"unit": "U00001", "granted_na": ["B"]},
        {"unit": "U00002", "answers": {"B": {"value": False}}},
        {"unit": "U00003", "answers": {"B": {"value": True}}},
    ]
    scores = score(plan, units, enter(plan, units, lines))
    assert listed(scores.outcome, [unit.unit for unit in units.rows]) == [3, 2, 0, 1]
    statuses = [unit["status"] for unit in to_dict(scores)["units"]]
    assert statuses == ["held", "not_rated", "rated", "rated"]


def test_ranking_of_numbers_beyond_64_bits_and_many_groups() -> None:
    keys = np.array([10**30, 10**30, 5, 10**30 + 1], object)
    nobody = np.zeros(4, np.bool_)
    ranking = Ranking(keys, np.zeros(4, np.intp))
    assert ranking.stand(~nobody).better().tolist() == [1, 1, 3, 0]
    assert ranking.stand(~nobody).upto().tolist() == [3, 3, 4, 1]
    assert ranking.stand(~nobody).dense().tolist() == [2, 2, 3, 1]
    assert ranking.stand(nobody).better().tolist() == [0] * 4
    wide = Ranking(np.array([2**61, 1, 2**61]), np.array([0, 1, 1]))
    assert wide.stand(np.ones(3, np.bool_)).better().tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("points_", "how", "expected"),
    [
        ([3, 1, 2], "median", "2.00"),
        ([1, 2], "median", "1.50"),
        (["1.01", "1.02"], "median", "1.02"),
        ([1, 2, 2], "mean", "1.67"),
        ([0, 2, 2, 10], "trimmed", "2.00"),
        ([0, 1], "trimmed", "0.50"),
    ],
)
def test_panels_combine(points_: list[Any], how: Any, expected: str) -> None:
    combined = combine([micro(Decimal(each)) for each in points_], how, 2)
    assert show_short(combined) == expected


def test_a_panel_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        combine([], "mean", 2)


def test_fixed_point_numbers() -> None:
    assert [rd(Fraction(n, 8), 2) for n in (1, -1, 3)] == [13, -13, 38]
    assert show(-1_500_000) == "-1.500000"
    assert show_short(-1_499_999) == "-1.50"
    assert show_short(2_500_000, 0) == "3"
    assert tell_apart(89_996_000, [90_000_000]) == "89.996"
    assert tell_apart(89_999_999, [90_000_000]) == "89.999999"
    assert peak(np.array([], np.int64)) == 0
    assert divide(np.array([-5, 5, 7]), 2).tolist() == [-3, 3, 4]
    with pytest.raises(ValueError, match="six places"):
        micro(Decimal("0.0000001"))


def test_a_scorers_inputs_go_by_their_names_unless_it_says_otherwise() -> None:
    assert Half().titles({}) == {}
