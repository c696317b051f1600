"""The period before, beside the claim of this one: its answers, its points, its files."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from smart_team.assessment import evidence as files
from smart_team.assessment.cycles import open_cycle
from smart_team.assessment.evidence_rules import Rules
from smart_team.assessment.opening import Opening
from smart_team.assessment.views.claim import ClaimView, claim_view
from smart_team.assessment.windows import load_calendar
from smart_team.store.database import reading
from smart_team.store.signing import create_key
from smart_team.store.tables import stages, submissions
from tests.assessment.office import UNITS, Office
from tests.assessment.world import World, platform

CLERK = "clerk-D02-court"


def form_of(world: World, id_: str) -> ClaimView:
    with reading(world.engine) as connection:
        return claim_view(connection, world.who(CLERK), id_, world.library)


def next_year(world: World) -> str:
    """Open the next cycle; returns the unit's submission of its first stage."""
    world.now = datetime(2027, 3, 1, 1, 0, tzinfo=UTC)
    procedure = platform().procedures["education_rectification"]
    starts = {stage.rubric: date(2027, 3, 1) for stage in procedure.stages}
    opening = Opening("2027", "education_rectification", starts, ("D02-court",))
    with reading(world.engine) as connection:
        calendar = load_calendar(connection)
    job = partial(
        open_cycle,
        principal=world.who("admin"),
        opening=opening,
        platform=platform(),
        calendar=calendar,
    )
    cycle = world.write(job, "admin", "open_cycle")
    (first,) = (row.id for row in world.rows(stages) if (row.cycle, row.number) == (cycle, 0))
    return str(next(row.id for row in world.rows(submissions) if row.stage == first))


def test_last_periods_answers_points_and_files_stand_beside_this_ones(
    engine: Engine, tmp_path: Path
) -> None:
    world = World(engine)
    world.settle()
    world.open(UNITS)
    mine = world.submission("D02-court")
    assert form_of(world, mine).earlier is None
    office = Office(world, create_key(tmp_path), tmp_path)
    office.judge()
    office.publish()
    now = next_year(world)
    found = form_of(world, now)
    assert found.plan.rubric.id == "education_rectification.study"
    assert found.earlier is not None
    assert (found.earlier.submission, found.earlier.cycle) == (mine, "2026")
    assert found.earlier.answers["A4"] == {"count": 3}
    assert found.earlier.points["A4"] == "9.000000"
    assert found.draft.answers == {}
    (proof,) = found.reusable
    job = partial(
        files.use_for,
        asked=world.asked(CLERK, now),
        id_=proof.id,
        items=["A4"],
        rules=Rules(world.library),
    )
    world.write(job, CLERK, "save")
    again = form_of(world, now)
    assert [each.items for each in again.files] == [("A4",)]
    assert [each.row.file for each in again.reusable] == [proof.row.file]
    world.gate.close()
