"""How far a stage is: how many units stand at which step, and who is late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import Connection

from smart_team.assessment.published import newest_published
from smart_team.assessment.views.pages import require_word
from smart_team.assessment.windows import load_calendar
from smart_team.errors import Text
from smart_team.people.principal import Principal
from smart_team.people.scopes import submissions_for
from smart_team.procedure.calendar import Calendar, deadline
from smart_team.procedure.machine import DONE, sort_of, states_of, step_of
from smart_team.procedure.schema import Procedure
from smart_team.procedure.words import state_title
from smart_team.store.clock import stamp
from smart_team.store.tables import submissions

Light = Literal["published", "late", "soon", "on_time"]
SOON: Final = timedelta(days=3)
_OPENING: Final = frozenset({"claim", "sign_off"})
_JUDGING: Final = _OPENING | {"review"}


@dataclass(frozen=True, slots=True)
class StepProgress:
    """One state of the way: how many stand there, how many of them too long; `due` is its day."""

    state: str
    title: Text
    due: str | None
    count: int
    late: int


@dataclass(frozen=True, slots=True)
class StageProgress:
    """How far a stage's units are, of those that a person may read."""

    units: int
    handed_in: int
    judged: int
    finished: int
    late: int
    light: Light
    steps: tuple[StepProgress, ...]


def stage_progress(
    connection: Connection,
    principal: Principal,
    stage: str,
    procedure: Procedure,
    starts_on: str,
    now: datetime,
) -> StageProgress:
    """Return how far a stage is, over the submissions that this person may read."""
    require_word(stage)
    query = submissions_for(principal).where(submissions.c.stage == stage)
    rows = connection.execute(
        query.with_only_columns(submissions.c.state, submissions.c.due_at)
    ).all()
    at, soon = stamp(now), stamp(now + SOON)
    late = Counter(row.state for row in rows if row.due_at is not None and row.due_at <= at)
    near = any(row.due_at is not None and at < row.due_at <= soon for row in rows)
    counts = Counter(str(row.state) for row in rows)
    published = newest_published(connection, stage) is not None
    light: Light = "late" if late else "soon" if near else "on_time"
    return StageProgress(
        len(rows),
        _beyond(procedure, rows, _OPENING),
        _beyond(procedure, rows, _JUDGING),
        counts[DONE],
        sum(late.values()),
        "published" if published else light,
        tuple(_steps(connection, procedure, date.fromisoformat(starts_on), counts, late)),
    )


def _beyond(procedure: Procedure, rows: Sequence[Any], sorts: frozenset[str]) -> int:
    """Return how many stand beyond all steps of these sorts."""
    waiting = {step.id for step in procedure.steps if sort_of(step) in sorts}
    return sum(row.state not in waiting for row in rows)


def _steps(
    connection: Connection,
    procedure: Procedure,
    starts: date,
    counts: Counter[str],
    late: Counter[str],
) -> list[StepProgress]:
    calendar = load_calendar(connection)
    return [
        StepProgress(
            state,
            state_title(procedure, state),
            _planned(procedure, state, starts, calendar),
            counts[state],
            late[state],
        )
        for state in states_of(procedure)
    ]


def _planned(procedure: Procedure, state: str, starts: date, calendar: Calendar) -> str | None:
    step = step_of(procedure, state)
    if step is None or step.due is None or step.id != state:
        return None
    return stamp(deadline(starts, step.due, calendar, "working"))
