"""A finished stage from its publication on: feedback, one rework, and corrections."""

from __future__ import annotations

from functools import partial
from typing import Final

from smart_team.assessment.drafts import Draft
from smart_team.assessment.publication import correct, publish
from smart_team.assessment.submissions import Amendment
from smart_team.demo import reasons as r
from smart_team.demo import ways
from smart_team.demo.accounts import ADMIN, adjudicator, inspector
from smart_team.demo.papers import Paper
from smart_team.demo.perfect import perfect
from smart_team.demo.rounds import Round
from smart_team.demo.stories import told
from smart_team.demo.workdays import Workdays
from smart_team.store.signing import load_signer

_AMENDED: Final = "education_rectification.summary"
"""The rubric of the stage of which one result is amended."""
_BONUS: Final = "J1"
_REWORK: Final = "rework"


def publish_stage(round_: Round) -> None:
    """The administrator publishes a stage's result."""
    hands = round_.city.hands
    signer = load_signer(hands.data)
    job = partial(publish, stage_id=round_.stage, library=hands.library, signer=signer)
    hands.write(ADMIN, "publish", job)


def plan_what_follows(round_: Round, days: Workdays) -> None:
    """Plan everybody's feedback, the rework of who fell short, and an amended result.

    `days` count from the end of the appeals; the result is published on the fifth.
    """
    city = round_.city
    for paper in round_.papers:
        deed = partial(city.hands.act, ADMIN, "send_feedback", paper)
        city.timeline.plan(days.at(6, ways.minute(paper)), deed)
    short = {(story.rubric, story.unit) for story in told("below_60")}
    for paper in round_.papers:
        if (paper.rubric.id, paper.unit.unit) in short:
            _rework(round_, paper, days)
    spare = [paper for paper in round_.papers if _BONUS not in paper.truth]
    if spare and spare[0].rubric.id == _AMENDED:
        _amend(round_, spare[len(spare) // 2], days)


def _rework(round_: Round, paper: Paper, days: Workdays) -> None:
    """Plan what a unit below the line does again, its check, and the result with it."""
    plan, hands = round_.city.timeline.plan, round_.city.hands
    judge = inspector(paper.position)
    again = {
        item.id: perfect(item, paper.claim[item.id])
        for item in paper.rubric.indicators()
        if item.id in paper.claim
    }
    plan(days.at(8), partial(hands.save, paper, Draft(again)))
    plan(days.at(9), partial(hands.submit, paper))
    plan(days.at(10), partial(hands.seat, paper, _REWORK, [judge]))
    plan(days.at(12), partial(hands.act, judge, "accept", paper))
    plan(days.at(13), partial(_correct, round_, r.REWORKED))


def _amend(round_: Round, paper: Paper, days: Workdays) -> None:
    """Plan that a bonus that was forgotten is put in, and the result published anew."""
    plan, hands = round_.city.timeline.plan, round_.city.hands
    one = Amendment(_BONUS, r.FORGOTTEN, {"counts": {"city": 1}})
    plan(days.at(7), partial(hands.amend, adjudicator(0), paper, one))
    plan(days.at(8), partial(_correct, round_, r.CORRECTION))


def _correct(round_: Round, reason: str) -> None:
    hands = round_.city.hands
    signer = load_signer(hands.data)
    job = partial(
        correct, stage_id=round_.stage, reason=reason, library=hands.library, signer=signer
    )
    hands.write(ADMIN, "correct", job)
