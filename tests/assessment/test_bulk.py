"""All units of a stage announced, or told, in one piece of work."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from smart_team.assessment import bulk_messages as m
from smart_team.assessment import cycle_messages
from smart_team.assessment.bulk import Bulk, move_all
from smart_team.errors import SmartTeamError
from smart_team.store.signing import create_key
from smart_team.store.tables import audit, moves, outbox
from tests.assessment.office import CLAIMS, UNITS, Office
from tests.assessment.world import World


def together(world: World, stage: str, action: Bulk, seen: int, person: str = "admin") -> list[str]:
    job = partial(
        move_all,
        principal=world.who(person),
        stage=stage,
        action=action,
        seen=seen,
        library=world.library,
    )
    found: list[str] = world.write(job, person, action)
    return found


def states(world: World) -> list[str]:
    return [world.row(world.submission(unit)).state for unit in UNITS]


def test_all_that_wait_are_announced_at_once_and_nobody_else(world: World, tmp_path: Path) -> None:
    stage = Office(world, create_key(tmp_path), tmp_path).stage()
    for unit in UNITS[:2]:
        world.pass_to(world.submission(unit), "publicity")
    for person, kind in (
        ("clerk-C-court", cycle_messages.ForbiddenError),
        ("leader", cycle_messages.ForbiddenError),
        ("author", cycle_messages.AbsentError),
        ("nobody", cycle_messages.AbsentError),
    ):
        with pytest.raises(kind):
            together(world, stage, "announce", 2, person)
    for seen in (0, 1, 3):
        with pytest.raises(SmartTeamError) as caught:
            together(world, stage, "announce", seen)
        assert caught.value.problems[0].message == m.OTHERS_THERE
    told = len(world.rows(outbox))
    found = together(world, stage, "announce", 2)
    assert sorted(found) == sorted(world.submission(unit) for unit in UNITS[:2])
    assert states(world) == ["publicity_open", "publicity_open", "self_assessment"]
    made = [row for row in world.rows(moves) if row.action == "announce"]
    assert {(row.moved_by, row.late) for row in made} == {("admin", False)}
    assert len({row.moved_at for row in made}) == 1
    assert len(world.rows(outbox)) == told + 2
    record = [row for row in world.rows(audit) if row.action == "announce"][-1]
    assert (record.object, record.before, record.after) == (stage, "publicity", "publicity_open")
    with pytest.raises(SmartTeamError) as caught:
        together(world, stage, "announce", 0)
    assert caught.value.problems[0].message == m.NOBODY_THERE


def test_each_is_told_and_goes_its_own_way(world: World, tmp_path: Path) -> None:
    office = Office(world, create_key(tmp_path), tmp_path)
    office.judge(claims={**CLAIMS, "D01-police": {}})
    office.publish()
    assert len(together(world, office.stage(), "send_feedback", 4)) == 4
    assert states(world) == ["done", "rework", "done"]
    with pytest.raises(cycle_messages.AbsentError):
        together(world, "0" * 32, "send_feedback", 4)
