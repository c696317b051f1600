from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import delete, insert

from smart_team.assessment.cycle_messages import AbsentError, ForbiddenError
from smart_team.assessment.opening import Opening
from smart_team.assessment.views.readiness import Readiness, readiness
from smart_team.store.database import reading
from smart_team.store.tables import assignments, holidays
from tests.assessment.world import UNITS, World, platform

MODULE = "education_rectification"


def ready(world: World, units: Sequence[str] = UNITS, by: str = "admin", **more: str) -> Readiness:
    module = more.get("module", MODULE)
    procedure = platform().procedures[MODULE]
    starts = {stage.rubric: date(2026, 3, 4) for stage in procedure.stages}
    opening = Opening("2026", module, starts, units)
    with reading(world.engine) as connection:
        who, library = world.who(by), world.library
        return readiness(connection, who, opening, platform(), library, world.now)


def forget(world: World, role: str, *persons: str) -> None:
    where = [assignments.c.role == role]
    if persons:
        where.append(assignments.c.person.in_(persons))
    world.write(lambda work: work.connection.execute(delete(assignments).where(*where)).rowcount)


def test_what_is_in_order_is_said_to_be(world: World) -> None:
    found = ready(world)
    assert (found.units, found.is_complete) == (4, True)
    assert len(found.illustrative) == 3
    assert found.stages[0].starts == date(2026, 3, 4)
    assert found.stages[0].dues[0].by == "clerk"


def test_units_and_districts_without_people_are_named(world: World) -> None:
    forget(world, "approver", "approver-D01-court", "both-D01-court")
    forget(world, "district", "district-D02")
    found = ready(world, [*UNITS, "D03-court"])
    assert found.without_clerk == ("D03-court",)
    assert found.without_approver == ("D01-court", "D03-court")
    assert found.without_office == ("D02", "D03")
    assert not found.is_complete


def test_who_has_the_unit_among_theirs_does_not_count_for_its_panel(world: World) -> None:
    forget(world, "inspector", "inspector-3", "inspector-4", "judge")
    found = ready(world, ["D01-court", "D02-court"])
    short = found.short_panels[0]
    assert (short.size, short.fewest, short.units) == (3, 2, 1)
    assert ready(world, ["D02-court"]).short_panels == ()


def test_years_that_the_calendar_does_not_cover_are_named(world: World) -> None:
    assert ready(world).uncovered == (2026,)
    rows = [{"day": f"2026-{each}-01", "kind": "off", "name": "假日"} for each in ("01", "10")]
    world.write(lambda work: work.connection.execute(insert(holidays), rows).rowcount)
    assert ready(world).uncovered == ()


def test_only_who_may_open_asks_and_only_of_what_can_be_opened(world: World) -> None:
    with pytest.raises(ForbiddenError):
        ready(world, by="leader")
    with pytest.raises(AbsentError):
        ready(world, module="annual")
