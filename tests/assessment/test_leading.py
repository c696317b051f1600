"""What leaders are shown beside the ranked table: progress, trends, announcements, signatures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.views.announcements import announcements
from smart_team.assessment.views.progress import StageProgress, stage_progress
from smart_team.assessment.views.ranking import ranking_of
from smart_team.assessment.views.rollups import Mean
from smart_team.assessment.views.signed import signature_of, signed_file
from smart_team.assessment.views.sources import Standing, asked_of, standing_for
from smart_team.assessment.views.stages import stage_head
from smart_team.assessment.views.trends import trend
from smart_team.assessment.views.unit_figures import UnitFigures, unit_figures
from smart_team.store.database import reading
from smart_team.store.migrate import migrate
from smart_team.store.signing import create_key
from smart_team.store.tables import stages, submissions
from tests.api.copies import careless
from tests.assessment.office import CLAIMS, UNITS, Office
from tests.assessment.world import World, platform

MODULE = "education_rectification"
POLICE = "clerk-D01-police"


@dataclass
class Scene:
    """A stage published twice, and the same stage of the next cycle published once."""

    world: World
    office: Office
    stage: str
    later: str
    first: str
    second: str


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("leading")
    engine = careless(f"sqlite:///{folder / 'smart_team.db'}")
    migrate(engine)
    world = World(engine)
    world.settle()
    world.open(UNITS)
    office = Office(world, create_key(folder), folder)
    office.judge()
    first = office.publish()
    office.amend("D02-court", "A1", {"checked": ["group", "office", "plan"]})
    second = office.correct()
    stage = office.stage()
    world.open(UNITS)
    firsts = [row.id for row in world.rows(stages) if row.number == 0]
    (later,) = (each for each in firsts if each != stage)
    yield Scene(world, office, stage, later, first, second)
    world.gate.close()
    engine.dispose()


def figures(
    scene: Scene, person: str, code: str, stage: str | None = None
) -> tuple[Standing, UnitFigures]:
    with reading(scene.world.engine) as connection:
        who, library = scene.world.who(person), scene.world.library
        asked = asked_of(connection, who, stage or scene.stage, library)
        found = standing_for(asked, published_first=True)
        table = ranking_of(asked, found, whole=True)
        return found, unit_figures(asked, found, table, code, "zh")


def paper_of(scene: Scene, stage: str) -> str:
    """Return the submission of D01-court for a stage."""
    rows = scene.world.rows(submissions)
    return next(str(row.id) for row in rows if (row.stage, row.unit) == (stage, "D01-court"))


def progress(scene: Scene, person: str, stage: str, days: int = 0) -> StageProgress:
    procedure = platform().procedures[MODULE]
    now = scene.world.now + timedelta(days=days)
    with reading(scene.world.engine) as connection:
        who = scene.world.who(person)
        return stage_progress(connection, who, stage, procedure, "2026-03-02", now)


def test_a_published_figure_opens_down_to_the_finding_it_was_frozen_with(scene: Scene) -> None:
    found, mine = figures(scene, "leader", "D01-court")
    assert found.source == "published"
    assert mine.row.total == "42.000000"
    assert mine.findings["A8"].points == "14.000000"
    assert "492/500" in mine.findings["A8"].line
    _, other = figures(scene, "clerk-D01-court", "D02-court")
    assert (other.row.total, other.row.figures, other.findings) == ("74.000000", None, {})
    for person, code in (("leader", "D01-police"), ("leader", "nowhere")):
        with pytest.raises(m.AbsentError):
            figures(scene, person, code)


def test_what_is_on_its_way_opens_down_too(scene: Scene) -> None:
    scene.world.save("clerk-D01-court", paper_of(scene, scene.later), CLAIMS["D01-court"])
    found, unseen = figures(scene, "leader", "D01-court", scene.later)
    assert (found.source, unseen.row.total, unseen.row.rank) == ("live", None, None)
    assert unseen.row.is_blank
    assert (unseen.row.figures, unseen.findings) == (None, {})
    found, mine = figures(scene, "auditor", "D01-court", scene.later)
    assert {each.status for each in mine.findings.values()} >= {"missing", "scored"}
    found, own = figures(scene, "clerk-D01-court", "D01-court", scene.later)
    assert (found.source, own.row.rank, own.row.total) == ("own", None, mine.row.total)
    assert set(own.findings) == set(mine.findings)


def test_a_stage_is_compared_with_itself_and_the_period_before(scene: Scene) -> None:
    with reading(scene.world.engine) as connection:
        who, library = scene.world.who("leader"), scene.world.library
        now = stage_head(asked_of(connection, who, scene.stage, library))
        later = stage_head(asked_of(connection, who, scene.later, library))
    assert [each.id for each in now.comparables] == [scene.second, scene.first]
    assert now.period_before() is None
    assert [each.id for each in later.comparables] == [scene.second]
    assert later.period_before() == scene.second


def test_a_trend_is_of_what_holds_and_for_everybody_with_a_role(scene: Scene) -> None:
    with reading(scene.world.engine) as connection:
        library = scene.world.library
        points = trend(connection, scene.world.who("author"), MODULE, library)
        assert trend(connection, scene.world.who("author"), "team", library) == ()
        with pytest.raises(m.AbsentError):
            trend(connection, scene.world.who("nobody"), MODULE, library)
    (point,) = points
    # By hand: (92 + 42 + 74) / 3.
    assert point.roll_ups.city == Mean("69.333333", 3)
    assert point.roll_ups.kinds == {"court": Mean("69.333333", 3)}
    assert (point.publication, point.full_marks) == (scene.second, "100")


def test_progress_counts_who_is_where_and_who_is_late(scene: Scene) -> None:
    done = progress(scene, "leader", scene.stage)
    assert (done.units, done.handed_in, done.judged, done.light) == (3, 3, 3, "published")
    # The later cycle begins on the same first day, which has long passed.
    late = progress(scene, "leader", scene.later)
    assert (late.handed_in, late.judged, late.late, late.light) == (0, 0, 3, "late")
    step = late.steps[0]
    assert (step.state, step.count, step.late) == ("self_assessment", 3, 3)
    assert step.due is not None
    own = progress(scene, "clerk-D01-court", scene.later)
    assert (own.units, own.late) == (1, 1)
    assert progress(scene, POLICE, scene.later).units == 0
    early = progress(scene, "leader", scene.later, days=-365)
    assert (early.late, early.light) == (0, "on_time")


def test_progress_warns_three_days_ahead(scene: Scene) -> None:
    due = next(row.due_at for row in scene.world.rows(submissions) if row.stage == scene.later)
    ahead = (datetime.fromisoformat(due) - scene.world.now).days
    assert progress(scene, "leader", scene.later, days=ahead - 2).light == "soon"
    assert progress(scene, "leader", scene.later, days=ahead - 4).light == "on_time"


def test_a_signature_is_checked_and_its_bytes_are_for_who_reads_all(
    scene: Scene, tmp_path: Path
) -> None:
    key, other = scene.office.signer.public_key, create_key(tmp_path).public_key
    with reading(scene.world.engine) as connection:
        leader, clerk = scene.world.who("leader"), scene.world.who("clerk-D01-court")
        sound = signature_of(connection, leader, scene.second, key)
        assert (sound.holds, sound.is_open) == (True, True)
        assert not signature_of(connection, leader, scene.second, other).holds
        assert not signature_of(connection, clerk, scene.second, key).is_open
        file = signed_file(connection, leader, scene.second)
        key.verify(file.signature, file.content)
        assert sound.size == len(file.content)
        for person in ("clerk-D01-court", "nobody", "author"):
            with pytest.raises(m.AbsentError):
                signed_file(connection, scene.world.who(person), scene.second)
        with pytest.raises(m.AbsentError):
            signature_of(connection, scene.world.who("nobody"), scene.second, key)


def announced(world: World, person: str) -> list[tuple[str, int, bool, int]]:
    with reading(world.engine) as connection:
        found = announcements(connection, world.who(person), world.library)
    return [(each.phase, each.announced, each.is_whole, len(each.mine)) for each in found]


def test_an_announcement_is_told_to_those_concerned_and_whole_to_all(tmp_path: Path) -> None:
    engine = careless(f"sqlite:///{tmp_path / 'smart_team.db'}")
    migrate(engine)
    world = World(engine)
    world.settle()
    world.open(UNITS)
    ids = [world.submission(unit) for unit in UNITS]
    for id_ in ids:
        world.pass_to(id_, "publicity")
    assert announced(world, "admin") == []
    for id_ in ids[:2]:
        world.act("admin", id_, "announce")
    assert announced(world, "leader") == [("publicity", 2, False, 0)]
    assert announced(world, "clerk-C-court") == [("publicity", 2, False, 1)]
    assert announced(world, "clerk-D02-court") == []
    assert announced(world, "author") == announced(world, "nobody") == []
    world.act("admin", ids[2], "announce")
    assert announced(world, "author") == [("publicity", 3, True, 0)]
    assert announced(world, "nobody") == []
    world.pass_to(ids[0], "appeal")
    assert announced(world, "clerk-C-court") == [("appeal", 3, True, 1)]
    world.gate.close()
    engine.dispose()
