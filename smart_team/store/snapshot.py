"""One state of the database, to be read for as long as it takes while writers go on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from smart_team.errors import Problem
from smart_team.store import messages as m
from smart_team.store.database import open_engine, reading, unavailable


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """Give an engine, and close its connections at the end."""
    engine = open_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state and holds up no writer. Raises StoreError.

    A long reader of SQLite's rollback journal keeps writers waiting: so its pages are copied in
    one go to the system's folder for temporary files, and read from there.
    """
    if engine.dialect.name != "sqlite":
        with _repeatable(engine) as connection:
            yield connection
        return
    with TemporaryDirectory(prefix="snapshot-") as folder:
        path = Path(folder) / "copy.db"
        _copy(engine, path)
        with opened(f"sqlite:///{path}") as copied, reading(copied) as connection:
            yield connection


@contextmanager
def _repeatable(engine: Engine) -> Iterator[Connection]:
    try:
        with engine.connect() as connection:
            yield connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
    except DBAPIError as error:
        raise unavailable(error) from error


def _copy(engine: Engine, path: Path) -> None:
    try:
        with engine.connect() as connection, closing(sqlite3.connect(path)) as target:
            source = connection.connection.driver_connection
            assert isinstance(source, sqlite3.Connection)  # noqa: S101 - the dialect says so
            source.backup(target)
    except DBAPIError as error:
        raise unavailable(error) from error
    except sqlite3.Error as error:
        values = {"detail": type(error).__name__}
        raise m.StoreError([Problem(m.UNAVAILABLE, values=values)]) from error
