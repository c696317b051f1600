"""Everybody's long work, for who keeps the installation."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from smart_team.assessment.views.pages import require_city
from smart_team.people.principal import Principal
from smart_team.store.tables import jobs, people


@dataclass(frozen=True, slots=True)
class AnyJob:
    """A job, by whom it was asked for; what it was asked with is not told."""

    id: str
    sort: str
    state: str
    done: int
    total: int
    result: Mapping[str, Any] | None
    by: str
    asked_at: str
    ended_at: str | None


def jobs_list(
    connection: Connection, principal: Principal, limit: int = 20, sort: str | None = None
) -> Sequence[AnyJob]:
    """Return the newest jobs of everybody, or those of a sort."""
    require_city(principal, "read_audit")
    query = select(jobs, people.c.name).join(people, people.c.id == jobs.c.asked_by)
    if sort is not None:
        query = query.where(jobs.c.sort == sort)
    rows = connection.execute(query.order_by(jobs.c.id.desc()).limit(limit))
    return [
        AnyJob(
            row.id,
            row.sort,
            row.state,
            row.done,
            row.total,
            None if row.result is None else json.loads(row.result),
            row.name,
            row.asked_at,
            row.ended_at,
        )
        for row in rows
    ]
