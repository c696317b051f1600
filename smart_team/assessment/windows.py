"""When what is asked for is due, and which windows the clock closes by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import Connection, select

from smart_team.procedure.calendar import Calendar, deadline, shanghai_day
from smart_team.procedure.machine import open_state, sort_of
from smart_team.procedure.schema import Procedure, Step
from smart_team.store.clock import stamp
from smart_team.store.tables import holidays, moved_dates, submissions


def load_calendar(connection: Connection) -> Calendar:
    """Return the working calendar that the administrator keeps."""
    rows = connection.execute(select(holidays.c.day, holidays.c.kind)).all()
    return Calendar({date.fromisoformat(row.day): row.kind for row in rows})


def due_of(
    procedure: Procedure, state: str, starts: date, calendar: Calendar, entered: datetime
) -> str | None:
    """Return when a state is due, as the store keeps times; None if it has no day.

    A publicity, an appeal's window, its decision and a rework run from the day on which they
    were entered; every other step's day counts from the stage's start, and what comes later than
    its day (after a return, say) is not given a new one. All are working days.
    """
    for step in procedure.steps:
        since = _since_entry(step)
        if state in since:
            begun = shanghai_day(entered)
            return stamp(deadline(begun, since[state], calendar, "working"))
        if state == step.id and step.due is not None:
            return stamp(deadline(starts, step.due, calendar, "working"))
    return None


def counts_from_entry(procedure: Procedure, state: str) -> bool:
    """Whether a state's days run from when a submission entered it, not from the stage's start."""
    return any(state in _since_entry(step) for step in procedure.steps)


def has_day(procedure: Procedure, state: str) -> bool:
    """Whether a state is due by some day."""
    given = any(state == step.id and step.due is not None for step in procedure.steps)
    return given or counts_from_entry(procedure, state)


def moved_to(connection: Connection, stage: str, unit: str, state: str) -> str | None:
    """Return the bound that an administrator last moved a unit's day at a step to, if any did."""
    table = moved_dates.c
    query = select(table.due_at).where(
        table.stage == stage, table.state == state, table.unit.is_(None) | (table.unit == unit)
    )
    newest = query.order_by(table.moved_at.desc(), table.id.desc()).limit(1)
    return connection.execute(newest).scalar()


def _since_entry(step: Step) -> Mapping[str, int]:
    """Return the states of a step whose days count from their own beginning."""
    if step.rework is not None:
        return {step.id: step.rework.days}
    if step.appeal is not None:
        return {step.id: step.appeal.window_days, open_state(step): step.appeal.decide_days}
    if step.publicity_days is not None:
        return {open_state(step): step.publicity_days}
    return {}


def is_window(procedure: Procedure, state: str) -> bool:
    """Whether the clock ends this state; nothing can be done in it after it is due."""
    for step in procedure.steps:
        if sort_of(step) == "publicity" and state == open_state(step):
            return True
        if sort_of(step) in {"appeal", "rework"} and state == step.id:
            return True
    return False


def overdue(connection: Connection, now: str) -> list[str]:
    """Return the submissions whose day has passed, oldest first."""
    query = select(submissions.c.id).where(submissions.c.due_at <= now)
    return list(connection.execute(query.order_by(submissions.c.due_at)).scalars())
