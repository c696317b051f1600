from __future__ import annotations

import threading
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, update

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.clockwork import close_windows
from smart_team.assessment.handing_in import submit
from smart_team.assessment.library import pin
from smart_team.assessment.loading import UNIT_ITSELF, find, newest
from smart_team.assessment.submissions import Ruling
from smart_team.errors import AnswersError, SmartTeamError
from smart_team.people.policy import moves as moves_of
from smart_team.rubric.canonical import content_hash
from smart_team.store import messages as store_messages
from smart_team.store.audit import records
from smart_team.store.chain import START as CHAIN_START
from smart_team.store.chain import check
from smart_team.store.database import reading
from smart_team.store.tables import (
    appeals,
    audit,
    cycles,
    documents,
    moves,
    outbox,
    panel_members,
    revisions,
)
from tests.assessment.world import STUDY, UNITS, World, platform

A8 = {"A8": {"numerator": 492, "denominator": 500}}


def code(caught: pytest.ExceptionInfo[SmartTeamError]) -> str:
    return caught.value.problems[0].message.code


def test_a_cycle_pins_procedure_and_rubrics_by_hash(world: World) -> None:
    pinned = {(row.sort, row.name) for row in world.rows(documents)}
    assert ("procedure", "education_rectification.procedure") in pinned
    assert len(pinned) == 4
    (cycle,) = world.rows(cycles)
    assert cycle.procedure in {row.hash for row in world.rows(documents)}
    world.open()
    assert len(world.rows(documents)) == 4


def test_a_used_version_cannot_stand_for_another_content(world: World) -> None:
    procedure = platform().procedures["education_rectification"]
    changed = procedure.model_copy(update={"illustrative": False})
    with pytest.raises(m.RefusedError) as caught:
        world.write(lambda work: pin(work, changed))
    assert code(caught) == "C103"
    newer = changed.model_copy(update={"version": "2021.2"})
    assert world.write(lambda work: pin(work, newer)) == content_hash(newer)


def test_nobody_opens_a_cycle_by_a_rubric_of_their_own(world: World) -> None:
    with world.engine.begin() as connection:
        connection.execute(update(documents).values(uploaded_by="admin"))
    with pytest.raises(m.ForbiddenError) as caught:
        world.open()
    assert code(caught) == "C110"


def test_an_altered_document_is_found_before_it_is_used(world: World) -> None:
    with world.engine.begin() as connection:
        text = documents.c.text
        changed = update(documents).where(documents.c.name == STUDY)
        connection.execute(
            changed.values(text=func.replace(text, '"points":"14"', '"points":"15"'))
        )
    with pytest.raises(m.RefusedError) as caught:
        world.save("clerk-D01-court", world.submission("D01-court"), A8)
    assert code(caught) == "C104"


def test_the_whole_way_to_the_rating(world: World) -> None:
    id_ = world.submission("D01-court")
    world.save("clerk-D01-court", id_, A8)
    world.pass_to(id_, "rating")
    way = [
        (row.before, row.action, row.after)
        for row in sorted(world.rows(moves), key=lambda r: r.number)
    ]
    sampled = world.row(id_).sampled
    assert way[:3] == [
        ("self_assessment", "submit", "sign_off"),
        ("sign_off", "sign", "preliminary"),
        ("preliminary", "confirm", "review"),
    ]
    assert way[3:6] == [
        ("review", "confirm", "review"),
        ("review", "confirm", "review"),
        ("review", "confirm", "on_site" if sampled else "publicity"),
    ]
    assert [each[1] for each in way[-3:]] == ["announce", "close", "close"]
    assert world.row(id_).state == "rating"


def test_the_citys_own_units_pass_no_district_office(world: World) -> None:
    id_ = world.submission("C-court")
    world.act("clerk-C-court", id_, "submit")
    assert world.act("approver-C-court", id_, "sign") == "review"


def test_every_save_is_a_revision_and_none_is_lost(world: World) -> None:
    id_ = world.submission("D01-court")
    world.save("clerk-D01-court", id_, A8)
    world.save("both-D01-court", id_, {"A8": {"numerator": 480, "denominator": 500}})
    kept = sorted(world.rows(revisions), key=lambda row: row.number)
    assert [(row.number, row.saved_by) for row in kept] == [
        (1, "clerk-D01-court"),
        (2, "both-D01-court"),
    ]
    assert "492" in kept[0].content
    with reading(world.engine) as connection:
        last = newest(connection, id_, "self", "self_assessment", UNIT_ITSELF)
        assert last.draft.answers == {"A8": {"numerator": 480, "denominator": 500}}


def test_a_stale_version_changes_nothing(world: World) -> None:
    id_ = world.submission("D01-court")
    seen = world.row(id_).version
    world.save("clerk-D01-court", id_, A8)
    with pytest.raises(store_messages.ConflictError) as caught:
        world.save("both-D01-court", id_, {}, seen=seen)
    assert code(caught) == "D104"
    assert len(world.rows(revisions)) == 1


@pytest.mark.parametrize(
    "answers",
    [
        {"A8": {"numerator": 501, "denominator": 500}},
        {"A8": {"numerator": "many", "denominator": 500}},
        {"A8": {"numerator": 1.5, "denominator": 500}},
        {"A8": {"numerator": True, "denominator": 500}},
        {"A8": {"points": 3}},
        {"A8": []},
        {"nothing": {"value": 1}},
    ],
)
def test_answers_that_do_not_fit_are_refused_whole(world: World, answers: dict[str, Any]) -> None:
    id_ = world.submission("D01-court")
    with pytest.raises(AnswersError):
        world.save("clerk-D01-court", id_, answers)
    assert world.rows(revisions) == []


def test_a_unit_cannot_answer_what_is_the_reviewers(world: World) -> None:
    id_ = world.submission("D01-court")
    with pytest.raises(AnswersError) as caught:
        world.save("clerk-D01-court", id_, {"RL1": {"breached": False}})
    assert code(caught) == "C112"


def test_who_submitted_cannot_sign(world: World) -> None:
    id_ = world.submission("D01-court")
    world.act("both-D01-court", id_, "submit")
    with pytest.raises(m.ForbiddenError) as caught:
        world.act("both-D01-court", id_, "sign")
    assert code(caught) == "C110"
    assert world.act("approver-D01-court", id_, "sign") == "preliminary"


def test_nobody_judges_a_unit_of_theirs_of_now_or_before(world: World) -> None:
    id_ = world.submission("D01-court")
    world.pass_to(id_, "review")
    world.seat(id_, "review", "moved")
    with pytest.raises(m.ForbiddenError) as caught:
        world.review("moved", id_, {})
    assert code(caught) == "C110"


def test_who_reviewed_cannot_decide_the_appeal(world: World) -> None:
    id_ = world.submission("D01-court")
    world.pass_to(id_, "review")
    world.seat(id_, "review", "judge", "inspector-1", "inspector-2")
    world.review("judge", id_, {"A8": {"numerator": 400, "denominator": 500}})
    for person in ("judge", "inspector-1", "inspector-2"):
        world.act(person, id_, "confirm")
    world.pass_to(id_, "appeal")
    world.appeal("approver-D01-court", id_, "A8")
    world.pass_to(id_, "appeal_decision")
    ruling = Ruling("A8", "upheld", "材料属实", {"numerator": 492, "denominator": 500})
    with pytest.raises(m.ForbiddenError) as caught:
        world.decide("judge", id_, ruling)
    assert code(caught) == "C110"
    assert world.decide("adjudicator", id_, ruling) == "rating"
    (row,) = world.rows(appeals)
    assert (row.decision, row.reason, row.decided_by) == ("upheld", "材料属实", "adjudicator")
    layers = {(row.layer, row.author) for row in world.rows(revisions) if row.layer != "self"}
    assert layers == {("review", "judge"), ("appeal", "adjudicator")}


def test_layers_never_overwrite_one_another(world: World) -> None:
    id_ = world.submission("D01-court")
    world.save("clerk-D01-court", id_, A8)
    world.pass_to(id_, "review")
    world.seat(id_, "review", "inspector-1", "inspector-2", "inspector-3")
    for number, person in enumerate(("inspector-1", "inspector-2")):
        world.review(person, id_, {"A8": {"numerator": 480 + number, "denominator": 500}})
    kept = {(row.layer, row.author): row.content for row in world.rows(revisions)}
    assert "492" in kept["self", ""]
    assert "480" in kept["review", "inspector-1"]
    assert "481" in kept["review", "inspector-2"]


def test_a_review_needs_a_reason_for_every_change(world: World) -> None:
    id_ = world.submission("D01-court")
    world.pass_to(id_, "preliminary")
    with pytest.raises(m.RefusedError) as caught:
        world.review("district-D01", id_, A8, reason="  ")
    assert code(caught) == "C111"


def test_a_return_needs_a_reason_which_is_kept(world: World) -> None:
    id_ = world.submission("D01-court")
    world.pass_to(id_, "preliminary")
    for reason in (None, "", "  "):
        with pytest.raises(m.RefusedError) as caught:
            world.act("district-D01", id_, "return", reason)
        assert code(caught) == "C105"
    assert world.act("district-D01", id_, "return", "台账缺页") == "self_assessment"
    assert [row.reason for row in world.rows(moves) if row.action == "return"] == ["台账缺页"]


def test_after_a_return_the_panel_confirms_anew(world: World) -> None:
    id_ = world.submission("D01-court")
    world.pass_to(id_, "review")
    world.seat(id_, "review", "inspector-1", "inspector-2", "inspector-3")
    world.act("inspector-1", id_, "confirm")
    world.act("inspector-2", id_, "return", "数字不符")
    assert all(row.confirmed_at is None for row in world.rows(panel_members))
    world.pass_to(id_, "review")
    assert world.act("inspector-1", id_, "confirm") == "review"


@pytest.mark.parametrize(
    "person",
    ["clerk-D02-court", "approver-D01-police", "district-D02", "inspector-4", "author", "nobody"],
)
def test_out_of_scope_is_as_if_it_were_not_there(world: World, person: str) -> None:
    id_ = world.submission("D01-court")
    with pytest.raises(m.AbsentError) as seen:
        world.act(person, id_, "submit")
    with pytest.raises(m.AbsentError) as absent:
        world.write(lambda work: find(work.connection, world.who(person), "no-such-id"))
    assert seen.value.say() == absent.value.say()


def test_an_ended_role_is_lost_and_the_unit_remembered(world: World) -> None:
    assert world.who("moved").roles() == {"inspector"}
    assert "D01-court" in world.who("moved").own_units


def test_windows_close_by_the_clock_once(world: World) -> None:
    id_ = world.submission("D01-court")
    world.pass_to(id_, "publicity_open")
    due = datetime.fromisoformat(world.row(id_).due_at)
    world.now = due - timedelta(microseconds=1)
    assert close_windows(world.gate) == 0
    world.now = due
    assert close_windows(world.gate) == 1
    assert close_windows(world.gate) == 0
    assert world.row(id_).state == "appeal"
    assert [row.action for row in world.rows(moves)].count("close") == 1


def test_an_appeal_after_the_window_is_refused_even_if_the_clock_is_late(world: World) -> None:
    id_ = world.submission("D01-court")
    world.pass_to(id_, "appeal")
    world.now = datetime.fromisoformat(world.row(id_).due_at) - timedelta(seconds=2)
    world.appeal("approver-D01-court", id_, "A8")
    with pytest.raises(m.RefusedError) as caught:
        world.appeal("approver-D01-court", id_, "A8")
    assert code(caught) == "C113"
    world.now += timedelta(seconds=2)
    with pytest.raises(m.RefusedError) as caught:
        world.appeal("approver-D01-court", id_, "A4")
    assert code(caught) == "C114"
    assert len(world.rows(appeals)) == 1


def test_a_late_submission_is_taken_and_marked(world: World) -> None:
    id_ = world.submission("D01-court")
    due = datetime.fromisoformat(world.row(id_).due_at)
    assert due == datetime.fromisoformat("2026-03-16T16:00:00+00:00")
    world.now = due - timedelta(seconds=1)
    world.act("clerk-D01-court", id_, "submit")
    other = world.submission("D01-police")
    world.now = due
    world.act("clerk-D01-police", other, "submit")
    late = {row.submission: row.late for row in world.rows(moves)}
    assert late == {id_: False, other: True}


@pytest.mark.parametrize("unit", UNITS)
def test_twenty_at_once_submit_once(world: World, unit: str) -> None:
    id_ = world.submission(unit)
    world.complete(id_)
    asked = world.asked(f"clerk-{unit}", id_)
    job = partial(submit, asked=asked, **world.judged())
    outcomes: list[str] = []
    barrier = threading.Barrier(20)

    def hand_in() -> None:
        barrier.wait()
        try:
            outcomes.append(world.write(job, "c", "submit"))
        except SmartTeamError as error:
            outcomes.append(error.problems[0].message.code)

    threads = [threading.Thread(target=hand_in) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["D104"] * 19 + ["sign_off"]
    assert len(world.rows(moves)) == len(world.rows(outbox)) == 1
    results = [row.result for row in world.rows(audit) if row.action == "submit"]
    assert sorted(results) == ["refused"] * 19 + ["success"]


def test_everything_is_in_the_audit_with_its_outcome(world: World) -> None:
    id_ = world.submission("D01-court")
    world.save("clerk-D01-court", id_, A8)
    with pytest.raises(m.AbsentError):
        world.act("nobody", id_, "submit")
    last, before = sorted(world.rows(audit), key=lambda row: -row.number)[:2]
    assert (last.actor, last.action, last.object, last.result, last.code) == (
        "nobody",
        "submit",
        id_,
        "refused",
        "C101",
    )
    assert (before.actor, before.action, before.result) == ("clerk-D01-court", "save", "success")
    assert before.after.startswith("sha256:")
    with reading(world.engine) as connection:
        assert check(records(connection), CHAIN_START).problems == ()


def test_what_may_be_done_now_is_said_of_each_person(world: World) -> None:
    id_ = world.submission("D01-court")

    def may(person: str) -> list[str]:
        with reading(world.engine) as connection:
            principal = world.who(person)
            return list(moves_of(principal, find(connection, principal, id_).target))

    assert may("clerk-D01-court") == ["save", "submit"]
    assert may("approver-D01-court") == []
    world.act("clerk-D01-court", id_, "submit")
    assert may("clerk-D01-court") == ["withdraw"]
    assert may("approver-D01-court") == ["sign", "return"]
    assert may("district-D01") == []
    assert may("auditor") == []


def test_a_cycle_is_opened_by_an_administrator_only(world: World) -> None:
    for person in ("clerk-D01-court", "leader", "author", "auditor", "inspector-1"):
        with pytest.raises(m.ForbiddenError):
            world.open(by=person)


def test_a_cycle_names_units_that_exist(world: World) -> None:
    with pytest.raises(m.RefusedError) as caught:
        world.open(chosen=["D01-court", "D99-court"])
    assert "D99-court" in caught.value.say()
    with pytest.raises(m.RefusedError):
        world.open(chosen=[])
    assert len(world.rows(cycles)) == 1
