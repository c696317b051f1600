"""Where a demo may be made, when one is used again, and that it comes out the same."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from smart_team.assessment.verification import verify
from smart_team.demo import messages as m
from smart_team.demo.store import DemoStore, prepare_demo, settle
from smart_team.errors import SmartTeamError
from smart_team.people.sign_in import sign_in
from smart_team.store.database import open_engine, reading
from smart_team.store.gate import Gate
from smart_team.store.tables import revisions, stages, submissions
from tests.demo.conftest import NOW, scene_of, some_units
from tests.people.desk import RULES


def drafts(address: str) -> list[tuple[Any, ...]]:
    """Return all that units and districts said, in the order of units and stages."""
    engine = open_engine(address)
    query = (
        select(
            stages.c.number,
            submissions.c.unit,
            revisions.c.layer,
            revisions.c.number,
            revisions.c.content,
            revisions.c.saved_at,
        )
        .join(submissions, submissions.c.id == revisions.c.submission)
        .join(stages, stages.c.id == submissions.c.stage)
        .where(revisions.c.layer.in_(("self", "preliminary")))
    )
    with reading(engine) as connection:
        found = sorted(tuple(row) for row in connection.execute(query))
    engine.dispose()
    return found


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> DemoStore:
    return prepare_demo(tmp_path_factory.mktemp("other") / "demo", scene_of(some_units("D09")))


def test_the_same_demo_again_on_either_database(
    database_url: str, place: Path, other: DemoStore
) -> None:
    scene = scene_of(some_units("D09"))
    demo = settle(database_url, place, scene)
    engine = open_engine(database_url)
    assert verify(engine, place, scene.platform.plugins) == []
    engine.dispose()
    assert drafts(database_url) == drafts(f"sqlite:///{other.folder / 'smart_team.db'}")
    assert demo.password != other.password
    assert demo.cycles != other.cycles


def test_a_demo_is_used_again_only_when_asked(place: Path) -> None:
    scene = scene_of(some_units("D09"))
    first = prepare_demo(place, scene)
    with pytest.raises(m.DemoError) as caught:
        prepare_demo(place, scene)
    assert caught.value.problems[0].message is m.HOLDS_ONE
    later = scene_of([], NOW + timedelta(days=3))
    again = prepare_demo(place, later, keep=True)
    assert (again.cycles, again.accounts) == (first.cycles, first.accounts)
    assert again.password != first.password
    engine = open_engine(f"sqlite:///{place / 'smart_team.db'}")
    gate = Gate(engine, lambda: later.now)
    sign_in(gate, "admin", again.password, "office", RULES)
    gate.close()
    assert verify(engine, place, scene.platform.plugins) == []
    engine.dispose()


@pytest.mark.parametrize(
    "content", ['{"what": "demo", "version": "0.0.1", "units": [], "cycles": {}}', "[]", "nonsense"]
)
def test_a_demo_of_another_version_is_not_used(place: Path, content: str) -> None:
    place.mkdir()
    (place / "demo.json").write_text(content)
    for keep in (False, True):
        with pytest.raises(m.DemoError) as caught:
            prepare_demo(place, scene_of([]), keep=keep)
        assert caught.value.problems[0].message is m.OTHER_VERSION


def test_nothing_is_made_over_other_content(place: Path) -> None:
    place.mkdir()
    (place / "letter.txt").write_text("mine")
    with pytest.raises(SmartTeamError) as caught:
        prepare_demo(place, scene_of([]), keep=True)
    assert caught.value.problems[0].message.code == "K112"
    assert [path.name for path in place.iterdir()] == ["letter.txt"]
