from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import make_url

from smart_team.store.database import open_engine
from tests.api.desk import Desk
from tests.api.town import Town, careless, town_over
from tests.assessment.world import World


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Iterator[Desk]:
    """The API over the small city with a cycle just opened, on each kind of database."""
    folder = tmp_path / "data"
    folder.mkdir()
    desk = Desk(world, folder)
    with desk.client:
        yield desk


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A stage for every state and a person for every relation, made once, on SQLite."""
    folder = tmp_path_factory.mktemp("town")
    engine = careless(f"sqlite:///{folder / 'smart_team.db'}")
    with town_over(engine, folder) as town:
        yield town
    engine.dispose()


@pytest.fixture(scope="session")
def other_town(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The same on PostgreSQL."""
    name = f"t{uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        url = make_url(postgres_url).set(drivername="postgresql+psycopg", database=name)
        engine = open_engine(url.render_as_string(hide_password=False))
        with town_over(engine, tmp_path_factory.mktemp("town")) as town:
            yield town
        engine.dispose()
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
