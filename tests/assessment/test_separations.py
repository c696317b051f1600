from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import update

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.submissions import Amendment, Ruling, amend
from smart_team.errors import SmartTeamError
from smart_team.procedure.machine import Action
from smart_team.store.clock import stamp
from smart_team.store.messages import ConflictError
from smart_team.store.tables import panel_members, revisions, submissions
from tests.assessment.world import World

UNIT = "D01-court"
A8 = {"A8": {"numerator": 492, "denominator": 500}}


def code(caught: pytest.ExceptionInfo[SmartTeamError]) -> str:
    return caught.value.problems[0].message.code


def test_whoever_confirmed_without_a_word_has_reviewed(world: World) -> None:
    id_ = world.submission(UNIT)
    world.pass_to(id_, "review")
    world.seat(id_, "review", "judge", "inspector-1", "inspector-2")
    for person in ("judge", "inspector-1", "inspector-2"):
        world.act(person, id_, "confirm")
    world.pass_to(id_, "appeal")
    world.appeal(f"approver-{UNIT}", id_, "A8")
    world.pass_to(id_, "appeal_decision")
    ruling = Ruling("A8", "rejected", "材料不足")
    with pytest.raises(m.ForbiddenError) as caught:
        world.decide("judge", id_, ruling)
    assert code(caught) == m.BARRED.code
    assert world.decide("adjudicator", id_, ruling) == "rating"


def test_whoever_sent_back_in_review_has_reviewed(world: World) -> None:
    id_ = world.submission(UNIT)
    world.pass_to(id_, "review")
    world.seat(id_, "review", "judge", "inspector-1", "inspector-2", "inspector-3")
    world.act("judge", id_, "return", "台账缺页")
    world.pass_to(id_, "appeal")
    world.appeal(f"approver-{UNIT}", id_, "A8")
    world.pass_to(id_, "appeal_decision")
    with pytest.raises(m.ForbiddenError) as caught:
        world.decide("judge", id_, Ruling("A8", "rejected", "材料不足"))
    assert code(caught) == m.BARRED.code


@pytest.mark.parametrize("state", ["feedback", "rework", "rework_check", "done"])
def test_whoever_reviewed_amends_nothing(world: World, state: str) -> None:
    id_ = world.submission(UNIT)
    world.pass_to(id_, "review")
    world.seat(id_, "review", "judge", "inspector-1", "inspector-2")
    world.act("judge", id_, "confirm")
    with world.engine.begin() as connection:
        stands = update(submissions).where(submissions.c.id == id_)
        connection.execute(stands.values(state=state, due_at=None))
    for person in ("judge", "adjudicator"):
        one = Amendment("A8", "误录", {"numerator": 490, "denominator": 500})
        job = partial(amend, asked=world.asked(person, id_), one=one, library=world.library)
        if person == "adjudicator":
            assert world.write(job, person, "amend") == world.row(id_).version
            continue
        with pytest.raises(m.ForbiddenError) as caught:
            world.write(job, person, "amend")
        assert code(caught) == m.BARRED.code


def test_whoever_decided_one_appeal_decides_the_next(world: World) -> None:
    id_ = world.submission(UNIT)
    world.pass_to(id_, "appeal")
    for item in ("A8", "A4"):
        world.appeal(f"approver-{UNIT}", id_, item)
    world.pass_to(id_, "appeal_decision")
    upheld = Ruling("A8", "upheld", "材料属实", A8["A8"])
    assert world.decide("adjudicator", id_, upheld) == "appeal_decision"
    assert world.decide("adjudicator", id_, Ruling("A4", "rejected", "材料不足")) == "rating"


def test_nobody_sends_back_a_unit_of_theirs_of_before(world: World) -> None:
    id_ = world.submission(UNIT)
    world.pass_to(id_, "review")
    world.seat(id_, "review", "moved")
    with pytest.raises(m.ForbiddenError) as caught:
        world.act("moved", id_, "return", "台账缺页")
    assert code(caught) == m.BARRED.code
    assert world.row(id_).state == "review"


def test_whoever_says_otherwise_after_confirming_confirms_anew(world: World) -> None:
    id_ = world.submission(UNIT)
    world.pass_to(id_, "review")
    world.seat(id_, "review", "inspector-1", "inspector-2", "inspector-3")
    world.act("inspector-1", id_, "confirm")
    world.act("inspector-2", id_, "confirm")
    world.review("inspector-1", id_, A8)
    confirmed = {row.person for row in world.rows(panel_members) if row.confirmed_at is not None}
    assert confirmed == {"inspector-2"}
    assert world.act("inspector-3", id_, "confirm") == "review"
    assert world.act("inspector-1", id_, "confirm") != "review"


def test_a_seat_at_a_later_step_shows_and_does_nothing_yet(world: World) -> None:
    id_ = world.submission(UNIT)
    world.seat(id_, "on_site", "inspector-4")
    world.pass_to(id_, "review")
    for action in ("confirm", "return"):
        with pytest.raises(m.ForbiddenError) as caught:
            world.act("inspector-4", id_, action, "台账缺页")
        assert code(caught) == m.FORBIDDEN.code


def test_a_rework_is_not_saved_after_its_day_even_if_the_clock_is_late(world: World) -> None:
    id_ = world.submission(UNIT)
    due = world.now + timedelta(days=14)
    values = {"state": "rework", "due_at": stamp(due)}
    with world.engine.begin() as connection:
        connection.execute(update(submissions).where(submissions.c.id == id_).values(values))
    world.now = due - timedelta(microseconds=1)
    world.save(f"clerk-{UNIT}", id_, A8)
    world.now = datetime.fromisoformat(world.row(id_).due_at)
    with pytest.raises(m.RefusedError) as caught:
        world.save(f"clerk-{UNIT}", id_, {})
    assert code(caught) == m.TOO_LATE.code
    with pytest.raises(m.RefusedError) as caught:
        world.act(f"clerk-{UNIT}", id_, "submit")
    assert code(caught) == m.TOO_LATE.code
    assert [row.step for row in world.rows(revisions)] == ["rework"]


def test_who_was_overtaken_hears_of_a_conflict_and_others_that_they_may_not(world: World) -> None:
    id_ = world.submission(UNIT)
    world.act(f"clerk-{UNIT}", id_, "submit")
    saw = world.row(id_).version
    world.act(f"approver-{UNIT}", id_, "sign")
    refused: list[tuple[str, Action, int, type[SmartTeamError]]] = [
        (f"approver-{UNIT}", "sign", saw, ConflictError),
        (f"approver-{UNIT}", "sign", saw + 1, m.ForbiddenError),
        (f"approver-{UNIT}", "sign", saw + 2, m.ForbiddenError),
        (f"clerk-{UNIT}", "submit", saw - 1, ConflictError),
        (f"clerk-{UNIT}", "submit", saw, m.ForbiddenError),
        (f"clerk-{UNIT}", "sign", saw, m.ForbiddenError),
        ("leader", "sign", saw, m.ForbiddenError),
    ]
    for person, action, seen, error in refused:
        with pytest.raises(error):
            world.act(person, id_, action, seen=seen, complete=False)
    world.pass_to(id_, "review")
    world.seat(id_, "review", "inspector-1", "inspector-2", "inspector-3")
    for number in (1, 2):
        world.act(f"inspector-{number}", id_, "confirm")
    saw = world.row(id_).version
    world.act("inspector-3", id_, "confirm")
    with pytest.raises(ConflictError):
        world.act("inspector-3", id_, "confirm", seen=saw)
