"""Metrics are counted anew: by the clock every hour, and by an administrator at any time."""

from __future__ import annotations

from sqlalchemy import Connection, exists, select

from smart_team.assessment.clockwork import CLOCK
from smart_team.assessment.library import Library
from smart_team.assessment.metrics.keeping import recount
from smart_team.assessment.stage import load_stage
from smart_team.assessment.views.pages import require_city
from smart_team.people.principal import Principal
from smart_team.store.audit import Act
from smart_team.store.database import reading
from smart_team.store.gate import Gate, Work
from smart_team.store.tables import publications, stages


def recount_stage(work: Work, principal: Principal, stage: str, library: Library) -> int:
    """Count a stage's metrics now; returns of how many submissions any changed.

    What was announced stays as it is. Raises AbsentError and ForbiddenError.
    """
    require_city(principal, "count_metrics")
    work.trace.object = load_stage(work.connection, stage).row.id
    return recount(work, stage, library)


def recount_all(gate: Gate, library: Library) -> int:
    """Count the metrics of every stage that is not published; returns what changed."""
    with reading(gate.engine) as connection:
        open_ = _unpublished(connection)
    return sum(
        gate.write(Act(CLOCK, "count_metrics", stage), _Recounting(stage, library))
        for stage in open_
    )


def _unpublished(connection: Connection) -> list[str]:
    published = exists().where(publications.c.stage == stages.c.id)
    return list(connection.execute(select(stages.c.id).where(~published)).scalars())


class _Recounting:
    """One stage's counting, as a piece of work that leaves no trace where nothing changed."""

    def __init__(self, stage: str, library: Library) -> None:
        self.stage = stage
        self.library = library

    def __call__(self, work: Work) -> int:
        changed = recount(work, self.stage, self.library)
        work.trace.silent = not changed
        return changed
