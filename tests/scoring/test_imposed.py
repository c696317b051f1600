"""A panel's results in place of what answers earn, worked by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from smart_team.scoring.engine import CHUNK, Scores, score
from smart_team.scoring.findings import explain, explain_total
from smart_team.scoring.fixed import micro
from smart_team.scoring.imposed import Imposed, item_rows
from smart_team.scoring.panel import combine_members
from smart_team.scoring.plan import Plan
from smart_team.scoring.results import to_dict
from tests.scoring.helpers import enter, impose, plan_of, totals, units_of

PLAN = plan_of(
    "id: M, title: t, type: manual, points: 60",
    "id: C, title: t, type: count, per: 1, points: 30",
    "id: P, title: t, type: boolean, points: 10, applies_to: {kinds: [police]}",
    "id: F, title: t, type: formula, points: 10, inputs: [{id: x, title: x}], expression: 1 / x",
    tail="adjustments: {penalty_cap: 5, items: ["
    "{id: J, title: j, type: bonus, events: [{id: a, title: a, per: 1}]},"
    "{id: K, title: k, type: penalty, events: [{id: a, title: a, per: 1}]},"
    "{id: G, title: g, type: bonus, applies_to: {kinds: [police]},"
    " events: [{id: a, title: a, per: 1}]}]}\n"
    "redlines: [{id: X, title: x, effect: cap, cap: 50},"
    " {id: Z, title: z, effect: zero, applies_to: {kinds: [police]}}]\n",
)
ANSWERS: dict[str, Any] = {
    "M": {"score": 30},
    "C": {"count": 12},
    "F": {"inputs": {"x": "0.2"}},
    "J": {"counts": {"a": 2}},
}


def scored(imposed: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Score one unit, on which this is imposed."""
    units = units_of(1)
    line = {"unit": "U00000", "answers": ANSWERS} | more | imposed
    scores = score(PLAN, units, enter(PLAN, units, [line]), impose(PLAN, units, [line]))
    found: dict[str, Any] = to_dict(scores)["units"][0]
    return found


def test_nothing_imposed_changes_nothing() -> None:
    units = units_of(1)
    answers = enter(PLAN, units, [{"unit": "U00000", "answers": ANSWERS}])
    plain = score(PLAN, units, answers)
    assert to_dict(score(PLAN, units, answers, Imposed.none(PLAN, units))) == to_dict(plain)
    assert plain.imposed is None
    assert totals(plain) == ["49.000000"]  # 30 + 12 + 5 of 100, and 2 more


def test_imposed_points_count_as_scored() -> None:
    found = scored({"imposed": {"M": "45.500000", "C": "0.000000"}})
    assert found["indicators"]["M"] == {
        "points": "45.500000",
        "full": "60.000000",
        "status": "scored",
    }
    assert found["total"] == "52.500000"  # 45.5 + 0 + 5 + 2


@pytest.mark.parametrize(
    "more", [{"granted_na": ["C"]}, {"answers": {k: a for k, a in ANSWERS.items() if k != "C"}}]
)
def test_imposed_points_replace_a_grant_and_a_blank(more: dict[str, Any]) -> None:
    found = scored({"imposed": {"C": "20.000000"}}, **more)
    assert found["indicators"]["C"]["status"] == "scored"
    assert found["total"] == "57.000000"


def test_an_imposed_na_leaves_the_indicator_out() -> None:
    found = scored({"imposed": {"C": "na"}})
    assert found["indicators"]["C"] == {"points": None, "full": "30.000000", "status": "na"}
    assert found["total"] == "52.000000"  # (30 + 5) × 100/70 and 2


def test_an_imposed_unresolved_bars_publication() -> None:
    units = units_of(1)
    line: dict[str, Any] = {"unit": "U00000", "imposed": {"C": "unresolved"}}
    scores = score(PLAN, units, enter(PLAN, units, [line]), impose(PLAN, units, [line]))
    assert scores.is_unresolved
    assert scores.imposed is not None


def test_what_does_not_apply_to_a_unit_is_not_imposed_on_it() -> None:
    found = scored(
        {
            "imposed": {"P": "10.000000"},
            "imposed_effects": {"G": "9.000000"},
            "imposed_breaches": {"Z": True},
        }
    )
    assert found == scored({})
    assert found["indicators"]["P"]["status"] == "na"


def test_imposed_effects_replace_the_answers_and_keep_to_the_caps() -> None:
    found = scored({"imposed_effects": {"J": "0.500000", "K": "-8.000000"}})
    assert found["adjustments"] == {"J": "0.500000", "K": "-8.000000", "G": None}
    assert found["total"] == "42.500000"  # 47 + 0.5 − 5


def test_an_imposed_breach_replaces_the_answer() -> None:
    more = {"answers": ANSWERS | {"M": {"score": 60}}}
    assert scored({"imposed_breaches": {"X": True}}, **more)["total"] == "50.000000"
    more["answers"]["X"] = {"breached": True}
    assert scored({"imposed_breaches": {"X": False}}, **more)["redlines"] == []


@pytest.mark.parametrize(
    ("most", "total", "line"),
    [
        ("48.500000", "48.500000", "48.50 points: the total goes from 49.00 down to 48.50 points"),
        ("49.000000", "49.000000", "49.00 points, which 49.00 points do not exceed"),
    ],
)
def test_a_total_goes_no_further_than_it_may(most: str, total: str, line: str) -> None:
    assert scored({"imposed_most": most})["total"] == total  # 30 + 12 + 5, and 2 more
    units = units_of(1)
    lines = [{"unit": "U00000", "answers": ANSWERS, "imposed_most": most}]
    imposed = impose(PLAN, units, lines)
    assert imposed.to_dict(PLAN, 0)["imposed_most"] == most
    scores = score(PLAN, units, enter(PLAN, units, lines), imposed)
    told = explain_total(scores, 0, "en")
    assert told[-3:-1] == [
        f"The most that the total may be: {line}",
        f"Total: {Decimal(total):.2f} points",
    ]


BOUND = plan_of(
    "id: M, title: t, type: manual, points: 100",
    tail="redlines: [{id: X, title: x, effect: cap, cap: 50}]\n"
    "grades: [{grade: A, at_least: 80}, {grade: B, at_least: 60}, {grade: C, at_least: 0}]\n"
    "quota: {grade: A, share: 0.5}\n",
)


def test_a_bound_comes_after_the_redlines_and_before_grade_quota_and_rank() -> None:
    """Four units; half of them, two, may be A: U1, which is bound, leaves its place to U2."""
    units = units_of(4)
    said = ["95", "92", "81", "80"]
    lines: list[dict[str, Any]] = [
        {"unit": unit.unit, "answers": {"M": {"score": each}}}
        for unit, each in zip(units.rows, said, strict=True)
    ]
    lines[1]["imposed_most"] = "79.990000"
    lines[3] |= {"imposed_most": "79.990000", "imposed_breaches": {"X": True}}
    scores = score(BOUND, units, enter(BOUND, units, lines), impose(BOUND, units, lines))
    assert [
        (row["total"], row["grade"], row["rank"], row["notes"]) for row in to_dict(scores)["units"]
    ] == [
        ("95.000000", "A", 1, []),
        ("79.990000", "B", 3, []),
        ("81.000000", "A", 2, []),
        ("50.000000", "C", 4, []),
    ]


def test_a_part_of_the_smallest_step_is_refused() -> None:
    units = units_of(1)
    imposed = impose(PLAN, units, [{"unit": "U00000", "imposed": {"M": "1.001000"}}])
    with pytest.raises(ValueError, match="more than 2 places"):
        score(PLAN, units, enter(PLAN, units, []), imposed)
    imposed.has_points[:] = False
    assert totals(score(PLAN, units, enter(PLAN, units, []), imposed)) == ["0.000000"]


def test_units_of_any_run_get_what_is_imposed_on_them() -> None:
    units = units_of(2 * CHUNK + 1)
    imposed = Imposed.none(PLAN, units)
    imposed.has_points[PLAN.rows["M"]] = True
    imposed.points[PLAN.rows["M"]] = np.arange(len(units)) % 60 * 10**6
    found = score(PLAN, units, enter(PLAN, units, []), imposed).outcome.totals
    assert found.tolist() == [unit % 60 * 10**6 for unit in range(len(units))]


def test_points_below_zero_are_combined_too() -> None:
    plan = plan_of(
        "id: D, title: t, type: deduct, points: 1, floor: -1000,"
        " events: [{id: a, title: a, per: 1}]",
        tail="decimals: 0\n",
    )
    answers = [{"D": {"counts": {"a": each}}} for each in (9000, 1000)]
    assert combined(plan, answers, {"D"})["imposed"] == {"D": "-1000.000000"}  # −999.5


def members_of(plan: Plan, answers: list[dict[str, Any]]) -> list[Scores]:
    units = units_of(1)
    return [
        score(plan, units, enter(plan, units, [{"unit": "U00000", "answers": each}]))
        for each in answers
    ]


def combined(
    plan: Plan, answers: list[dict[str, Any]], differing: set[str], how: Any = "median"
) -> dict[str, Any]:
    """Say what a panel comes to whose members answer so for one unit."""
    differs = np.array([[item in differing] for item in item_rows(plan)])
    counts = np.ones((len(answers), 1), np.bool_)
    return combine_members(members_of(plan, answers), counts, differs, how).to_dict(plan, 0)


@pytest.mark.parametrize(
    ("how", "scores", "expected"),
    [
        ("median", [10, 30, 29], "29.000000"),
        ("median", [10, "10.01"], "10.010000"),  # 10.005
        ("mean", [10, 30, 30], "23.330000"),
        ("trimmed", [0, 12, 13, 60], "12.500000"),
        ("mean", [7], "7.000000"),
    ],
)
def test_points_are_combined(how: str, scores: list[Any], expected: str) -> None:
    answers = [{"M": {"score": each}} for each in scores]
    found = combined(PLAN, answers, {"M"}, how)
    assert found == {"imposed": {"M": expected}, "imposed_effects": {}, "imposed_breaches": {}}


def test_a_blank_counts_as_nothing_earned() -> None:
    assert combined(PLAN, [{"M": {"score": 30}}, {}], {"M"})["imposed"] == {"M": "15.000000"}


def test_effects_are_combined_and_breaches_voted_on() -> None:
    answers: list[dict[str, Any]] = [
        {"K": {"counts": {"a": 3}}, "X": {"breached": True}},
        {"K": {"counts": {"a": 4}}, "X": {"breached": True}},
        {},
    ]
    differing = {"K", "G", "X", "Z"}
    assert combined(PLAN, answers, differing, "mean") == {
        "imposed": {},
        "imposed_effects": {"K": "-2.330000"},
        "imposed_breaches": {"X": True, "Z": False},
    }
    assert combined(PLAN, [answers[0], {}], {"X"})["imposed_breaches"] == {"X": False}


RATIO = plan_of("id: R, title: t, type: linear, input: ratio, points: 10")


@pytest.mark.parametrize(
    ("denominators", "expected"),
    [([0, 0, 2], "na"), ([0, 2, 2], "5.000000"), ([0, 2], "5.000000"), ([0], "na")],
)
def test_an_indicator_does_not_apply_by_more_than_half(
    denominators: list[int], expected: str
) -> None:
    answers = [{"R": {"numerator": min(1, each), "denominator": each}} for each in denominators]
    assert combined(RATIO, answers, {"R"})["imposed"] == {"R": expected}


def test_what_any_member_leaves_unresolved_stays_so() -> None:
    answers = [{"F": {"inputs": {"x": each}}} for each in (0, 1, 1)]
    assert combined(PLAN, answers, {"F"})["imposed"] == {"F": "unresolved"}


def test_big_effects_stay_exact() -> None:
    huge = 10**12 - 1
    plan = plan_of(
        "id: B, title: t, type: boolean, points: 1",
        tail="adjustments: {items: [{id: J, title: j, type: bonus,"
        " events: [{id: a, title: a, per: 1000}]}]}\n",
    )
    found = combined(plan, [{"J": {"counts": {"a": each}}} for each in (huge, 1)], {"J"})
    assert found["imposed_effects"] == {"J": f"{(huge + 1) * 500}.000000"}


def test_only_those_who_sit_on_a_unit_s_panel_count() -> None:
    units = units_of(3)
    members = [
        score(
            PLAN,
            units,
            enter(
                PLAN,
                units,
                [{"unit": unit.unit, "answers": {"M": {"score": each}}} for unit in units.rows],
            ),
        )
        for each in (10, 20, 60)
    ]
    counts = np.array([[True, False, False], [True, True, False], [False, False, False]])
    differs = np.zeros((len(item_rows(PLAN)), 3), np.bool_)
    differs[item_rows(PLAN)["M"]] = True
    imposed = combine_members(members, counts, differs, "median")
    row = PLAN.rows["M"]
    assert imposed.points[row].tolist() == [micro(Decimal(15)), micro(20), 0]
    assert imposed.has_points[row].tolist() == [True, True, False]
    assert not combine_members(members, counts, ~differs & False, "mean").has_points.any()


def test_a_panel_without_members_is_refused() -> None:
    empty = np.zeros((0, 1), np.bool_)
    with pytest.raises(ValueError, match="at least one"):
        combine_members([], empty, np.zeros((len(item_rows(PLAN)), 1), np.bool_), "mean")


@pytest.mark.parametrize(
    ("imposed", "item", "line", "points", "status"),
    [
        (
            {"imposed": {"M": "45.500000"}},
            "M",
            "t: the panel's combined result, 45.50 points",
            "45.500000",
            "scored",
        ),
        (
            {"imposed": {"C": "na"}},
            "C",
            "t: not applicable (so held by more than half of the panel)",
            None,
            "na",
        ),
        (
            {"imposed": {"F": "unresolved"}},
            "F",
            "t: not settled by the panel, 0.00 points so far",
            "0.000000",
            "unresolved",
        ),
        (
            {"imposed_effects": {"J": "1.500000"}},
            "J",
            "j: the panel's combined result, 1.50 points",
            "1.500000",
            "scored",
        ),
        (
            {"imposed_breaches": {"X": True}},
            "X",
            "x: breached, as more than half of the panel holds; ",
            None,
            "scored",
        ),
        (
            {"imposed_breaches": {"X": False}},
            "X",
            "x: not breached, as no more than half of the panel",
            None,
            "scored",
        ),
    ],
)
def test_a_finding_says_that_it_is_the_panels(
    imposed: dict[str, Any], item: str, line: str, points: str | None, status: str
) -> None:
    units = units_of(1)
    lines = [{"unit": "U00000", "answers": ANSWERS} | imposed]
    answers = enter(PLAN, units, lines)
    scores = score(PLAN, units, answers, impose(PLAN, units, lines))
    findings = {each.indicator: each for each in explain(scores, answers, 0, "en")}
    found = findings[item]
    assert found.line.startswith(line)
    assert (found.points, found.status, found.layer) == (points, status, "review")
    others = [each.layer for id_, each in findings.items() if id_ != item]
    assert set(others) == {"self"}


def test_what_the_rubric_leaves_out_stays_out_whatever_the_panel_says() -> None:
    units = units_of(1)
    lines = [{"unit": "U00000", "answers": ANSWERS, "imposed": {"P": "10.000000"}}]
    answers = enter(PLAN, units, lines)
    scores = score(PLAN, units, answers, impose(PLAN, units, lines))
    found = next(each for each in explain(scores, answers, 0, "en") if each.indicator == "P")
    assert (found.points, found.status, found.layer) == (None, "na", "self")
