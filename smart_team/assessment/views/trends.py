"""A module's published stages one after the other: where the city and its systems have come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from smart_team.assessment.library import Library
from smart_team.assessment.views.pages import absent
from smart_team.assessment.views.published import content_of
from smart_team.assessment.views.ranked import RankedRow
from smart_team.assessment.views.rollups import RollUps, roll_ups
from smart_team.errors import Text
from smart_team.people.policy import CITY, may
from smart_team.people.principal import Principal
from smart_team.scoring.units import Unit
from smart_team.store.tables import cycle_units, cycles, documents, publications, stages

MOST: Final = 12
"""Published stages that a trend shows, the newest of them."""


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """What holds of one published stage; `full_marks` says of how many points its means are."""

    cycle: str
    cycle_title: str
    stage: str
    title: Text
    publication: str
    published_at: str
    full_marks: str
    roll_ups: RollUps


def trend(
    connection: Connection, principal: Principal, module: str, library: Library
) -> tuple[TrendPoint, ...]:
    """Return a module's newest published stages, oldest first; raises AbsentError."""
    if not may(principal, "results", CITY):
        raise absent()
    newest = (
        select(publications.c.stage, func.max(publications.c.number).label("number"))
        .group_by(publications.c.stage)
        .subquery()
    )
    query = (
        select(publications, cycles.c.title, stages.c.cycle, stages.c.rubric, documents.c.text)
        .join(
            newest,
            (newest.c.stage == publications.c.stage) & (newest.c.number == publications.c.number),
        )
        .join(stages, stages.c.id == publications.c.stage)
        .join(cycles, cycles.c.id == stages.c.cycle)
        .join(documents, documents.c.hash == stages.c.rubric)
        .where(cycles.c.module == module)
        .order_by(cycles.c.opened_at.desc(), stages.c.number.desc())
        .limit(MOST)
    )
    rows = connection.execute(query).all()
    return tuple(_point(connection, row, library) for row in reversed(rows))


def _point(connection: Connection, row: Row[Any], library: Library) -> TrendPoint:
    rubric = library.plan(row.rubric, row.text).rubric
    units = _units(connection, row.cycle)
    rows = [
        RankedRow(units[each["unit"]], each["status"], each["total"], None, None, None, ())
        for each in content_of(row.content)["units"]
    ]
    return TrendPoint(
        row.cycle,
        row.title,
        row.stage,
        rubric.title.text(),
        row.id,
        row.published_at,
        f"{rubric.full_marks:f}",
        roll_ups(rows),
    )


def _units(connection: Connection, cycle: str) -> dict[str, Unit]:
    table = cycle_units.c
    query = select(table.unit, table.name, table.kind, table.level, table.district)
    return {row.unit: Unit(*row) for row in connection.execute(query.where(table.cycle == cycle))}
