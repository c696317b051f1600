"""What stands in a store and is worth watching: jobs by state, the age of the last daily head."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, func, select

from smart_team.observing.metrics import Metrics
from smart_team.store.database import reading
from smart_team.store.heads import FOLDER
from smart_team.store.signing import telling
from smart_team.store.tables import jobs


def look(metrics: Metrics, engine: Engine, data: Path, now: datetime) -> None:
    """Let the metrics know how things stand. Raises StoreError and FileError."""
    query = select(jobs.c.state, func.count()).group_by(jobs.c.state)
    with reading(engine) as connection:
        found = {state: int(count) for state, count in connection.execute(query)}
    metrics.stand(found, _age(data / FOLDER, now))


def _age(folder: Path, now: datetime) -> float | None:
    with telling(folder):
        times = [path.stat().st_mtime for path in folder.glob("*-daily*.json")]
    return now.timestamp() - max(times) if times else None
