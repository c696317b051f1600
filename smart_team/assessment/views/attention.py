"""What an administrator has to see to: what is overdue, ready, failed, missing or unused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

from sqlalchemy import Connection, Table, func, select

from smart_team.assessment.library import Library
from smart_team.assessment.views.cycles import cycle_view
from smart_team.assessment.views.pages import require_city
from smart_team.assessment.windows import load_calendar
from smart_team.errors import Text
from smart_team.people.principal import Principal
from smart_team.procedure.calendar import shanghai_day
from smart_team.procedure.machine import DONE, sort_of, step_of
from smart_team.store.clock import stamp
from smart_team.store.tables import (
    assignments,
    cycles,
    jobs,
    people,
    sessions,
    submissions,
    units,
)

UNUSED_DAYS: Final = 90
NOTICE_MONTH: Final = 11
"""The month by which the notice on the next year's holidays is usually out."""
UNIT_ROLES: Final = ("clerk", "approver")


@dataclass(frozen=True, slots=True)
class Overdue:
    """A cycle in which work is overdue."""

    cycle: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Ready:
    """A stage that waits for the administrator: to be announced, rated, or told of."""

    stage: str
    cycle: str
    title: Text
    act: Literal["announce", "publish", "send_feedback"]
    count: int


@dataclass(frozen=True, slots=True)
class Attention:
    """All of it; `units`, `people` and `cycles` say how far an installation is set up."""

    units: int
    people: int
    cycles: int
    overdue: tuple[Overdue, ...]
    ready: tuple[Ready, ...]
    failed_jobs: int
    uncovered: tuple[int, ...]
    unused: int
    without: dict[str, int]
    """How many units have nobody in a role, by role."""


def attention(
    connection: Connection, principal: Principal, now: datetime, library: Library
) -> Attention:
    """Return what there is to see to; raises ForbiddenError for who manages nobody."""
    require_city(principal, "manage_people")
    day = shanghai_day(now)
    return Attention(
        _count(connection, units),
        _count(connection, people),
        _count(connection, cycles),
        tuple(_overdue(connection, stamp(now))),
        tuple(_ready(connection, principal, library)),
        _failed(connection, stamp(now - timedelta(days=7))),
        uncovered_years(connection, day),
        len(unused(connection, now)),
        {role: len(units_without(connection, role, day)) for role in UNIT_ROLES},
    )


def uncovered_years(connection: Connection, day: date) -> tuple[int, ...]:
    """Return the years that matter now of which the calendar knows only weekends."""
    calendar = load_calendar(connection)
    years = [day.year, *([day.year + 1] if day.month >= NOTICE_MONTH else [])]
    return tuple(year for year in years if not calendar.covers(year))


def units_without(connection: Connection, role: str, day: date) -> list[str]:
    """Return the registered units for which nobody holds a role on a day, by code."""
    today, held = day.isoformat(), assignments.c
    holding = (
        select(held.unit)
        .join(people, people.c.id == held.person)
        .where(
            held.role == role,
            held.unit.is_not(None),
            held.from_day <= today,
            held.until_day.is_(None) | (held.until_day >= today),
            people.c.disabled_at.is_(None),
        )
    )
    query = select(units.c.code).where(units.c.code.not_in(holding)).order_by(units.c.code)
    return list(connection.execute(query).scalars())


def unused(connection: Connection, now: datetime) -> list[str]:
    """Return who did not come for ninety days, and was not added since."""
    since = stamp(now - timedelta(days=UNUSED_DAYS))
    seen = select(sessions.c.person).where(sessions.c.seen_at >= since)
    query = select(people.c.id).where(
        people.c.disabled_at.is_(None), people.c.created_at < since, people.c.id.not_in(seen)
    )
    return list(connection.execute(query.order_by(people.c.id)).scalars())


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _failed(connection: Connection, since: str) -> int:
    where = (jobs.c.state == "failed", jobs.c.ended_at >= since)
    return int(connection.execute(select(func.count()).where(*where)).scalar_one())


def _overdue(connection: Connection, now: str) -> Iterator[Overdue]:
    query = (
        select(cycles.c.id, cycles.c.title, func.count())
        .join(submissions, submissions.c.cycle == cycles.c.id)
        .where(submissions.c.due_at <= now, submissions.c.state != DONE)
        .group_by(cycles.c.id, cycles.c.title)
        .order_by(cycles.c.id)
    )
    for id_, title, count in connection.execute(query):
        yield Overdue(id_, title, count)


def _ready(connection: Connection, principal: Principal, library: Library) -> Iterator[Ready]:
    running = select(submissions.c.cycle).where(submissions.c.state != DONE).distinct()
    for id_ in connection.execute(running.order_by(submissions.c.cycle)).scalars().all():
        found = cycle_view(connection, principal, id_, library)
        for stage in found.stages:
            for state, count in stage.states.items():
                step = step_of(found.procedure, state)
                if step is None or state != step.id:
                    continue
                act = _ACTS.get(sort_of(step))
                whole = sum(stage.states.values()) == count
                if act is not None and (whole or act != "publish"):
                    yield Ready(stage.id, found.named.title, stage.title, act, count)


_ACTS: Final[dict[str, Literal["announce", "publish", "send_feedback"]]] = {
    "publicity": "announce",
    "rating": "publish",
    "feedback": "send_feedback",
}
