"""The database, opened the same way everywhere, and its one gate for writers.

SQLite is the default; PostgreSQL by URL. Readers take a connection each. Writers queue at the
gate: one thread takes what waits, runs each piece of work in a savepoint of one transaction, and
acknowledges all of them after that transaction is on disk. No writer ever waits for a lock until
it times out, and several share one flush to disk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from smart_team.errors import Problem
from smart_team.store import messages as m

WAL_IS_SAFE: Final = (3, 51, 3)
"""Older SQLite can corrupt a database in WAL mode when two connections reset the log at once."""
WRITER: Final = "smart_team_writer"
_LOCK: Final = 0x5EA7
"""The key of PostgreSQL's advisory lock that lets one writer at a time in, of all processes."""
_PATIENCE_MS: Final = 20_000
_CONNECT_SECONDS: Final = 10


def open_engine(url: str) -> Engine:
    """Return an engine on which every connection keeps the promises of this module."""
    if make_url(url).get_backend_name() != "sqlite":
        waits = {"connect_timeout": _CONNECT_SECONDS}
        return create_engine(
            url, pool_pre_ping=True, pool_size=12, max_overflow=8, connect_args=waits
        )
    engine = create_engine(url, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def journal_mode(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> str:
    """Return SQLite's journal mode for a library version.

    ``TRUNCATE`` is the rollback journal whose end is itself flushed under ``synchronous=FULL``;
    the default, ``DELETE``, would leave that to the file system.
    """
    return "WAL" if version >= WAL_IS_SAFE else "TRUNCATE"


def _prepare_sqlite(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's own class
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={_PATIENCE_MS}",
        f"journal_mode={journal_mode()}",
        "synchronous=FULL",
        "foreign_keys=ON",
        "trusted_schema=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITER, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the database and changes nothing."""
    try:
        with _connected(engine) as connection:
            yield connection
    except DBAPIError as error:
        raise unavailable(error) from error


def _connected(engine: Engine) -> Connection:
    """Return a connection; that the pool has none to give is a failure of the database too."""
    try:
        connection = engine.connect()
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
    except SQLAlchemyError as error:
        raise unavailable(error) from error
    return connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give the one connection that may write now; commits at the end, or nothing."""
    try:
        with (
            engine.connect().execution_options(**{WRITER: True}) as connection,
            connection.begin(),
        ):
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            yield connection
    except SQLAlchemyError as error:
        raise unavailable(error) from error


def unavailable(error: SQLAlchemyError) -> m.StoreError:
    """Return what is said of a database that failed; the statement and its values are not."""
    cause = getattr(error, "orig", None) or error
    return m.StoreError([Problem(m.UNAVAILABLE, values={"detail": type(cause).__name__})])
