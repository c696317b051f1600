"""Who sits where: the panels of a stage, the inspectors, and the days that were moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from smart_team.assessment.loading import find
from smart_team.assessment.seats import needs_seats, sitting, size_of, step_with_seats
from smart_team.assessment.stage import load_stage
from smart_team.assessment.views.pages import require_city, require_word
from smart_team.people.principal import Principal, load_everybody
from smart_team.people.scopes import submissions_for
from smart_team.procedure.calendar import shanghai_day
from smart_team.store.tables import moved_dates, panel_members, people, stages, submissions


@dataclass(frozen=True, slots=True)
class Inspector:
    """An inspector of today, and how many submissions of the stage they sit for at the step."""

    id: str
    name: str
    seats: int


@dataclass(frozen=True, slots=True)
class Panel:
    """One submission's seats at a step: who sits, and who has confirmed or written there."""

    submission: str
    unit: str
    name: str
    version: int
    size: int
    members: tuple[str, ...]
    bound: frozenset[str]


@dataclass(frozen=True, slots=True)
class Seating:
    """A step's panels over a stage, and everybody who could sit."""

    panels: tuple[Panel, ...]
    inspectors: tuple[Inspector, ...]
    names: Mapping[str, str]
    """Of everybody who sits or could."""


@dataclass(frozen=True, slots=True)
class MovedDay:
    """A day that was moved, by whom and why."""

    stage: str
    state: str
    unit: str | None
    due_at: str
    reason: str
    by: str
    at: str


def seating(
    connection: Connection, principal: Principal, stage: str, step: str, now: datetime
) -> Seating:
    """Return the panels of a step of a stage; raises AbsentError."""
    require_city(principal, "panel_members")
    require_word(stage)
    load_stage(connection, stage)
    query = submissions_for(principal).where(submissions.c.stage == stage)
    ids = [row.id for row in connection.execute(query.order_by(submissions.c.unit))]
    panels = [panel for id_ in ids if (panel := _panel(connection, principal, id_, step))]
    load = Counter(person for panel in panels for person in panel.members)
    names = dict(connection.execute(select(people.c.id, people.c.name)).all())
    able = [
        Inspector(each.person, names[each.person], load[each.person])
        for each in load_everybody(connection, shanghai_day(now))
        if "inspector" in each.roles()
    ]
    shown = {*load, *(each.id for each in able)}
    return Seating(tuple(panels), tuple(able), {each: names[each] for each in shown})


def _panel(connection: Connection, principal: Principal, id_: str, step: str) -> Panel | None:
    found = find(connection, principal, id_)
    if not needs_seats(found, step):
        return None
    there, row = sitting(connection, id_, step), found.row
    return Panel(
        id_,
        row.unit,
        row.name,
        row.version,
        size_of(step_with_seats(found, step)),
        tuple(there),
        frozenset(person for person, said in there.items() if said),
    )


def seated_counts(
    connection: Connection, principal: Principal, cycle: str
) -> dict[tuple[str, str], int]:
    """Return how many submissions of a cycle have anybody seated, by stage and step."""
    require_city(principal, "panel_members")
    query = (
        select(submissions.c.stage, panel_members.c.step, submissions.c.id)
        .join(panel_members, panel_members.c.submission == submissions.c.id)
        .where(submissions.c.cycle == cycle)
        .distinct()
    )
    return dict(Counter((row.stage, row.step) for row in connection.execute(query)))


def moved_days(connection: Connection, principal: Principal, cycle: str) -> list[MovedDay]:
    """Return the days of a cycle that were moved, the newest first."""
    require_city(principal, "move_dates")
    query = (
        select(moved_dates, people.c.name)
        .join(stages, stages.c.id == moved_dates.c.stage)
        .join(people, people.c.id == moved_dates.c.moved_by)
        .where(stages.c.cycle == cycle)
        .order_by(moved_dates.c.moved_at.desc(), moved_dates.c.id.desc())
    )
    return [
        MovedDay(row.stage, row.state, row.unit, row.due_at, row.reason, row.name, row.moved_at)
        for row in connection.execute(query)
    ]
