"""Pydantic's errors said as ours: at the right key, with the keys that are known there."""

from __future__ import annotations

import pytest

from smart_team.errors import Problem, RubricError
from smart_team.rubric.items import Levels, Linear, Redline, Tier, Tiers
from smart_team.rubric.loader import parse_rubric
from smart_team.rubric.schema import Grade, Rubric
from smart_team.rubric.translate import keys
from tests.rubric.samples import SOUND, rubric

LEVELS = "type: levels, levels: [{id: a, title: a, points: 10}]"
TIERS = "type: tiers, tiers: [{at_least: 1, points: 10}]"


def only(text: str) -> Problem:
    with pytest.raises(RubricError) as caught:
        parse_rubric(text.encode(), "x.yaml")
    (problem,) = caught.value.problems
    return problem


def known(*models: type) -> str:
    return ", ".join(sorted({str(key) for model in models for key in keys(model)}))


@pytest.mark.parametrize(
    ("text", "field", "wanted"),
    [
        (SOUND + "bogus: 1\n", "bogus", known(Rubric)),
        (rubric("type: linear, full_at: 1, zero_at: 0, bogus: 1"), "bogus", known(Linear)),
        (rubric("type: linear, full_at: 1, zero_at: 0, linear: 1"), "linear", known(Linear)),
        (rubric(f"{TIERS}, bogus: 1"), "bogus", known(Tiers)),
        (rubric(f"{LEVELS}, bogus: 1"), "bogus", known(Levels)),
        (rubric(f"{LEVELS}, tiers: 1"), "tiers", known(Levels)),
        (rubric(TIERS.replace("}", ", bogus: 1}")), "bogus", known(Tier)),
        (SOUND + "grades: [{grade: a, at_least: 0, bogus: 1}]\n", "bogus", known(Grade)),
        (
            SOUND + "redlines: [{id: R, title: r, effect: fail, bogus: 1}]\n",
            "bogus",
            known(Redline),
        ),
    ],
)
def test_an_unknown_key_is_named_with_the_keys_known_there(
    text: str, field: str, wanted: str
) -> None:
    problem = only(text)
    assert problem.message.code == "R102"
    assert (problem.values["field"], problem.values["known"]) == (field, wanted)
    line = text.splitlines()[(problem.place.line or 0) - 1]
    assert line[(problem.place.column or 0) - 1 :].startswith(f"{field}:")


@pytest.mark.parametrize("type_", ["levels", "tiers"])
def test_a_type_named_like_its_list_is_not_mistaken_for_it(type_: str) -> None:
    text = rubric({"levels": LEVELS, "tiers": TIERS}[type_]).replace(
        "points: 10, type", "points: 0, type"
    )
    problem = only(text)
    assert problem.message.code == "R105"
    assert text.splitlines()[10][(problem.place.column or 0) - 1 :].startswith("0, type")
    missing = only(rubric({"levels": LEVELS, "tiers": TIERS}[type_]).replace("title: 指标, ", ""))
    assert (missing.message.code, missing.place.column) == ("R101", 9)


def test_a_very_long_unknown_key_is_cut() -> None:
    assert len(str(only(SOUND + f"{'k' * 900}: 1\n").values["field"])) == 40


def test_an_empty_text_is_shown_as_one() -> None:
    problem = only(SOUND.replace("zh: 样例", 'zh: ""'))
    assert (problem.message.code, problem.place.line, problem.place.column) == ("R105", 4, 13)
    assert '"" is out of range' in problem.say("en")
    assert "不为空" in problem.say("zh")


@pytest.mark.parametrize(
    ("raw", "code"),
    [("", "Y115"), (" ~", "Y114"), (" no", "Y114"), (" *a", "Y109"), (" 1234567890123", "Y116")],
)
def test_nothing_more_is_said_of_a_value_that_could_not_be_read(raw: str, code: str) -> None:
    assert only(SOUND.replace("points: 20", f"points:{raw}")).message.code == code


def test_what_is_missing_beside_an_anchor_is_still_said() -> None:
    with pytest.raises(RubricError) as caught:
        parse_rubric(
            rubric("type: boolean")
            .replace("points: 10, ", "")
            .replace("- {id", "- &a {id")
            .encode()
        )
    assert [p.message.code for p in caught.value.problems] == ["R101", "Y109"]


def test_a_key_that_is_no_text_is_not_also_called_unknown() -> None:
    assert only(SOUND + "? [a]\n: 1\n").message.code == "Y113"
