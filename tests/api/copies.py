"""Databases that need not outlive a test, and copies of them that are forgotten afterwards."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import Engine, event, make_url

from smart_team.store.database import open_engine


def careless(url: str) -> Engine:
    """Return an engine on a database that need not outlive the power."""
    engine = open_engine(url)
    is_file = engine.dialect.name == "sqlite"
    hurry = "PRAGMA synchronous=OFF" if is_file else "SET synchronous_commit = off"

    @event.listens_for(engine, "connect")
    def _hurry(connection: Any, _: object) -> None:
        connection.execute(hurry)
        if not is_file:
            connection.commit()

    return engine


@contextmanager
def copied(engine: Engine, folder: Path) -> Iterator[Engine]:
    """Give an engine on a copy of a database, as it stands now."""
    copy = _copied_file(engine, folder) if engine.dialect.name == "sqlite" else _cloned(engine)
    with copy as url:
        found = careless(url)
        try:
            yield found
        finally:
            found.dispose()


@contextmanager
def _copied_file(engine: Engine, folder: Path) -> Iterator[str]:
    path = folder / f"{uuid4().hex}.db"
    with engine.connect() as source, closing(sqlite3.connect(path)) as target:
        source.connection.driver_connection.backup(target)  # type: ignore[union-attr]
    yield f"sqlite:///{path}"
    path.unlink()


@contextmanager
def _cloned(engine: Engine) -> Iterator[str]:
    """Clone a database of PostgreSQL; nobody may be connected to it meanwhile."""
    engine.dispose()
    with created(engine.url.render_as_string(hide_password=False), engine.url.database) as url:
        yield url


@contextmanager
def created(server: str, template: str | None = None) -> Iterator[str]:
    """Make a database on a PostgreSQL server, empty or like another; give its URL."""
    name, like = f"t{uuid4().hex}", f' TEMPLATE "{template}"' if template else ""
    plain = make_url(server).set(drivername="postgresql", database="postgres")
    with psycopg.connect(
        plain.render_as_string(hide_password=False), autocommit=True
    ) as connection:
        connection.execute(f'CREATE DATABASE "{name}"{like}')
        url = plain.set(drivername="postgresql+psycopg", database=name)
        yield url.render_as_string(hide_password=False)
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
