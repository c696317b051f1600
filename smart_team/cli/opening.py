"""What the commands over the store share: settings, the time, and the store itself."""

from __future__ import annotations

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


def _no_store(chosen: Settings) -> m.BackupError:
    return m.BackupError([Problem(m.NO_STORE, Place(str(chosen.data)))])
