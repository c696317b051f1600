"""What waits for a reviewer: their tasks alone, in order, and how much is done."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import pytest

from smart_team.assessment import cycle_messages as m
from smart_team.assessment import submissions as use
from smart_team.assessment.clockwork import close_windows
from smart_team.assessment.drafts import Draft
from smart_team.assessment.leases import take
from smart_team.assessment.reviewing import keep
from smart_team.assessment.views.queue import QueueView, QueueWanted, queue
from smart_team.store.clock import stamp
from smart_team.store.database import reading
from tests.assessment.world import World

INSPECTORS = ("inspector-1", "inspector-2", "inspector-3")


def ask(world: World, person: str, **wanted: object) -> QueueView:
    with reading(world.engine) as connection:
        return queue(
            connection,
            world.who(person),
            QueueWanted(**wanted),  # type: ignore[arg-type]
            world.library,
            stamp(world.now),
        )


def told(found: QueueView) -> list[tuple[str, str, str]]:
    return [(row.unit, row.step, row.status) for row in found.rows]


def test_an_office_sees_its_units_and_what_waits_comes_first(world: World) -> None:
    world.pass_to(world.submission("D01-police"), "preliminary")
    found = ask(world, "district-D01", stage=world.row(world.submission("D01-police")).stage)
    assert told(found) == [
        ("D01-police", "preliminary", "waiting"),
        ("D01-court", "preliminary", "coming"),
    ]
    assert (found.done, found.all, found.waiting, found.overdue) == (0, 2, 1, 0)
    assert found.rows[0].items > 10
    assert dict(found.districts) == {"D01": "甲区"}
    assert told(ask(world, "district-D02", status="waiting")) == []


def test_what_is_late_is_overdue_and_what_is_confirmed_is_done(world: World) -> None:
    id_ = world.submission("D01-court")
    world.pass_to(id_, "preliminary")
    world.now = world.now.replace(month=6)
    late = ask(world, "district-D01", overdue=True)
    assert told(late) == [("D01-court", "preliminary", "waiting")]
    world.act("district-D01", id_, "confirm")
    found = ask(world, "district-D01", stage=world.row(id_).stage)
    assert (found.done, found.all, found.overdue) == (1, 2, 0)


def test_a_member_who_has_confirmed_waits_for_the_others(world: World) -> None:
    id_ = world.submission("D01-court")
    world.pass_to(id_, "review")
    world.seat(id_, "review", *INSPECTORS)
    world.act("inspector-1", id_, "confirm")
    assert told(ask(world, "inspector-1")) == [("D01-court", "review", "confirmed")]
    assert told(ask(world, "inspector-2")) == [("D01-court", "review", "waiting")]
    assert told(ask(world, "inspector-4")) == []
    for person in INSPECTORS[1:]:
        world.act(person, id_, "confirm")
    assert told(ask(world, "inspector-2")) == [("D01-court", "review", "done")]


def test_who_has_it_and_how_far_they_have_come(world: World) -> None:
    id_ = world.submission("D01-court")
    world.pass_to(id_, "preliminary")
    who = world.who("district-D01")
    world.write(partial(take, principal=who, submission=id_))
    asked = world.asked("district-D01", id_)
    world.write(
        partial(keep, asked=asked, draft=Draft(), looked=("A1", "A2"), library=world.library)
    )
    (row,) = ask(world, "district-D01", mine=True).rows
    assert (row.is_mine, row.looked) == (True, 2)
    assert row.lease is not None
    assert row.lease.person == "district-D01"


def test_an_adjudicator_sees_what_is_appealed_and_not_what_they_reviewed(world: World) -> None:
    id_ = world.submission("D01-court")
    world.pass_to(id_, "review")
    world.seat(id_, "review", "judge", "inspector-2", "inspector-3")
    for person in ("judge", "inspector-2", "inspector-3"):
        world.act(person, id_, "confirm")
    world.pass_to(id_, "publicity_open")
    world.pass_to(id_, "appeal")
    assert told(ask(world, "adjudicator")) == []
    world.appeal("approver-D01-court", id_, "A4")
    assert told(ask(world, "adjudicator")) == [("D01-court", "appeal", "coming")]
    close(world, id_)
    assert told(ask(world, "adjudicator")) == [("D01-court", "appeal", "waiting")]
    assert ("D01-court", "appeal", "waiting") not in told(ask(world, "judge"))
    world.decide("adjudicator", id_, use.Ruling("A4", "rejected", "材料不足"))
    found = ask(world, "adjudicator")
    assert told(found) == [("D01-court", "appeal", "done")]
    assert (found.done, found.all) == (1, 1)


def close(world: World, id_: str) -> None:
    """Let the window end by the clock."""
    world.now = datetime.fromisoformat(world.row(id_).due_at)
    close_windows(world.gate)


def test_others_have_none_and_what_no_filter_can_be_is_refused(world: World) -> None:
    for person in ("clerk-D01-court", "leader", "admin", "nobody"):
        assert ask(world, person).all == 0
    with pytest.raises(m.UnfitError):
        QueueWanted(status="lost")
    with pytest.raises(m.UnfitError):
        QueueWanted(step="\n")
