"""The structure of the database: which it has, which this program needs, and the way between."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from smart_team.errors import Problem
from smart_team.store import messages as m
from smart_team.store.database import reading, writing

_SCRIPTS: Final = Path(__file__).with_name("migrations")


def wanted() -> str:
    """Return the structure that this program needs."""
    head = ScriptDirectory.from_config(config()).get_current_head()
    assert head is not None  # noqa: S101 - the first migration is always there
    return head


def found(engine: Engine) -> str | None:
    """Return the structure that the database has; None if it is empty."""
    with reading(engine) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def migrate(engine: Engine, target: str = "head") -> None:
    """Bring the database to a structure, in one transaction: it is there wholly or not at all."""
    with writing(engine) as connection:
        before = MigrationContext.configure(connection).get_current_revision()
        if target == "base" or (before is not None and target < before and target != "head"):
            command.downgrade(config(connection), target)
        else:
            command.upgrade(config(connection), target)


def check(engine: Engine) -> None:
    """Raise :class:`~smart_team.store.messages.StoreError` unless the structure is right."""
    has, needs = found(engine), wanted()
    if has != needs:
        values = {"found": has or "—", "wanted": needs}
        raise m.StoreError([Problem(m.NOT_MIGRATED, values=values)])


def config(connection: Connection | None = None) -> Config:
    """Return Alembic's settings, for one connection or for the scripts alone."""
    found = Config()
    found.set_main_option("script_location", str(_SCRIPTS))
    found.attributes["connection"] = connection
    return found
