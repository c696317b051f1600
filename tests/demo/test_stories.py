from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import get_args

import pytest

from smart_team.demo import SEED, STORIES, Story, claims, story_of, told
from smart_team.demo.stories import StoryKind
from tests.demo.helpers import RUBRICS, SCORERS, lines_of, results_of, scored

SEEDS = (SEED, "another")


def test_every_kind_of_story_is_told_and_no_two_collide() -> None:
    assert {story.kind for story in STORIES} == set(get_args(StoryKind))
    assert max(Counter((story.unit, story.rubric) for story in STORIES).values()) == 1


@pytest.mark.parametrize("story", STORIES, ids=lambda story: f"{story.kind}-{story.unit}")
def test_a_story_names_a_unit_and_items_that_exist(story: Story) -> None:
    items = {item.id for item in RUBRICS[story.rubric].items()}
    assert story.unit in lines_of(story.rubric)
    assert items.issuperset([*story.says, *story.granted])
    assert story_of(story.unit, story.rubric) is story


@pytest.mark.parametrize("seed", SEEDS)
def test_one_unit_breaches_a_redline_and_gets_the_lowest_grade(seed: str) -> None:
    (story,) = told("redline")
    row = results_of(story.rubric, seed)[story.unit]
    assert (row["status"], row["redlines"], row["grade"]) == ("rated", ["RL2"], "不合格")
    assert Decimal(row["total"]) > 60
    assert all(
        bool(each["redlines"]) == ((unit, rubric) == (story.unit, story.rubric))
        for rubric in RUBRICS
        for unit, each in results_of(rubric, seed).items()
    )


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("story", told("granted_na"), ids=lambda story: story.rubric)
def test_an_indicator_is_granted_not_applicable(story: Story, seed: str) -> None:
    (item,) = story.granted
    assert lines_of(story.rubric, seed)[story.unit]["granted_na"] == [item]
    row = results_of(story.rubric, seed)[story.unit]["indicators"][item]
    assert (row["points"], row["status"]) == (None, "na")


@pytest.mark.parametrize("seed", SEEDS)
def test_two_units_of_a_group_tie_exactly_at_a_grade_line(seed: str) -> None:
    one, two = told("tie")
    results = results_of(one.rubric, seed)
    first, second = results[one.unit], results[two.unit]
    assert first["total"] == second["total"] == "80.000000"
    assert first["grade"] == second["grade"] == "良好"
    assert (first["rank"], first["group"]) == (second["rank"], second["group"])
    assert first["dimensions"] != second["dimensions"]


@pytest.mark.parametrize("seed", SEEDS)
def test_one_unit_is_below_60_and_must_catch_up(seed: str) -> None:
    (story,) = told("below_60")
    row = results_of(story.rubric, seed)[story.unit]
    assert 0 < Decimal(row["total"]) < 60
    assert (row["grade"], row["redlines"]) == ("不合格", [])


@pytest.mark.parametrize("seed", SEEDS)
def test_one_required_indicator_is_blank(seed: str) -> None:
    (story,) = told("missing")
    (blank,) = story.says
    row = results_of(story.rubric, seed)[story.unit]
    assert row["indicators"][blank] == {
        "points": "0.000000",
        "full": "10.000000",
        "status": "missing",
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_a_bonus_and_a_penalty_take_effect(seed: str) -> None:
    (more,), (less,) = told("bonus"), told("penalty")
    assert results_of(more.rubric, seed)[more.unit]["adjustments"]["J1"] == "3.000000"
    assert results_of(less.rubric, seed)[less.unit]["adjustments"]["J2"] == "-2.000000"


def test_other_bonuses_and_penalties_occur_here_and_there() -> None:
    effects = [
        Decimal(effect)
        for rubric in RUBRICS
        for row in results_of(rubric).values()
        for effect in row["adjustments"].values()
        if effect is not None
    ]
    assert 0 < sum(effect > 0 for effect in effects) < len(effects) / 3
    assert 0 < sum(effect < 0 for effect in effects) < len(effects) / 3


@pytest.mark.parametrize("seed", SEEDS)
def test_one_unit_claims_a_tenth_more_than_is_found(seed: str) -> None:
    (story,) = told("high_claims")
    rubric = RUBRICS[story.rubric]
    told_by_metrics = {each.id for each in rubric.indicators() if each.answered_by == "metric"}
    truth = lines_of(story.rubric, seed)[story.unit]["answers"]
    (line,) = (each for each in claims(rubric, SCORERS, seed) if each["unit"] == story.unit)
    whole = {key: each for key, each in truth.items() if key in told_by_metrics} | line["answers"]
    scores = scored(rubric, [{"unit": story.unit, "answers": whole}])
    claimed = Decimal(scores[story.unit]["total"])
    found = Decimal(results_of(story.rubric, seed)[story.unit]["total"])
    assert claimed == 100
    assert found < claimed * Decimal("0.9")


@pytest.mark.parametrize("rubric", RUBRICS)
def test_claims_are_only_what_units_answer_themselves(rubric: str) -> None:
    theirs = {
        item.id
        for item in (*RUBRICS[rubric].indicators(), *RUBRICS[rubric].adjustments.items)
        if item.answered_by == "unit"
    }
    final = lines_of(rubric)
    for line in claims(RUBRICS[rubric], SCORERS):
        assert theirs.issuperset(line["answers"])
        if story_of(line["unit"], rubric) not in told("high_claims"):
            assert line["answers"].items() <= final[line["unit"]]["answers"].items()
