from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest

from tests.api.copies import careless, created
from tests.api.desk import Desk
from tests.api.town import Town, town_over
from tests.assessment.world import World


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Iterator[Desk]:
    """The API over the small city with a cycle just opened, on each kind of database."""
    folder = tmp_path / "data"
    folder.mkdir()
    desk = Desk(world, folder)
    with desk.client:
        yield desk


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def town(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """A stage for every state and a person for every relation, made once on each database."""
    folder = tmp_path_factory.mktemp("town")
    if request.param == "sqlite":
        place: AbstractContextManager[str] = nullcontext(f"sqlite:///{folder / 'smart_team.db'}")
    else:
        place = created(request.getfixturevalue("postgres_url"))
    with place as url:
        engine = careless(url)
        with town_over(engine, folder) as town:
            yield town
        engine.dispose()
