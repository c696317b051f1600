"""How an installation is: its disk, its backups, its signed heads, its database, its jobs."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, func, select

from smart_team.assessment.job_sorts import BACKUPS
from smart_team.assessment.views.pages import require_city
from smart_team.people.principal import Principal
from smart_team.store.clock import stamp
from smart_team.store.heads import FOLDER
from smart_team.store.signing import telling
from smart_team.store.tables import audit, jobs

LOW: Final = 0.1
"""The share of the disk below which what is free is little."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is kept: its name, when it was written, and its bytes."""

    name: str
    at: str
    size: int


@dataclass(frozen=True, slots=True)
class Condition:
    """How an installation is now."""

    free: int
    total: int
    head: Kept | None
    backup: Kept | None
    database: str
    records: int
    """How many audit records the database holds."""
    jobs: Mapping[str, int]

    @property
    def is_low(self) -> bool:
        """Whether little of the disk is free."""
        return self.free < self.total * LOW


def condition(
    connection: Connection, principal: Principal, engine: Engine, data: Path
) -> Condition:
    """Return how the installation is; raises ForbiddenError for who does not back it up."""
    require_city(principal, "back_up")
    with telling(data):
        disk = shutil.disk_usage(data)
        heads = _newest(data / FOLDER, "*.json")
        backups = _newest(data / BACKUPS, "*.zip")
    query = select(jobs.c.state, func.count()).group_by(jobs.c.state)
    records = connection.execute(select(func.count()).select_from(audit)).scalar_one()
    return Condition(
        disk.free,
        disk.total,
        heads,
        backups,
        engine.dialect.name,
        int(records),
        {state: int(count) for state, count in connection.execute(query)},
    )


def _newest(folder: Path, pattern: str) -> Kept | None:
    found = [(path.stat(), path.name) for path in folder.glob(pattern)]
    if not found:
        return None
    stat, name = max(found, key=lambda each: each[0].st_mtime)
    return Kept(name, stamp(datetime.fromtimestamp(stat.st_mtime, UTC)), stat.st_size)
