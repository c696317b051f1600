"""What the commands over the store share: settings, the time, and the store itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, make_url
from sqlalchemy.exc import ArgumentError

from smart_team.errors import Place, Problem, UsageError
from smart_team.settings import Settings, load_settings, wrong
from smart_team.store import backup_messages as m
from smart_team.store import migrate
from smart_team.store.audit import Act
from smart_team.store.gate import Gate
from smart_team.store.snapshot import opened


def settings() -> Settings:
    """Return the settings; raises UsageError naming each that is wrong."""
    found = load_settings()
    try:
        make_url(found.address())
    except ArgumentError:
        detail = "不是数据库地址 · it is no URL of a database"
        raise UsageError([wrong("database_url", detail)]) from None
    return found


def now() -> datetime:
    """Return the time, which the store is given and never takes itself."""
    return datetime.now(UTC)  # noqa: TID251 - a command is where the time comes from


@contextmanager
def existing(chosen: Settings) -> Iterator[Engine]:
    """Give the engine of a store that is there; raises BackupError if there is none."""
    address = make_url(chosen.address())
    # Opening an absent SQLite file would make it.
    absent = address.get_backend_name() == "sqlite" and not Path(address.database or "").is_file()
    if absent or not chosen.data.is_dir():
        raise _no_store(chosen)
    with opened(chosen.address()) as engine:
        if migrate.found(engine) is None:
            raise _no_store(chosen)
        yield engine


@contextmanager
def writer(chosen: Settings, *, whatever_structure: bool = False) -> Iterator[Gate]:
    """Give a gate over a store that is there and of this program's structure; raises as above.

    For work on the audit alone its structure may be an older one.
    """
    with existing(chosen) as engine:
        if not whatever_structure:
            migrate.check(engine)
        gate = Gate(engine, now)
        try:
            yield gate
        finally:
            gate.close()


def by_hand(action: str) -> Act:
    """Return an act of the command line: nobody of the store's people, from this system's account.

    The audit holds ids and no names: of the account it has the number.
    """
    account = f":{os.getuid()}" if os.name == "posix" else ""
    return Act("system", action, source=f"console{account}")


def _no_store(chosen: Settings) -> m.BackupError:
    return m.BackupError([Problem(m.NO_STORE, Place(str(chosen.data)))])
