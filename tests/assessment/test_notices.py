"""Who is told what of a submission, once, and only while they may know it."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from smart_team.assessment import cycle_messages as m
from smart_team.assessment import dispatch as dispatching
from smart_team.assessment.clockwork import close_windows
from smart_team.assessment.dispatch import dispatch
from smart_team.assessment.inbox import Inbox, Told, inbox, mark_all_read, mark_read, unread
from smart_team.assessment.notice_texts import say
from smart_team.assessment.publication import publish
from smart_team.assessment.reminders import remind
from smart_team.assessment.submissions import Ruling
from smart_team.people.principal import load_everybody
from smart_team.procedure.calendar import shanghai_day
from smart_team.store.clock import instant_of, stamp
from smart_team.store.database import reading
from smart_team.store.signing import Signer, create_key
from smart_team.store.tables import (
    assignments,
    audit,
    notifications,
    outbox,
    panel_members,
    people,
    stages,
    submissions,
)
from tests.assessment.world import PEOPLE, UNITS, World

PANEL = ("inspector-1", "inspector-2", "inspector-3")


@pytest.fixture
def paper(world: World) -> str:
    """A submission that was not drawn for the on-site check."""
    change(world, update(submissions).values(sampled=False))
    return world.submission("D01-court")


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return create_key(tmp_path)


def told(world: World, sort: str | None = None) -> set[tuple[str, str]]:
    """Return who has been told what."""
    rows = world.rows(notifications)
    return {(row.person, row.sort) for row in rows if sort in {None, row.sort}}


def fresh(world: World) -> set[tuple[str, str]]:
    """Dispatch, and return what came of it alone."""
    before = {row.id for row in world.rows(notifications)}
    dispatch(world.gate)
    rows = [row for row in world.rows(notifications) if row.id not in before]
    assert len(rows) == len({(row.person, row.sort, row.submission) for row in rows})
    return {(row.person, row.sort) for row in rows}


def page(world: World, person: str, **more: Any) -> Inbox:
    with reading(world.engine) as connection:
        return inbox(connection, world.who(person), **more)


def count(world: World, person: str) -> int:
    with reading(world.engine) as connection:
        return unread(connection, world.who(person))


def change(world: World, statement: Any) -> None:
    world.write(lambda work: work.connection.execute(statement).rowcount)


def publish_all(world: World, signer: Signer) -> None:
    for unit in UNITS:
        world.pass_to(world.submission(unit), "rating")
    dispatch(world.gate)
    change(world, delete(notifications))
    with reading(world.engine) as connection:
        stage = connection.execute(select(stages.c.id).where(stages.c.number == 0)).scalar_one()
    job = partial(
        publish, principal=world.who("admin"), stage_id=stage, library=world.library, signer=signer
    )
    world.write(job, "admin", "publish")


def test_each_step_is_told_to_whose_turn_it_is(world: World, paper: str) -> None:
    world.act("clerk-D01-court", paper, "submit")
    assert fresh(world) == {("approver-D01-court", "turn"), ("both-D01-court", "turn")}
    world.act("approver-D01-court", paper, "sign")
    assert fresh(world) == {("district-D01", "turn")}
    world.seat(paper, "review", *PANEL, "moved")
    world.act("district-D01", paper, "confirm")
    assert fresh(world) == {(person, "turn") for person in PANEL}
    for person in PANEL:
        assert fresh(world) == set()
        world.act(person, paper, "confirm")
    assert fresh(world) == {("admin", "turn")}
    world.act("admin", paper, "announce")
    assert fresh(world) == set()
    world.now = instant_of(world.row(paper).due_at)
    close_windows(world.gate)
    assert fresh(world) == {("approver-D01-court", "turn"), ("both-D01-court", "turn")}
    world.appeal("approver-D01-court", paper, "A8")
    world.appeal("approver-D01-court", paper, "A4")
    world.now = instant_of(world.row(paper).due_at)
    close_windows(world.gate)
    assert fresh(world) == {("adjudicator", "turn"), ("judge", "turn")}
    world.decide("adjudicator", paper, Ruling("A8", "rejected", "材料不足"))
    assert fresh(world) == set()
    world.decide("judge", paper, Ruling("A4", "rejected", "逾期取得"))
    own = {"clerk-D01-court", "approver-D01-court", "both-D01-court"}
    assert fresh(world) == {("admin", "turn"), *((person, "decided") for person in own)}
    (notice,) = page(world, "clerk-D01-court").notices
    assert say(notice.sort, notice.content).body.splitlines()[1:] == [
        "A4 申诉不成立:逾期取得",
        "A8 申诉不成立:材料不足",
    ]


def test_who_submitted_is_not_told_to_sign(world: World, paper: str) -> None:
    world.act("both-D01-court", paper, "submit")
    assert fresh(world) == {("approver-D01-court", "turn")}


def test_a_return_is_told_to_the_unit_with_its_reason(world: World, paper: str) -> None:
    world.pass_to(paper, "preliminary")
    dispatch(world.gate)
    world.act("district-D01", paper, "return", "漏报 {A8} 一项")
    own = {"clerk-D01-court", "approver-D01-court", "both-D01-court"}
    assert fresh(world) == {(person, "returned") for person in own}
    newest = page(world, "approver-D01-court").notices[0]
    assert newest.submission == paper
    said = say(newest.sort, newest.content)
    assert said.title == f"退回:{newest.content['name']}“单位自评”"
    assert said.body.endswith("办理期限:2026-03-16(含当日)。理由:漏报 {A8} 一项")
    assert say(newest.sort, newest.content, "en").body.endswith("Reason: 漏报 {A8} 一项")


def test_a_return_to_the_panel_is_not_the_units_to_know(world: World, paper: str) -> None:
    world.pass_to(paper, "rating")
    dispatch(world.gate)
    world.act("admin", paper, "return", "三人的分数相差过大")
    assert fresh(world) == {(person, "returned") for person in PANEL}
    assert all(
        "相差过大" not in row.content
        for row in world.rows(notifications)
        if row.person not in PANEL
    )


def test_whoever_took_it_back_is_not_told_so(world: World, paper: str) -> None:
    world.act("clerk-D01-court", paper, "submit")
    dispatch(world.gate)
    world.act("clerk-D01-court", paper, "withdraw")
    assert fresh(world) == {("both-D01-court", "turn")}


def test_what_has_gone_further_since_is_nobodys_turn(world: World, paper: str) -> None:
    world.pass_to(paper, "preliminary")
    assert fresh(world) == {("district-D01", "turn")}
    assert {row.sent_at is None for row in world.rows(outbox)} == {False}


def test_a_publication_is_told_to_units_offices_and_once_to_leaders(
    world: World, signer: Signer
) -> None:
    publish_all(world, signer)
    assert len(UNITS) < dispatching.AT_ONCE
    dispatch(world.gate)
    everyone = {
        each for each in PEOPLE if each.startswith(("clerk", "approver", "both", "district"))
    }
    assert told(world, "published") == {(each, "published") for each in (*everyone, "leader")}
    rows = world.rows(notifications)
    assert len([row for row in rows if row.person == "district-D01"]) == 2
    (leaders,) = [row for row in rows if row.person == "leader"]
    assert leaders.submission is None
    assert (
        say("published", json.loads(leaders.content)).body
        == "2026“学习教育环节评估标准”的结果已发布。"
    )
    assert say("published", json.loads(leaders.content), "en").title.startswith("Published: ")
    assert count(world, "leader") == len(page(world, "leader").notices) == 1


def test_leaders_are_told_once_however_the_outbox_is_cut(
    world: World, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatching, "AT_ONCE", 1)
    publish_all(world, signer)
    dispatch(world.gate)
    rows = world.rows(notifications)
    assert len([row for row in rows if row.person == "leader"]) == 1
    notified = [row for row in world.rows(audit) if row.action == "notify"]
    assert len(notified) == len(world.rows(outbox))


def test_nothing_is_told_twice_and_an_empty_outbox_leaves_no_trace(
    world: World, paper: str
) -> None:
    world.act("clerk-D01-court", paper, "submit")
    assert dispatch(world.gate) == 2
    before = (world.rows(notifications), world.rows(audit))
    assert dispatch(world.gate) == 0
    assert (world.rows(notifications), world.rows(audit)) == before


@pytest.mark.parametrize(
    "lost",
    [
        update(assignments)
        .where(assignments.c.person == "approver-D01-court")
        .values(until_day="2026-03-01"),
        update(assignments)
        .where(assignments.c.person == "approver-D01-court")
        .values(from_day="2026-03-03"),
        update(people)
        .where(people.c.id == "approver-D01-court")
        .values(disabled_at="2026-03-02T00:00:00.000000Z"),
        delete(assignments).where(assignments.c.person == "approver-D01-court"),
    ],
    ids=["ended", "not begun", "disabled", "gone"],
)
def test_who_has_lost_the_role_by_then_is_told_nothing(world: World, paper: str, lost: Any) -> None:
    world.act("clerk-D01-court", paper, "submit")
    change(world, lost)
    assert fresh(world) == {("both-D01-court", "turn")}


def test_who_may_no_longer_read_no_longer_sees_what_they_were_told(
    world: World, paper: str
) -> None:
    world.act("clerk-D01-court", paper, "submit")
    dispatch(world.gate)
    assert (count(world, "approver-D01-court"), len(page(world, "approver-D01-court").notices)) == (
        1,
        1,
    )
    (notice,) = page(world, "approver-D01-court").notices
    change(
        world,
        update(assignments)
        .where(assignments.c.person == "approver-D01-court")
        .values(unit="D01-police"),
    )
    assert (count(world, "approver-D01-court"), page(world, "approver-D01-court").notices) == (
        0,
        (),
    )
    with pytest.raises(m.AbsentError):
        world.write(partial(mark_read, principal=world.who("approver-D01-court"), notice=notice.id))


def test_everybody_is_whoever_holds_a_role_today(world: World) -> None:
    with reading(world.engine) as connection:
        everybody = load_everybody(connection, shanghai_day(world.now))
    assert [each.person for each in everybody] == sorted(set(PEOPLE) - {"nobody"})
    assert all(world.who(each.person) == each for each in everybody)


def test_an_inbox_is_ones_own_and_read_once(world: World, paper: str) -> None:
    world.act("clerk-D01-court", paper, "submit")
    dispatch(world.gate)
    (notice,) = page(world, "approver-D01-court").notices
    assert notice.read_at is None
    for stranger in ("both-D01-court", "admin", "nobody"):
        job = partial(mark_read, principal=world.who(stranger), notice=notice.id)
        with pytest.raises(m.AbsentError):
            world.write(job)
    own = partial(mark_read, principal=world.who("approver-D01-court"), notice=notice.id)
    world.write(own)
    assert count(world, "approver-D01-court") == 0
    before = world.rows(audit)
    world.now += timedelta(hours=1)
    world.write(own)
    assert world.rows(audit) == before
    assert page(world, "approver-D01-court").notices[0].read_at == stamp(
        world.now - timedelta(hours=1)
    )
    assert world.write(partial(mark_all_read, principal=world.who("both-D01-court"))) == 1
    assert world.write(partial(mark_all_read, principal=world.who("both-D01-court"))) == 0


def test_an_inbox_has_pages(world: World) -> None:
    for number in range(3):
        for unit in ("D01-court", "D01-police"):
            world.pass_to(world.submission(unit, number), "preliminary")
            dispatch(world.gate)
            world.now += timedelta(milliseconds=5)
    whole = page(world, "district-D01").notices
    assert len(whole) == 6
    assert [each.id for each in whole] == sorted((each.id for each in whole), reverse=True)
    found: list[Told] = []
    cursor = None
    while True:
        one = page(world, "district-D01", before=cursor, limit=4)
        found += one.notices
        cursor = one.next
        if cursor is None:
            break
    assert tuple(found) == whole
    assert len(page(world, "district-D01", limit=-5).notices) == 1


def test_who_must_act_is_reminded_two_working_days_before(world: World, paper: str) -> None:
    # Due on Monday the sixteenth: two working days before is Thursday the twelfth.
    assert world.row(paper).due_at == "2026-03-16T16:00:00.000000Z"
    world.now = instant_of("2026-03-11T15:59:59.000000Z")
    assert remind(world.gate) == 0
    world.now = instant_of("2026-03-11T16:00:00.000000Z")
    assert remind(world.gate) > 0
    assert {person for person, _ in told(world, "due_soon")} == {
        *(f"clerk-{unit}" for unit in UNITS),
        "both-D01-court",
    }
    before = (world.rows(notifications), world.rows(audit))
    assert remind(world.gate) == 0
    world.now += timedelta(days=3)
    assert remind(world.gate) == 0
    assert (world.rows(notifications), world.rows(audit)) == before


def test_what_is_overdue_is_told_once_and_takes_the_place_of_soon(world: World, paper: str) -> None:
    world.now = instant_of(world.row(paper).due_at) - timedelta(hours=1)
    remind(world.gate)
    soon, before = told(world, "due_soon"), world.rows(notifications)
    world.now += timedelta(hours=1)
    assert remind(world.gate) == len(before)
    assert told(world, "due_soon") == set()
    assert {person for person, _ in told(world, "overdue")} == {person for person, _ in soon}
    assert remind(world.gate) == 0
    world.now += timedelta(days=30)
    assert remind(world.gate) == 0


def test_a_state_or_day_that_changed_takes_unread_reminders_back(world: World, paper: str) -> None:
    world.now = instant_of(world.row(paper).due_at) - timedelta(hours=1)
    remind(world.gate)
    read = [n for n in page(world, "both-D01-court").notices if n.submission == paper]
    world.write(partial(mark_read, principal=world.who("both-D01-court"), notice=read[0].id))
    world.act("clerk-D01-court", paper, "submit")
    remind(world.gate)
    mine = [row for row in world.rows(notifications) if row.submission == paper]
    old = {row.person for row in mine if json.loads(row.content)["state"] == "self_assessment"}
    assert old == {"both-D01-court"}
    sooner = stamp(instant_of(world.row(paper).due_at) - timedelta(days=1))
    change(world, update(submissions).where(submissions.c.id == paper).values(due_at=sooner))
    remind(world.gate)
    mine = [row for row in world.rows(notifications) if row.submission == paper and not row.read_at]
    assert {(row.person, json.loads(row.content)["due_at"]) for row in mine} == {
        ("approver-D01-court", sooner),
        ("both-D01-court", sooner),
    }


def test_who_is_seated_later_is_reminded_too(world: World, paper: str) -> None:
    world.pass_to(paper, "preliminary")
    world.act("district-D01", paper, "confirm")
    assert fresh(world) == set()
    world.now = instant_of(world.row(paper).due_at) - timedelta(hours=1)
    remind(world.gate)
    assert not [row for row in world.rows(notifications) if row.person in PANEL]
    world.seat(paper, "review", *PANEL)
    remind(world.gate)
    assert {
        row.person
        for row in world.rows(notifications)
        if row.submission == paper and row.sort == "due_soon"
    } == set(PANEL)
    change(world, delete(panel_members))
    assert page(world, "inspector-1").notices == ()
