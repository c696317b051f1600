"""A stage as its pages name it, and the publications with which it can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from smart_team.assessment.views.pages import absent, require_word
from smart_team.assessment.views.sources import Asked
from smart_team.procedure.schema import Procedure
from smart_team.rubric.schema import Rubric
from smart_team.store.tables import cycles, documents, publications, stages


@dataclass(frozen=True, slots=True)
class Comparable:
    """A publication with which a stage can be compared: its own, or that of an earlier cycle."""

    id: str
    stage: str
    cycle_title: str
    number: int
    published_at: str


@dataclass(frozen=True, slots=True)
class StageHead:
    """What a page on a stage says above everything else."""

    id: str
    number: int
    cycle: str
    cycle_title: str
    module: str
    weight: str
    starts_on: str
    rubric: Rubric
    rubric_hash: str
    procedure: Procedure
    comparables: tuple[Comparable, ...]

    def period_before(self) -> str | None:
        """Return the newest publication of an earlier cycle."""
        return next((each.id for each in self.comparables if each.stage != self.id), None)


def stage_head(asked: Asked) -> StageHead:
    """Return the head of a stage for somebody who was given its table."""
    row = _row(asked.connection, asked.stage.row.id)
    return StageHead(
        row.id,
        row.number,
        row.cycle,
        row.title,
        row.module,
        row.weight,
        row.starts_on,
        asked.plan.rubric,
        asked.stage.row.rubric,
        asked.stage.procedure,
        tuple(_comparables(asked.connection, row)),
    )


def cycle_of(connection: Connection, stage: str) -> str:
    """Return the cycle of a stage; raises AbsentError."""
    require_word(stage)
    return str(_row(connection, stage).cycle)


def _row(connection: Connection, stage: str) -> Row[Any]:
    query = (
        select(stages, cycles.c.title, cycles.c.module, cycles.c.opened_at, documents.c.name)
        .join(cycles, cycles.c.id == stages.c.cycle)
        .join(documents, documents.c.hash == stages.c.rubric)
        .where(stages.c.id == stage)
    )
    row = connection.execute(query).first()
    if row is None:
        raise absent()
    return row


def _comparables(connection: Connection, row: Row[Any]) -> list[Comparable]:
    """Return, newest first, all of the stage itself and the last of each earlier period."""
    columns = (publications.c.id, publications.c.stage, publications.c.number)
    query = (
        select(*columns, publications.c.published_at, cycles.c.title)
        .join(stages, stages.c.id == publications.c.stage)
        .join(cycles, cycles.c.id == stages.c.cycle)
        .join(documents, documents.c.hash == stages.c.rubric)
        .where(
            cycles.c.module == row.module,
            documents.c.name == row.name,
            or_(stages.c.id == row.id, cycles.c.opened_at < row.opened_at),
        )
        .order_by(publications.c.published_at.desc(), publications.c.number.desc())
    )
    found, seen = [], set[str]()
    for each in connection.execute(query):
        if each.stage == row.id or each.stage not in seen:
            seen.add(each.stage)
            found.append(
                Comparable(each.id, each.stage, each.title, each.number, each.published_at)
            )
    return found
