from __future__ import annotations

from collections import Counter

import pytest

from smart_team.demo import DISTRICT_OFFICES, SEED, answers, city_facts, city_units
from smart_team.errors import RubricError
from smart_team.rubric.items import Formula, OnInput
from smart_team.rubric.loader import parse_rubric
from smart_team.rubric.schema import Rubric
from tests.demo.helpers import FOREIGN, RUBRICS, SCORERS, lines_of, results_of, scored

SEEDS = (SEED, "another", "third")
ALL_TYPES = """\
format: 1
id: other.all
version: "1"
title: 各类题型
full_marks: 100
decimals: 1
scaled: true
dimensions:
  - id: all
    title: 全部
    indicators:
      - {id: X1, title: 有无, type: boolean, points: 5}
      - {id: X2, title: 评分, type: manual, points: 7}
      - id: X3
        title: 天数
        type: tiers
        points: 5
        tiers: [{at_most: 3, points: 5}, {at_most: 9, points: 1}]
      - {id: X4, title: 分值, type: linear, points: 5, zero_at: 60, full_at: 90, bound: 85}
      - id: X5
        title: 指数
        type: piecewise
        points: 5
        curve: [{at: 1, points: 5}, {at: 3, points: 0}]
      - {id: X6, title: 名次, type: placing, points: 5, best: low, places: [{to: 3, points: 5}]}
      - {id: X7, title: 次数, type: count, points: 5, per: 2, bound: 3}
      - id: X8
        title: 构成
        type: mix
        points: 5
        min_denominator: 30
        categories: [{id: a, title: 甲, share: 1}, {id: b, title: 乙, share: 0}]
      - {id: X9, title: 率, type: linear, input: ratio, points: 5, min_denominator: 50, bound: 1}
      - id: X10
        title: 公式
        type: formula
        points: 5
        inputs: [{id: a, title: 甲}, {id: b, title: 乙}]
        expression: 5 * a / b
      - id: X11
        title: 抽查不合格率
        type: linear
        input: ratio
        zero_at: 0.2
        full_at: 0
        points: 5
        bound: 1
grades: [{grade: 合格, at_least: 60}, {grade: 不合格, at_least: 0}]
"""


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("rubric", RUBRICS)
def test_every_answer_is_accepted_and_resolved(rubric: str, seed: str) -> None:
    statuses = Counter(
        each["status"]
        for row in results_of(rubric, seed).values()
        for each in row["indicators"].values()
    )
    blank = 1 if rubric == "grid_academy.annual" else 0
    assert (statuses["missing"], statuses["unresolved"]) == (blank, 0)


@pytest.mark.parametrize("rubric", FOREIGN.values(), ids=lambda rubric: rubric.id)
def test_rubrics_of_others_are_answered_as_well(rubric: Rubric) -> None:
    results = scored(rubric, answers(rubric, SCORERS))
    assert all(row["status"] == "rated" for row in results.values())


def test_every_item_type_is_answered() -> None:
    rubric, _ = parse_rubric(ALL_TYPES.encode())
    results = scored(rubric, answers(rubric, SCORERS))
    assert len(results) == 65
    assert all(
        each["status"] == "scored"
        for row in results.values()
        for each in row["indicators"].values()
    )


def test_a_rubric_for_district_offices_is_answered_by_them() -> None:
    text = ALL_TYPES.replace("title: 各类题型", "title: 各类题型\nsubject: district_office")
    lines = answers(parse_rubric(text.encode())[0], SCORERS)
    assert [line["unit"] for line in lines] == [office.unit for office in DISTRICT_OFFICES]


def test_a_missing_scorer_is_named() -> None:
    with pytest.raises(RubricError, match="steady_months"):
        answers(RUBRICS["grid_officers.annual"], {})


def test_units_that_a_rubric_does_not_bind_answer_nothing() -> None:
    kinds = {unit.unit: unit.kind for unit in city_units()}
    assert {kinds[unit] for unit in lines_of("grid_academy.annual")} == {"commission", "justice"}
    assert "G1" not in lines_of("grid_officers.annual")["D01-court"]["answers"]


@pytest.mark.parametrize("rubric", RUBRICS)
def test_parts_stay_within_their_whole(rubric: str) -> None:
    items = {item.id: item for item in RUBRICS[rubric].indicators()}
    for line in lines_of(rubric).values():
        for key, answer in line["answers"].items():
            if isinstance(items.get(key), OnInput):
                assert 0 <= answer["numerator"] <= answer["denominator"]
            if isinstance(items.get(key), Formula) and "due" in answer["inputs"]:
                inputs = answer["inputs"]
                assert 0 < inputs["passed"] <= inputs["sat"] <= inputs["due"]
            if isinstance(items.get(key), Formula) and "rules_due" in answer["inputs"]:
                inputs = answer["inputs"]
                assert inputs["rules_in_force"] <= inputs["rules_due"] > 0
                assert inputs["reports_on_time"] <= inputs["reports_due"] == 12


def test_a_unit_counts_its_people_alike_everywhere() -> None:
    facts = city_facts(SEED)
    study = lines_of("education_rectification.study")
    for unit, line in lines_of("team.annual").items():
        own = line["answers"]
        assert own["M1.2"]["denominator"] == facts[unit].staff
        assert own["M1.3"]["denominator"] == facts[unit].trainees
        assert study[unit]["answers"]["A8"]["denominator"] == facts[unit].trainees
        assert study[unit]["answers"]["A9"]["inputs"]["due"] == facts[unit].trainees


def test_a_unit_counts_its_tasks_alike_everywhere() -> None:
    for line in lines_of("work.annual").values():
        own = line["answers"]
        lights = own["M2.2"]["counts"]
        assert own["M2.1"]["denominator"] == sum(lights.values())
        assert own["M2.3"]["denominator"] <= sum(lights.values())
        assert own["M2.6"]["counts"]["red"] == lights["red"]


def test_the_106_guideline_items_sum_to_the_published_numbers() -> None:
    total: Counter[str] = Counter()
    for line in lines_of("city_governance.annual").values():
        total.update(line["answers"]["S1"]["counts"])
    assert total == {"done": 12, "expected": 61, "ongoing": 33, "not_started": 0}


def test_lights_are_about_80_14_and_6_percent() -> None:
    total: Counter[str] = Counter()
    for line in lines_of("work.annual").values():
        total.update(line["answers"]["M2.2"]["counts"])
    shares = {light: count / total.total() for light, count in total.items()}
    assert shares == pytest.approx({"green": 0.80, "yellow": 0.14, "red": 0.06}, abs=0.03)


def test_surveys_are_large_enough_and_about_as_satisfied_as_real_ones() -> None:
    for line in lines_of("education_rectification.study").values():
        survey = line["answers"]["A13"]
        assert survey["denominator"] >= 30
        assert 0.86 <= survey["numerator"] / survey["denominator"] <= 1


def test_totals_spread_over_all_grades_and_most_are_good() -> None:
    rows = [row for rubric in RUBRICS for row in results_of(rubric).values()]
    grades = Counter(row["grade"] for row in rows if row["status"] == "rated")
    assert set(grades) == {"优秀", "良好", "合格", "不合格"}
    assert grades["优秀"] + grades["良好"] > 0.75 * grades.total()
    assert 0 < grades["不合格"] < 0.02 * grades.total()
