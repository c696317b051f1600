"""What is announced now (公示): to whom, until when, and when an appeal is taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, select

from smart_team.assessment.library import Library
from smart_team.assessment.stage import Stage, load_stage
from smart_team.assessment.views.sources import Asked
from smart_team.errors import Text
from smart_team.people.policy import CITY, may
from smart_team.people.principal import Principal
from smart_team.procedure.machine import DONE, open_state, sort_of
from smart_team.procedure.schema import Procedure
from smart_team.scoring.units import Unit
from smart_team.store.tables import cycles, stages, submissions

Phase = Literal["publicity", "appeal"]


@dataclass(frozen=True, slots=True)
class Announcement:
    """A stage of which results are announced, or appeals are taken, as one person may know it.

    `until` is the end of the phase for the last unit; `is_whole` says that all units are announced,
    so that everybody may see the table; `mine` are the units of this person, with their
    submissions.
    """

    stage: str
    cycle: str
    cycle_title: str
    title: Text
    phase: Phase
    until: str | None
    announced: int
    units: int
    is_whole: bool
    appeal_days: int | None
    mine: tuple[tuple[Unit, str], ...]


def announcements(
    connection: Connection, principal: Principal, library: Library
) -> tuple[Announcement, ...]:
    """Return what is announced to this person now; what ends first comes first."""
    if not may(principal, "results", CITY):
        return ()
    found = (
        each
        for stage in _going_on(connection)
        for each in _of_stage(connection, principal, stage, library)
    )
    return tuple(sorted(found, key=lambda each: (each.until or "", each.stage)))


def _going_on(connection: Connection) -> list[str]:
    query = select(submissions.c.stage).where(submissions.c.state != DONE)
    return sorted(connection.execute(query.distinct()).scalars())


def _of_stage(
    connection: Connection, principal: Principal, stage_id: str, library: Library
) -> Iterator[Announcement]:
    stage = load_stage(connection, stage_id)
    counts = _states(connection, stage_id)
    shown: dict[Phase, list[Row[Any]]] = {}
    for state, phase in _phases(stage.procedure).items():
        if state in counts:
            shown.setdefault(phase, []).append(counts[state])
    if not shown:
        return
    asked = Asked(connection, principal, stage, library)
    if not (asked.sees_standing or asked.is_announced or asked.readable):
        return
    for phase, rows in shown.items():
        concerned = _concerned(asked, phase)
        if concerned or asked.sees_standing or asked.is_announced:
            yield _announcement(asked, phase, rows, concerned)


def _phases(procedure: Procedure) -> dict[str, Phase]:
    found: dict[str, Phase] = {}
    for step in procedure.steps:
        if sort_of(step) == "publicity":
            found[open_state(step)] = "publicity"
        elif sort_of(step) == "appeal":
            found[step.id] = "appeal"
    return found


def _states(connection: Connection, stage: str) -> dict[str, Row[Any]]:
    table = submissions.c
    columns = (table.state, func.count().label("units"), func.max(table.due_at).label("until"))
    query = select(*columns).where(table.stage == stage).group_by(table.state)
    return {row.state: row for row in connection.execute(query)}


def _concerned(asked: Asked, phase: Phase) -> list[tuple[Unit, str]]:
    """Return the units of this person that are in a phase, with their submissions."""
    here = {state for state, each in _phases(asked.stage.procedure).items() if each == phase}
    own = {each.unit for each in asked.principal.assignments if each.unit}
    return [
        (Unit(row.unit, row.name, row.kind, row.level, row.district), row.id)
        for row in asked.readable.values()
        if row.unit in own and row.state in here
    ]


def _announcement(
    asked: Asked, phase: Phase, rows: list[Row[Any]], mine: list[tuple[Unit, str]]
) -> Announcement:
    stage: Stage = asked.stage
    query = (
        select(cycles.c.id, cycles.c.title)
        .join(stages, stages.c.cycle == cycles.c.id)
        .where(stages.c.id == stage.row.id)
    )
    cycle = asked.connection.execute(query).one()
    appeal = next((step.appeal for step in stage.procedure.steps if step.appeal), None)
    return Announcement(
        stage.row.id,
        cycle.id,
        cycle.title,
        asked.plan.rubric.title.text(),
        phase,
        max((row.until for row in rows if row.until), default=None),
        sum(row.units for row in rows),
        len(asked.everything),
        asked.is_announced,
        None if appeal is None else appeal.window_days,
        tuple(mine),
    )
