"""What must be there before a unit hands in: answers, evidence, no contradiction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args

import pytest
from sqlalchemy import Engine

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.completeness import Lacking, lacking
from smart_team.assessment.drafts import Draft
from smart_team.assessment.handing_in import submit
from smart_team.assessment.loading import find
from smart_team.assessment.sheets import Sheet
from smart_team.assessment.submissions import Plain, save
from smart_team.assessment.views.preview import Preview, preview
from smart_team.errors import Text
from smart_team.hookspecs import Objection, hookimpl
from smart_team.plugins import Plugins, load_plugins
from smart_team.rubric.loader import parse_rubric
from smart_team.scoring.plan import Plan, compile_rubric
from smart_team.store.database import reading
from smart_team.store.signing import create_key
from smart_team.store.tables import audit, moves
from tests.assessment.completing import NONE, prove
from tests.assessment.office import A8, MADE_GOOD, Office
from tests.assessment.world import World, platform

UNIT, CLERK = "D01-court", "clerk-D01-court"
ALL = ("A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8")
Codes = list[tuple[str, str]]


@pytest.fixture
def mine(world: World) -> str:
    return world.submission(UNIT)


def refused(world: World, id_: str) -> Codes:
    """Return all that stands in the way, by code and item; nothing has moved."""
    before = world.row(id_), world.rows(moves)
    with pytest.raises(m.RefusedError) as caught:
        world.act(CLERK, id_, "submit", complete=False)
    assert (world.row(id_), world.rows(moves)) == before
    return [(each.message.code, str(each.values.get("item"))) for each in caught.value.problems]


def show(world: World, id_: str, *items: str) -> None:
    with world.engine.begin() as connection:
        prove(connection, id_, CLERK, items)


def judged(world: World, plan: Plan, claim: Mapping[str, Any]) -> Lacking:
    with reading(world.engine) as connection:
        found = find(connection, world.who(CLERK), world.submission(UNIT))
        sheet = Sheet(found.unit, found.id, found.row.state, Draft(claim))
        return lacking(found, plan, sheet, platform().plugins)


def test_whoever_has_answered_nothing_is_told_of_every_indicator(world: World, mine: str) -> None:
    assert refused(world, mine) == [("C190", item) for item in ALL]
    last = max(world.rows(audit), key=lambda row: row.number)
    assert (last.action, last.result, last.code) == ("submit", "refused", "C190")


def test_what_is_blank_and_what_is_unproven_is_named_together(world: World, mine: str) -> None:
    world.save(CLERK, mine, {**A8, "A1": {"checked": ["plan"]}, "A4": {"count": 0}})
    blank = [("C190", item) for item in ("A2", "A3", "A5", "A6", "A7")]
    assert refused(world, mine) == [*blank, ("C191", "A1"), ("C191", "A8")]


def test_a_problem_names_the_item_in_both_languages(world: World, mine: str) -> None:
    world.save(CLERK, mine, {**NONE, **A8})
    with pytest.raises(m.RefusedError) as caught:
        world.act(CLERK, mine, "submit", complete=False)
    (problem,) = caught.value.problems
    assert problem.what("zh") == "指标 A8“参学率”申报得分,没有附佐证材料"
    assert problem.what("en").startswith("A8 'Attendance rate' claims points")
    assert "附上材料" in problem.fix("zh")


def test_a_claim_of_nothing_needs_no_proof(world: World, mine: str) -> None:
    nothing = {"A8": {"numerator": 450, "denominator": 500}}  # 0.90 is where points begin
    world.save(CLERK, mine, {**NONE, **nothing})
    assert world.act(CLERK, mine, "submit", complete=False) == "sign_off"


def test_one_file_may_prove_all(world: World, mine: str) -> None:
    world.save(CLERK, mine, {**MADE_GOOD, **A8})
    assert refused(world, mine) == [("C191", item) for item in ALL]
    show(world, mine, *ALL[:-1])
    assert refused(world, mine) == [("C191", "A8")]
    show(world, mine, "A8")
    assert world.act(CLERK, mine, "submit", complete=False) == "sign_off"


def test_what_was_sent_back_must_be_whole_again(world: World, mine: str) -> None:
    world.act(CLERK, mine, "submit")
    world.act(f"approver-{UNIT}", mine, "return", "漏项")
    world.save(CLERK, mine, NONE)
    assert refused(world, mine) == [("C190", "A8")]


def test_what_is_asked_not_to_apply_may_stay_blank(world: World, mine: str) -> None:
    claim = {item: answer for item, answer in NONE.items() if item not in {"A2", "A3"}}
    draft = Draft({**claim, "A8": {"numerator": 0, "denominator": 500}}, wishes={"A2": "无此职责"})
    job = partial(save, asked=world.asked(CLERK, mine), draft=draft, library=world.library)
    world.write(job, CLERK, "save")
    assert refused(world, mine) == [("C190", "A3")]


def test_no_plain_move_hands_in() -> None:
    assert "submit" not in get_args(Plain)


RUBRIC = """
format: 1
id: example.due
version: "1"
title: {zh: 示例, en: Example}
illustrative: true
full_marks: 60
dimensions:
  - id: main
    title: {zh: 主体, en: Main}
    indicators:
      - {id: A1, title: 一, type: boolean, points: 10}
      - {id: A2, title: 二, type: boolean, points: 10, required: false}
      - {id: A3, title: 三, type: boolean, points: 10, answered_by: reviewer}
      - {id: A4, title: 四, type: boolean, points: 10, applies_to: {kinds: [police]}}
      - {id: A6, title: 六, type: placing, required: false, points: 10, best: low,
         places: [{to: 1, points: 10}], evidence: {required: true}}
      - {id: A5, title: 五, type: linear, input: ratio, points: 10, evidence: {required: true}}
adjustments:
  items:
    - {id: J1, type: bonus, title: 加分, cap: 3, evidence: {required: true},
       events: [{id: city, title: 市级, per: 1}]}
    - {id: J2, type: penalty, title: 减分, cap: 3, evidence: {required: true},
       events: [{id: late, title: 迟报, per: 1}]}
grades: [{grade: 合格, at_least: 0}]
"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return compile_rubric(parse_rubric(RUBRIC.encode())[0])


def test_only_what_is_required_of_this_unit_is_blank(world: World, plan: Plan) -> None:
    assert judged(world, plan, {}) == Lacking(("A1", "A5"), (), ())
    empty = {"A1": {"value": False}, "A5": {"numerator": 0, "denominator": 0}}
    assert judged(world, plan, empty) == Lacking((), (), ())  # 0 of 0 is an answer


def test_a_bonus_is_proven_and_a_penalty_is_not(world: World, plan: Plan) -> None:
    claim = {"J1": {"counts": {"city": 1}}, "J2": {"counts": {"late": 1}}}
    assert judged(world, plan, claim).unproven == ("J1",)
    assert judged(world, plan, {"J1": {"counts": {"city": 0}}}).unproven == ()


def test_any_answer_scored_by_place_is_proven(world: World, plan: Plan) -> None:
    """What place it takes, and so what it earns, hangs on the others."""
    for value in ("0", "999999"):
        assert judged(world, plan, {"A6": {"value": value}}).unproven == ("A6",)


def object_to(answers: Mapping[str, Mapping[str, Fraction]]) -> list[Objection]:
    """Find one number of staff implausible."""
    doubtful = answers.get("A8", {}).get("denominator") == 500
    what = Text("应学人数存疑", "the staff due is doubtful")
    return [Objection("A8", what)] if doubtful else []


@pytest.fixture(scope="module")
def doubting() -> Plugins:
    hook = hookimpl(object_to, specname="check_submission")
    return load_plugins([SimpleNamespace(__name__="doubting", check_submission=hook)])


def test_what_plugins_object_to_stands_in_the_way(
    world: World, mine: str, doubting: Plugins
) -> None:
    world.save(CLERK, mine, {**NONE, **A8})
    job = partial(submit, library=world.library, plugins=doubting)
    with pytest.raises(m.RefusedError) as caught:
        world.write(partial(job, asked=world.asked(CLERK, mine)), CLERK, "submit")
    unproven, objection = caught.value.problems
    assert (unproven.message.code, objection.message.code) == ("C191", "T901")
    assert objection.what("en") == "the answer contradicts itself: the staff due is doubtful"
    assert objection.place.say("zh") == "单位 D01-court 指标 A8 参学率"
    assert objection.place.say("en") == "unit D01-court, indicator A8 Attendance rate"
    show(world, mine, "A8")
    world.save(CLERK, mine, {**NONE, "A8": {"numerator": 492, "denominator": 501}})
    asked = world.asked(CLERK, mine)
    assert world.write(partial(job, asked=asked), CLERK, "submit") == "sign_off"


def previewed(world: World, person: str, draft: Draft, plugins: Plugins) -> Preview:
    with reading(world.engine) as connection:
        id_ = world.submission(UNIT)
        return preview(connection, world.who(person), id_, draft, world.library, plugins, "zh")


def test_a_preview_says_what_handing_in_would(world: World, mine: str, doubting: Plugins) -> None:
    claim = {**A8, "A1": {"checked": ["plan"]}, "A4": {"count": 0}}
    found = previewed(world, CLERK, Draft(claim), doubting)
    assert found.missing == ("A2", "A3", "A5", "A6", "A7")
    assert found.missing_evidence == ("A1", "A8")
    assert [each.message.code for each in found.problems] == ["T901"]
    show(world, mine, "A1")
    assert previewed(world, CLERK, Draft(claim), doubting).missing_evidence == ("A8",)


def test_a_reviewer_is_told_of_contradictions_of_theirs(world: World, mine: str) -> None:
    world.pass_to(mine, "preliminary")
    test = {"A9": {"inputs": {"due": 50, "sat": 40, "passed": 41}}}
    draft = Draft(test, (), {"A9": "测试成绩"})
    found = previewed(world, "district-D01", draft, platform().plugins)
    assert [each.message.code for each in found.problems] == ["T901"]
    assert "A9" not in found.missing
    assert "A10" in found.missing
    assert found.missing_evidence == ()


# Reworks


@pytest.fixture
def office(engine: Engine, tmp_path: Path) -> Iterator[Office]:
    world = World(engine)
    world.settle()
    world.open(("C-court", UNIT, "D02-court"))
    office = Office(world, create_key(tmp_path), tmp_path)
    office.judge()
    office.publish()
    yield office
    world.gate.close()


def test_a_rework_lies_over_what_was_handed_in(office: Office) -> None:
    world, id_ = office.world, office.world.submission(UNIT)
    office.amend(UNIT, "A7", None)  # taken back, yet answered by the unit
    assert office.tell() == "rework"
    world.save(CLERK, id_, {"A4": None, "A5": {"count": 3}, "A6": {"count": 0}})
    assert refused(world, id_) == [("C190", "A4"), ("C191", "A5")]
    world.save(CLERK, id_, {"A4": {"count": 0}, "A5": {"count": 3}})
    show(world, id_, "A5")
    assert world.act(CLERK, id_, "submit", complete=False) == "rework_check"
