"""Answers come in: every refusal with its code, its place and both languages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from smart_team.errors import AnswersError, Place, Text
from smart_team.scoring.entry import Entry
from smart_team.scoring.parsing import RawNumber, RefusedValueError, parse_truth
from tests.scoring.helpers import enter, plan_of, units_of

PLAN = plan_of(
    "id: B, title: t, type: boolean, points: 1",
    "id: L, title: t, type: levels, points: 1, levels: [{id: a, title: a, points: 1}]",
    "id: K, title: t, type: checklist, points: 1, items: [{id: k1, title: a, points: 1}]",
    "id: R, title: t, type: linear, input: ratio, points: 1, bound: 1",
    "id: V, title: t, type: linear, zero_at: 0, full_at: 1, points: 1, bound: 2.5",
    "id: C, title: t, type: count, per: 1, points: 1, bound: 9",
    "id: M, title: t, type: manual, points: 5",
    "id: F, title: t, type: formula, points: 1, inputs: [{id: x, title: x}], expression: x",
    "id: D, title: t, type: deduct, points: 1, events: [{id: e, title: e, per: 1}]",
    tail="redlines: [{id: X, title: x, effect: hold}]\n",
)
BAD: list[tuple[str, Any, str]] = [
    ("B", {"value": "yes"}, "A108"),
    ("B", {"value": RawNumber("1")}, "A108"),
    ("B", 3, "A116"),
    ("B", {"val": True}, "A103"),
    ("B", {"na": True}, "A103"),
    ("B", {"counts": {"x": 1}}, "A103"),
    ("B", {"checked": []}, "A103"),
    ("B", {"counts.x": 1}, "A103"),
    ("Z", {"value": True}, "A102"),
    ("L", {"level": "z"}, "A109"),
    ("L", {"level": True}, "A109"),
    ("K", {"checked": "k1"}, "A116"),
    ("K", {"checked": ["k9"]}, "A103"),
    ("K", {"checked": ["k1", "k1"]}, "A104"),
    ("R", {"numerator": "1.5", "denominator": 2}, "A106"),
    ("R", {"numerator": -1, "denominator": 2}, "A106"),
    ("R", {"numerator": True, "denominator": 2}, "A106"),
    ("R", {"numerator": "９", "denominator": 9}, "A106"),
    ("R", {"numerator": "1" * 13, "denominator": 9}, "A106"),
    ("R", {"numerator": 1}, "A112"),
    ("R", {"denominator": 1}, "A112"),
    ("R", {"numerator": 3, "denominator": 2}, "A113"),
    *(("V", {"value": raw}, "A105") for raw in (
        "NaN", "Infinity", "1e3", "１", "1_0", "0x1", "", "-", "1.", ".5", "+1", "1,000", "007",
        True, "1" * 13, "0.1234567", " 1", "x" * 60,
    )),
    ("V", {"value": "2.500001"}, "A113"),
    ("C", {"count": 10}, "A113"),
    ("M", {"score": "5.01"}, "A110"),
    ("M", {"score": "-1"}, "A110"),
    ("M", {"score": "1.234"}, "A111"),
    ("F", {"inputs": {}}, "A112"),
    ("F", {"inputs": 3}, "A116"),
    ("D", {"counts": {"z": 1}}, "A103"),
    ("X", {"breached": "maybe"}, "A108"),
]  # fmt: skip


@pytest.mark.parametrize(("item", "answer", "code"), BAD)
def test_what_is_refused(item: str, answer: object, code: str) -> None:
    units = units_of(1)
    with pytest.raises(AnswersError) as caught:
        enter(PLAN, units, [{"unit": "U00000", "answers": {item: answer}}])
    problems = [p for p in caught.value.problems if p.message.code == code]
    assert problems, caught.value.say("en")
    if code != "A102":
        assert f"单位 U00000 指标 {item}" in problems[0].say("zh")
        assert f"unit U00000, indicator {item}" in problems[0].say("en")


def entry_of(units: int = 1) -> Entry:
    return Entry(PLAN, units_of(units))


def codes(entry: Entry) -> list[str]:
    with pytest.raises(AnswersError) as caught:
        entry.finish()
    return [problem.message.code for problem in caught.value.problems]


def test_unknown_units_duplicates_and_grants() -> None:
    entry, place = entry_of(), Place("a.csv", 3, where=Text("第 3 行", "row 3"))
    entry.put("nobody", "B", "value", "true", place)
    entry.put_answer("nobody", "B", {"value": True}, place)
    entry.grant("nobody", "B", place)
    entry.put("U00000", "B", "value", "true", place)
    entry.put("U00000", "B", "value", "true", place)
    entry.put("U00000", "B", "na", "false", place)
    entry.put("U00000", "L", "na", "true", place)
    entry.put("U00000", "L", "na", True, place)
    entry.grant("U00000", "X", place)
    assert codes(entry) == ["A101", "A101", "A101", "A104", "A114", "A104", "A115"]
    assert "a.csv:3: row 3 unit U00000, indicator B, field value" in entry.problems[3].say("en")


def test_nothing_is_no_answer() -> None:
    entry = entry_of()
    entry.put("U00000", "B", "value", None, Place())
    entry.put_answer("U00000", "L", None, Place())
    entry.put_answer("U00000", "V", {"value": None}, Place())
    entry.put_answer("U00000", "D", {}, Place())
    assert (entry.finish().state == 1).all()


def test_an_empty_list_or_mapping_is_an_answer() -> None:
    entry = entry_of()
    entry.put_answer("U00000", "K", {"checked": []}, Place())
    entry.put_answer("U00000", "D", {"counts": {}}, Place())
    answers = entry.finish()
    assert [int(answers.state[PLAN.rows[item], 0]) for item in "KDB"] == [0, 0, 1]


@pytest.mark.parametrize(
    ("item", "name", "values", "taken"),
    [
        ("C", "count", [3, 4], True),
        ("C", "count", [-1, 4], False),
        ("C", "count", [1, 10**12], False),
        ("V", "value", [-(10**6), 5], True),
        ("K", "checked.k1", [1, 0], True),
        ("L", "level", [0, 0], False),
        ("Z", "value", [0, 0], False),
        ("C", "count", [], True),
    ],
)
def test_columns_are_taken_whole_or_not_at_all(
    item: str, name: str, values: list[int], *, taken: bool
) -> None:
    entry = entry_of(2)
    column = np.array(values, np.int64)
    assert entry.put_column(item, name, np.arange(len(values)), column) is taken
    assert entry.finish().nbytes > 0


def test_a_bound_is_named_with_what_exceeds_it() -> None:
    entry = entry_of()
    entry.put_answer("U00000", "R", {"numerator": 3, "denominator": 2}, Place())
    entry.put_answer("U00000", "V", {"value": "2.6"}, Place())
    entry.put_answer("U00000", "C", {"count": 10}, Place())
    assert sorted(codes(entry)) == ["A113"] * 3
    said = "\n".join(problem.say("en") for problem in entry.problems)
    assert all(each in said for each in ("3/2", "2.6", "10", "bound 1", "bound 2.5", "bound 9"))


@pytest.mark.parametrize("word", ["true", "TRUE", "True", True])
def test_truths_are_words_or_truths(word: object) -> None:
    assert parse_truth(word)
    with pytest.raises(RefusedValueError):
        parse_truth("t")
