"""What a unit asks of its reviewers: that an indicator be granted not to apply, and why."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from smart_team.assessment import submissions as use
from smart_team.assessment.drafts import Draft, check_claim, draft_of, over, wishable
from smart_team.assessment.views.preview import preview
from smart_team.assessment.views.submission import submission_view
from smart_team.errors import AnswersError, SmartTeamError
from smart_team.rubric.loader import parse_rubric
from smart_team.scoring.plan import Plan, compile_rubric
from smart_team.store.database import reading
from tests.assessment.world import World, platform

CLERK = "clerk-D01-court"
WISH = {"A3": "本单位动员由市局统一组织"}


def save(world: World, draft: Draft) -> Any:
    asked = world.asked(CLERK, world.submission("D01-court"))
    job = partial(use.save, asked=asked, draft=draft, library=world.library)
    return world.write(job, CLERK, "save")


def test_a_wish_is_kept_and_reviewers_see_it_once_it_was_handed_in(world: World) -> None:
    mine = world.submission("D01-court")
    save(world, Draft({"A2": {"count": 1}}, wishes=WISH))
    assert wishes_seen_by(world, CLERK, mine) == [WISH]
    assert wishes_seen_by(world, "district-D01", mine) == []
    world.complete(mine)
    save(world, Draft(own_answers(world, mine), wishes=WISH))
    world.act(CLERK, mine, "submit", complete=False)
    world.act("approver-D01-court", mine, "sign")
    assert wishes_seen_by(world, "district-D01", mine) == [WISH]


def own_answers(world: World, id_: str) -> Any:
    with reading(world.engine) as connection:
        found = submission_view(connection, world.who(CLERK), id_, world.library)
    return found.layers[0].draft.answers


def wishes_seen_by(world: World, person: str, id_: str) -> list[dict[str, str]]:
    with reading(world.engine) as connection:
        found = submission_view(connection, world.who(person), id_, world.library)
    return [dict(each.draft.wishes) for each in found.layers if each.draft.wishes]


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        ({"A3": "  "}, "C201"),
        ({"A9": "由评审填写"}, "C200"),
        ({"J1": "加分项"}, "C200"),
        ({"RL1": "红线"}, "C200"),
        ({"none": "没有这一项"}, "C200"),
    ],
)
def test_what_cannot_be_wished_for_is_refused(
    world: World, wishes: dict[str, str], code: str
) -> None:
    with pytest.raises(SmartTeamError) as caught:
        save(world, Draft({}, wishes=wishes))
    assert [each.message.code for each in caught.value.problems] == [code]


def test_a_preview_says_what_is_wrong_with_a_wish_and_keeps_the_others(world: World) -> None:
    mine = world.submission("D01-court")
    draft = Draft({"A2": {"count": 1}}, wishes={"A3": " ", "A4": "无此职责"})
    with reading(world.engine) as connection:
        found = preview(
            connection, world.who(CLERK), mine, draft, world.library, platform().plugins, "zh"
        )
    assert [each.message.code for each in found.problems] == ["C201"]
    assert found.score.indicators["A2"]["points"] == "2.500000"


def test_a_draft_without_wishes_reads_as_before_there_were_any() -> None:
    assert Draft({"A": {"value": True}}).text() == (
        '{"answers":{"A":{"value":true}},"granted_na":[],"reasons":{}}'
    )
    told = Draft({}, wishes={"A": "因故", "B": "无"})
    assert draft_of(told.text()) == told
    assert over(told, Draft(wishes={"B": "改"})).wishes == {"A": "因故", "B": "改"}


METRIC = """
format: 1
id: example.metric
version: "1"
title: 示例
illustrative: true
full_marks: 10
dimensions:
  - id: main
    title: 主体
    indicators:
      - {id: M1, title: 办结率, type: linear, zero_at: 0, full_at: 1, points: 5,
         answered_by: metric, metric: work.closed}
      - {id: U1, title: 有无制度, type: boolean, points: 3}
      - {id: R1, title: 评分, type: manual, points: 2}
adjustments:
  items:
    - {id: J1, type: bonus, title: 加分, cap: 3, answered_by: metric, metric: work.praise,
       events: [{id: city, title: 市级, per: 1}]}
    - {id: J2, type: bonus, title: 加分, cap: 3, events: [{id: city, title: 市级, per: 1}]}
grades: [{grade: 合格, at_least: 0}]
"""


@pytest.fixture(scope="module")
def metric_plan() -> Plan:
    return compile_rubric(parse_rubric(METRIC.encode())[0])


def test_the_number_of_a_metric_may_be_disputed(metric_plan: Plan) -> None:
    assert wishable(metric_plan) == {"M1", "U1", "J1"}


def test_a_metric_is_not_the_units_to_answer(metric_plan: Plan) -> None:
    with pytest.raises(AnswersError):
        check_claim(metric_plan, Draft({"M1": {"value": "1"}}))
