"""Leases: who has it now; never in anybody's way."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import insert

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.leases import LASTS, Lease, leases_of, take
from smart_team.store.clock import stamp
from smart_team.store.database import reading
from smart_team.store.tables import assignments, audit, leases
from tests.assessment.world import World

OFFICE, COLLEAGUE = "district-D01", "nobody"
"""Two of one office: the second is given a role there."""


@pytest.fixture
def there(world: World) -> str:
    row = {
        "id": "second",
        "person": COLLEAGUE,
        "role": "district",
        "district": "D01",
        "from_day": "2020-01-01",
    }
    world.write(lambda work: work.connection.execute(insert(assignments).values(row)).rowcount)
    id_ = world.submission("D01-court")
    world.pass_to(id_, "preliminary")
    return id_


def ask(world: World, person: str, id_: str, *, over: bool = False) -> bool:
    job = partial(take, principal=world.who(person), submission=id_, over=over)
    return bool(world.write(job, person, "lease"))


def held(world: World, id_: str) -> Lease | None:
    with reading(world.engine) as connection:
        found = leases_of(connection, [id_], stamp(world.now))
    return found.get((id_, world.row(id_).state))


def test_one_has_it_until_it_is_taken_over_or_runs_out(world: World, there: str) -> None:
    assert ask(world, OFFICE, there)
    assert held(world, there) == Lease(OFFICE, OFFICE, stamp(world.now + LASTS))
    assert not ask(world, COLLEAGUE, there)
    assert ask(world, COLLEAGUE, there, over=True)
    found = held(world, there)
    assert found is not None
    assert found.person == COLLEAGUE
    world.now += LASTS
    assert held(world, there) is None
    assert ask(world, OFFICE, there)
    world.now += timedelta(minutes=20)
    assert ask(world, OFFICE, there)
    world.now += timedelta(minutes=20)
    found = held(world, there)
    assert found is not None
    assert found.person == OFFICE


def test_only_that_somebody_lost_it_is_recorded(world: World, there: str) -> None:
    before = len(world.rows(audit))
    ask(world, OFFICE, there)
    ask(world, OFFICE, there)
    ask(world, COLLEAGUE, there)
    assert len(world.rows(audit)) == before
    ask(world, COLLEAGUE, there, over=True)
    assert len(world.rows(audit)) == before + 1


def test_it_blocks_nobody_and_ends_when_the_submission_moves_on(world: World, there: str) -> None:
    ask(world, OFFICE, there)
    world.review(COLLEAGUE, there, {"A4": {"count": 2}})
    world.act(COLLEAGUE, there, "confirm")
    assert world.rows(leases) == []


def test_a_panel_has_none_so_that_a_blind_one_stays_blind(world: World, there: str) -> None:
    world.pass_to(there, "review")
    world.seat(there, "review", "inspector-1", "inspector-2", "inspector-3")
    assert ask(world, "inspector-1", there)
    assert ask(world, "inspector-2", there)
    assert world.rows(leases) == []


def test_who_has_no_work_there_takes_none(world: World, there: str) -> None:
    with pytest.raises(m.ForbiddenError):
        ask(world, "leader", there)
    with pytest.raises(m.AbsentError):
        ask(world, "district-D02", there)
    assert world.rows(leases) == []
