"""Who sits for a step: one submission at a time, or a whole stage."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

import pytest
from sqlalchemy import insert

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.seating import seat_stage
from smart_team.assessment.seats import assign_panel
from smart_team.errors import SmartTeamError
from smart_team.store import messages as store_messages
from smart_team.store.tables import assignments, panel_members, people
from tests.assessment.world import UNITS, World

UNIT = "D01-court"
THREE = ("inspector-1", "inspector-2", "inspector-3")


@pytest.fixture
def id_(world: World) -> str:
    return world.submission(UNIT)


def assign(world: World, submission: str, step: str, *persons: str, by: str = "admin") -> int:
    asked = world.asked(by, submission)
    job = partial(assign_panel, asked=asked, step=step, persons=persons)
    return int(world.write(job, by, "panel_members"))


def seat_all(world: World, step: str, persons: Any = None, by: str = "admin") -> int:
    stage = world.row(world.submission(UNIT)).stage
    job = partial(seat_stage, principal=world.who(by), stage_id=stage, step=step, persons=persons)
    return int(world.write(job, by, "panel_members"))


def seated(world: World, step: str = "review") -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in world.rows(panel_members):
        if row.step == step:
            found.setdefault(row.submission, set()).add(row.person)
    return found


def refused(world: World, submission: str, step: str, *persons: str) -> list[tuple[str, Any]]:
    before = world.rows(panel_members)
    with pytest.raises(m.RefusedError) as caught:
        assign(world, submission, step, *persons)
    assert world.rows(panel_members) == before
    return [(each.message.code, each.values.get("persons")) for each in caught.value.problems]


def test_a_panel_is_named_and_renamed_until_somebody_has_written(world: World, id_: str) -> None:
    version = world.row(id_).version
    assert assign(world, id_, "review", *THREE, *THREE) == version + 1
    assert seated(world) == {id_: set(THREE)}
    assign(world, id_, "review", "inspector-1", "inspector-2", "inspector-4", "judge")
    assert seated(world) == {id_: {"inspector-1", "inspector-2", "inspector-4", "judge"}}
    world.pass_to(id_, "review")
    world.review("inspector-1", id_, {})
    world.act("inspector-2", id_, "confirm")
    assert refused(world, id_, "review", "inspector-3", "inspector-4", "judge") == [
        (m.HAS_WRITTEN.code, "inspector-1, inspector-2")
    ]
    assign(world, id_, "review", *THREE)
    kept = {row.person for row in world.rows(panel_members) if row.confirmed_at is not None}
    assert kept == {"inspector-2"}


def test_everything_that_stands_in_the_way_is_said_at_once(world: World, id_: str) -> None:
    assert refused(world, id_, "review", "moved", "leader", "nobody") == [
        (m.NO_INSPECTORS.code, "leader, nobody"),
        (m.OWN_UNITS.code, "moved"),
    ]
    assert refused(world, id_, "review", "inspector-1", "inspector-2") == [
        (m.TOO_FEW_SEATS.code, None)
    ]
    assert refused(world, id_, "review", *THREE[:2], "unheard-of") == [
        (m.NO_INSPECTORS.code, "unheard-of")
    ]
    assert refused(world, id_, "rework") == [(m.TOO_FEW_SEATS.code, None)]
    assign(world, world.submission("D02-court"), "review", *THREE[:2], "moved")


@pytest.mark.parametrize("step", ["self_assessment", "preliminary", "publicity", "nothing"])
def test_only_where_inspectors_act_there_are_seats(world: World, id_: str, step: str) -> None:
    assert refused(world, id_, step, *THREE) == [(m.NO_SEATS.code, None)]


def test_only_an_administrator_names_a_panel_of_what_is_there_now(world: World, id_: str) -> None:
    for person in ("leader", "auditor", "adjudicator", "clerk-D01-court", "inspector-1"):
        with pytest.raises((m.ForbiddenError, m.AbsentError)):
            assign(world, id_, "review", *THREE, by=person)
        with pytest.raises((m.ForbiddenError, m.AbsentError)):
            seat_all(world, "review", by=person)
    asked = world.asked("admin", id_, seen=world.row(id_).version - 1)
    with pytest.raises(store_messages.ConflictError):
        world.write(partial(assign_panel, asked=asked, step="review", persons=THREE))


def test_a_stage_is_seated_evenly_and_never_with_its_own(world: World) -> None:
    world.write(partial(_more_inspectors, number=8))
    assign(world, world.submission("C-court"), "review", *THREE)
    assert seat_all(world, "review") == len(UNITS) - 1
    found = seated(world)
    assert {len(persons) for persons in found.values()} == {3}
    assert found[world.submission("C-court")] == set(THREE)
    load = Counter(person for persons in found.values() for person in persons)
    assert sum(load.values()) == 3 * len(UNITS)
    assert set(load.values()) == {1}
    assert "moved" not in found[world.submission(UNIT)]
    assert seat_all(world, "review") == 0
    assert seated(world) == found


def _more_inspectors(work: Any, number: int) -> None:
    names = [f"more-{each}" for each in range(number)]
    put = work.connection.execute
    put(insert(people), [{"id": n, "login": n, "name": n, "created_at": work.at} for n in names])
    held = [
        {"id": n, "person": n, "role": "inspector", "unit": None, "district": None,
         "from_day": "2020-01-01", "until_day": None}
        for n in names
    ]  # fmt: skip
    put(insert(assignments), held)


def test_of_the_named_nobody_sits_on_a_unit_of_theirs(world: World) -> None:
    assert seat_all(world, "review", [*THREE, "moved"]) == len(UNITS)
    found = seated(world)
    assert found[world.submission(UNIT)] == set(THREE)
    load = Counter(person for persons in found.values() for person in persons)
    assert sorted(load.values()) == [3, 3, 3, 3]


def test_a_stage_is_seated_whole_or_not_at_all(world: World) -> None:
    with pytest.raises(m.RefusedError) as caught:
        seat_all(world, "review", ["inspector-1", "inspector-2", "moved"])
    problems = [(each.message.code, each.values["unit"]) for each in caught.value.problems]
    assert problems == [(m.TOO_FEW_SEATS.code, UNIT)]
    with pytest.raises(m.RefusedError) as caught:
        seat_all(world, "review", ["leader", *THREE])
    assert caught.value.problems[0].message.code == m.NO_INSPECTORS.code
    with pytest.raises(m.RefusedError) as caught:
        seat_all(world, "publicity")
    assert caught.value.problems[0].message.code == m.NO_SEATS.code
    assert world.rows(panel_members) == []


def test_only_those_who_were_drawn_are_checked_on_site(world: World) -> None:
    assert seat_all(world, "on_site") == 1
    (seats,) = seated(world, "on_site")
    assert world.row(seats).sampled
    other = next(unit for unit in UNITS if not world.row(world.submission(unit)).sampled)
    with pytest.raises(m.RefusedError) as caught:
        assign(world, world.submission(other), "on_site", "inspector-1")
    assert caught.value.problems[0].message.code == m.NO_SEATS.code


def test_who_is_seated_is_seen_at_work(world: World, id_: str) -> None:
    assign(world, id_, "review", *THREE)
    with pytest.raises(SmartTeamError):
        world.act("inspector-4", id_, "confirm")
    world.pass_to(id_, "publicity")
    confirmed = [row.person for row in world.rows(panel_members) if row.step == "review"]
    assert sorted(confirmed) == list(THREE)
