"""Feedback and rework, by the numbers that tests.assessment.office works out by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.clockwork import close_windows
from smart_team.errors import SmartTeamError
from smart_team.store.signing import create_key
from smart_team.store.tables import moves, panel_members, publications, revisions
from tests.assessment.office import MADE_GOOD, UNITS, Office
from tests.assessment.world import World, platform

CLERK, UNIT = "clerk-D01-court", "D01-court"


@pytest.fixture
def office(engine: Engine, tmp_path: Path) -> Iterator[Office]:
    world = World(engine)
    world.settle()
    world.open(UNITS)
    office = Office(world, create_key(tmp_path), tmp_path)
    office.judge()
    office.publish()
    yield office
    world.gate.close()


def code(caught: pytest.ExceptionInfo[SmartTeamError]) -> str:
    return caught.value.problems[0].message.code


def results(office: Office) -> dict[str, tuple[str, str, int]]:
    content = json.loads(office.published()[-1].content)
    return {row["unit"]: (row["total"], row["grade"], row["rank"]) for row in content["units"]}


def test_a_rework_is_accepted_capped_and_published_as_a_correction(office: Office) -> None:
    assert results(office) == {
        "C-court": ("92.000000", "优秀", 1),
        "D01-court": ("42.000000", "不合格", 2),
        "D02-court": ("69.000000", "合格", 1),
    }
    assert office.tell("D02-court") == office.tell("C-court") == "done"
    assert office.tell() == "rework"
    id_ = office.rework()
    assert {(row.layer, row.step) for row in office.world.rows(revisions) if row.saved_by == CLERK} == {
        ("self", "self_assessment"),
        ("self", "rework"),
    }  # fmt: skip
    with pytest.raises(m.RefusedError) as caught:
        office.correct()
    assert code(caught) == m.NOTHING_CHANGED.code  # nobody has accepted it
    assert office.world.act("inspector-4", id_, "accept") == "done"
    first = office.published()[0]
    office.correct("D01 法院补课经复验合格")
    # 42 and 50 are 92, of which a rework leaves 79.99.
    assert results(office) == {
        "C-court": ("92.000000", "优秀", 1),
        "D01-court": ("79.990000", "合格", 1),
        "D02-court": ("69.000000", "合格", 2),
    }
    kept, new = office.published()
    assert kept == first
    assert (new.number, new.reason) == (2, "D01 法院补课经复验合格")
    assert json.loads(new.content)["difference"] == [
        {
            "unit": "D01-court",
            "total": {"before": "42.000000", "after": "79.990000"},
            "grade": {"before": "不合格", "after": "合格"},
            "rank": {"before": 2, "after": 1},
            "items": ["A1", "A2", "A3", "A4", "A5", "A6", "A7"],
        },
        {
            "unit": "D02-court",
            "total": {"before": "69.000000", "after": "69.000000"},
            "grade": {"before": "合格", "after": "合格"},
            "rank": {"before": 1, "after": 2},
            "items": [],
        },
    ]
    told = {
        row.submission: row.reason for row in office.world.rows(moves) if row.action == "correct"
    }
    assert told == dict.fromkeys(
        [id_, office.world.submission("D02-court")], "D01 法院补课经复验合格"
    )
    assert office.verify() == []


def test_what_is_amended_after_a_rework_lies_over_it_and_before_it_below(office: Office) -> None:
    office.tell()
    office.amend(UNIT, "A2", {"count": 1})
    office.amend(UNIT, "A6", {"count": 1})
    office.amend(UNIT, "A4", None)
    again = {item: MADE_GOOD[item] for item in MADE_GOOD if item != "A4"}
    id_ = office.rework({**again, "A5": {"count": 0}})
    office.world.act("inspector-4", id_, "accept")
    office.amend(UNIT, "A3", {"numerator": 45, "denominator": 50})
    office.correct()
    content = json.loads(office.published()[-1].content)
    cells = next(row for row in content["units"] if row["unit"] == UNIT)["indicators"]
    # The rework says 2 meetings over the amended 1, the amendment 45 of 50 over its 50; what was
    # taken back before stays so where the rework says nothing of it.
    assert cells["A2"]["points"] == "5.000000"
    assert cells["A3"]["points"] == "2.500000"
    assert (cells["A4"]["status"], cells["A5"]["points"]) == ("missing", "0.000000")
    assert office.verify() == []


def test_a_returned_rework_has_had_its_time(office: Office) -> None:
    office.tell()
    id_ = office.rework()
    with pytest.raises(m.RefusedError) as caught:
        office.world.act("inspector-4", id_, "return", " ")
    assert code(caught) == m.NO_REASON.code
    confirmed = [row for row in office.world.rows(panel_members) if row.confirmed_at is not None]
    assert office.world.act("inspector-4", id_, "return", "台账仍缺") == "done"
    again = [row for row in office.world.rows(panel_members) if row.confirmed_at is not None]
    assert again == confirmed  # the review's panel has nothing to confirm anew
    with pytest.raises(m.RefusedError) as caught:
        office.correct()
    assert code(caught) == m.NOTHING_CHANGED.code


def test_a_rework_is_sent_back_while_it_has_times_left(office: Office) -> None:
    steps = platform().procedures["education_rectification"].steps
    last = steps[-1]
    assert last.rework is not None
    rework = last.rework.model_copy(update={"times": 2})
    office.run_by({"steps": (*steps[:-1], last.model_copy(update={"rework": rework}))})
    office.tell()
    id_ = office.rework()
    assert office.world.act("inspector-4", id_, "return", "台账仍缺") == "rework"
    office.rework()
    assert office.world.act("inspector-4", id_, "return", "台账仍缺") == "done"
    assert [row.action for row in office.world.rows(moves)].count("submit") == 3 + 2


def test_an_unused_rework_ends_with_its_window_once(office: Office) -> None:
    office.tell()
    id_ = office.world.submission(UNIT)
    office.world.save(CLERK, id_, MADE_GOOD)
    office.world.now = datetime.fromisoformat(office.world.row(id_).due_at)
    with pytest.raises(m.RefusedError) as caught:
        office.world.act(CLERK, id_, "submit")
    assert code(caught) == m.TOO_LATE.code
    assert office.amend(UNIT, "A2", {"count": 1})  # no window binds the adjudicator
    assert close_windows(office.world.gate) == 1
    assert close_windows(office.world.gate) == 0
    assert office.world.row(id_).state == "done"
    office.correct()
    assert results(office)[UNIT] == ("44.500000", "不合格", 2)  # 42 and the amended 2.50


def test_only_who_has_a_seat_for_the_rework_checks_it(office: Office) -> None:
    office.tell()
    id_ = office.rework()
    for person in ("inspector-1", "judge", "admin", "adjudicator"):
        with pytest.raises((m.ForbiddenError, m.AbsentError)):
            office.world.act(person, id_, "accept")
    office.world.seat(id_, "rework", "moved", "judge")
    with pytest.raises(m.ForbiddenError) as caught:
        office.world.act("moved", id_, "accept")
    assert code(caught) == m.BARRED.code
    office.world.act("judge", id_, "accept")
    with pytest.raises(m.ForbiddenError) as caught:
        office.amend(UNIT, "A2", {"count": 1}, person="judge")
    assert code(caught) == m.BARRED.code


def test_feedback_waits_for_the_publication(office: Office) -> None:
    with office.world.engine.begin() as connection:
        connection.execute(publications.delete())
    with pytest.raises(m.RefusedError) as caught:
        office.tell()
    assert code(caught) == m.NOT_PUBLISHED.code
    with pytest.raises(m.RefusedError) as caught:
        office.feedback(UNIT, CLERK)
    assert code(caught) == m.NOT_PUBLISHED.code


def test_a_redlines_grade_is_nothing_to_rework_but_its_points_are(office: Office) -> None:
    office.amend("C-court", "RL1", {"breached": True})
    office.correct("查实造假")
    assert results(office)["C-court"] == ("92.000000", "不合格", 1)
    assert office.tell("C-court") == "done"


def test_the_feedback_list_says_what_was_lost_and_why(office: Office) -> None:
    found = {each.item: each for each in office.feedback("D02-court", "clerk-D02-court")}
    assert {item: (each.points, each.full, each.lost) for item, each in found.items()} == {
        "A1": ("0.000000", "5.000000", "5.000000"),
        "A2": ("0.000000", "5.000000", "5.000000"),
        "A3": ("0.000000", "5.000000", "5.000000"),
        "A6": ("0.000000", "8.000000", "8.000000"),
        "A9": ("0.000000", "8.000000", "8.000000"),
    }
    assert found["A1"].reason == "领导小组、办公室与方案:一项未勾选,得 0.00 分"
    office.amend("D02-court", "J2", {"counts": {"late": 3, "unanswered": 1}})
    office.amend("D02-court", "RL1", {"breached": True})
    office.correct()
    sorts = {each.item: each for each in office.feedback("D02-court", "leader")}
    assert (sorts["J2"].sort, sorts["J2"].points, sorts["J2"].lost) == (
        "penalty",
        "-6.500000",  # three times 0.5 and once 5
        "6.500000",
    )
    assert (sorts["RL1"].sort, sorts["RL1"].points) == ("redline", None)
    assert sorts["RL1"].reason is not None
    assert sorts["RL1"].reason.endswith("定为最低等次")
