from __future__ import annotations

import json
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from smart_team.assessment.cycle_messages import AbsentError, ForbiddenError, RefusedError
from smart_team.assessment.notice_texts import say
from smart_team.assessment.reminders import remind
from smart_team.assessment.rescheduling import NewDay, move_dates
from smart_team.procedure.calendar import end_of
from smart_team.store.clock import stamp
from smart_team.store.messages import ConflictError
from smart_team.store.tables import audit, cycles, moved_dates, notifications, stages, submissions
from tests.assessment.world import World

CLAIM, COURT = "self_assessment", "D01-court"
DAY = date(2026, 4, 30)


def stage(world: World) -> str:
    return str(next(row.id for row in world.rows(stages) if row.number == 0))


def version(world: World) -> int:
    return int(world.rows(cycles)[0].version)


def move(world: World, by: str = "admin", seen: int | None = None, **new: Any) -> Any:
    given = {"stage": stage(world), "state": CLAIM, "day": DAY, "reason": "系统切换", **new}
    job = partial(
        move_dates,
        principal=world.who(by),
        cycle=world.cycle,
        seen=version(world) if seen is None else seen,
        new=NewDay(**given),
    )
    return world.write(job, by, "move_dates")


def due(world: World, unit: str) -> Any:
    return world.row(world.submission(unit)).due_at


def reminded(world: World) -> set[str]:
    return {row.submission for row in world.rows(notifications) if row.sort == "overdue"}


def told(world: World, sort: str) -> set[str]:
    return {row.person for row in world.rows(notifications) if row.sort == sort}


def test_a_stages_day_is_moved_for_all_of_it(world: World) -> None:
    before = world.row(world.submission(COURT)).version
    assert move(world) == 2
    assert {due(world, unit) for unit in ("C-court", COURT, "D01-police")} == {stamp(end_of(DAY))}
    assert world.row(world.submission(COURT, 1)).due_at != stamp(end_of(DAY))
    assert world.row(world.submission(COURT)).version == before
    (row,) = world.rows(moved_dates)
    assert (row.reason, row.unit, row.moved_by) == ("系统切换", None, "admin")
    record = world.rows(audit)[-1]
    assert (record.action, record.object) == ("move_dates", world.cycle)
    assert record.after == "self_assessment 2026-04-30"


def test_one_units_day_is_moved_alone_and_its_people_are_told(world: World) -> None:
    other = due(world, "D01-police")
    move(world, units=[COURT])
    assert (due(world, COURT), due(world, "D01-police")) == (stamp(end_of(DAY)), other)
    assert "clerk-D01-court" in told(world, "day_moved")
    assert "clerk-D01-police" not in told(world, "day_moved")
    assert "2026-04-30" in say("day_moved", _content(world)).body
    assert "系统切换" in say("day_moved", _content(world), "en").body


def _content(world: World) -> Any:
    return json.loads(next(r.content for r in world.rows(notifications) if r.sort == "day_moved"))


def test_what_was_planned_for_the_old_day_is_taken_back(world: World) -> None:
    world.now += timedelta(days=90)
    assert remind(world.gate) > 0
    mine = {row.id for row in world.rows(submissions) if row.stage == stage(world)}
    assert mine & reminded(world)
    move(world, day=(world.now + timedelta(days=30)).date())
    assert reminded(world)
    assert not mine & reminded(world)


def test_a_moved_day_holds_when_the_work_comes_back(world: World) -> None:
    move(world, units=[COURT])
    paper = world.submission(COURT)
    world.act("clerk-D01-court", paper, "submit")
    assert world.row(paper).due_at != stamp(end_of(DAY))
    world.act("approver-D01-court", paper, "return", "缺页")
    assert world.row(paper).due_at == stamp(end_of(DAY))


def test_a_window_is_moved_while_it_runs(world: World) -> None:
    paper = world.submission(COURT)
    with pytest.raises(RefusedError) as refusal:
        move(world, state="appeal")
    assert refusal.value.problems[0].message.code == "C234"
    world.pass_to(paper, "appeal")
    later = (world.now + timedelta(days=40)).date()
    move(world, state="appeal", day=later)
    assert world.row(paper).due_at == stamp(end_of(later))


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ({"reason": " "}, "C105"),
        ({"day": date(2026, 3, 1)}, "C233"),
        ({"state": "done"}, "C234"),
        ({"state": "none"}, "C234"),
        ({"units": ["D01-court", "D03-court"]}, "C235"),
    ],
)
def test_what_cannot_be_moved(world: World, new: dict[str, Any], code: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        move(world, **new)
    assert refusal.value.problems[0].message.code == code
    assert world.rows(moved_dates) == []


def test_only_administrators_move_days_they_have_seen(world: World) -> None:
    for by in ("clerk-D01-court", "leader", "auditor", "inspector-1"):
        with pytest.raises(ForbiddenError):
            move(world, by)
    with pytest.raises(ConflictError):
        move(world, seen=7)
    with pytest.raises(AbsentError):
        move(world, stage="none")
