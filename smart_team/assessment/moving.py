"""A submission moves: the procedure's table decides where to, one transaction records it all."""

from __future__ import annotations

import json

from sqlalchemy import func, insert, select, update

from smart_team.assessment import cycle_messages as m
from smart_team.assessment import leases
from smart_team.assessment.loading import Submission
from smart_team.assessment.published import newest_published
from smart_team.assessment.windows import (
    counts_from_entry,
    due_of,
    is_window,
    load_calendar,
    moved_to,
)
from smart_team.errors import Problem
from smart_team.procedure.calendar import is_in_time
from smart_team.procedure.machine import (
    DONE,
    NEEDS_REASON,
    TIMELESS,
    Action,
    Key,
    Transition,
    step_of,
)
from smart_team.scoring.fixed import micro, parse_score
from smart_team.store.clock import instant_of, new_id
from smart_team.store.gate import Work
from smart_team.store.tables import appeals, moves, outbox, panel_members, submissions


def move(
    work: Work,
    found: Submission,
    action: Action,
    person: str | None,
    reason: str | None = None,
) -> str:
    """Move a submission by one action of its procedure's table; returns the new state.

    State, version, due day, record of the move and notice are one transaction. Raises
    RefusedError without a reason where one is needed, and where the window has closed.
    """
    if action in NEEDS_REASON and not (reason or "").strip():
        raise m.RefusedError([Problem(m.NO_REASON)])
    transition = found.target.table[Key(found.row.state, action)]
    if action not in TIMELESS:
        require_in_time(work, found)
    late = action not in TIMELESS - {"close"} and _is_late(work, found)
    after = transition.leads_to(met=_met(work, found, transition))
    _record(work, found, action, after, person, reason, late=late)
    _enter(work, found, action, after, person)
    return after


def require_in_time(work: Work, found: Submission) -> None:
    """Raise RefusedError where the window has closed, even if the clock has yet to say so."""
    if _is_late(work, found) and is_window(found.procedure, found.row.state):
        raise m.RefusedError([Problem(m.TOO_LATE, values={"due": found.row.due_at})])


def _is_late(work: Work, found: Submission) -> bool:
    due = found.row.due_at
    return due is not None and not is_in_time(work.now, instant_of(due))


def _met(work: Work, found: Submission, transition: Transition) -> bool:
    match transition.guard:
        case "panel_complete":
            return _confirmed(work, found) >= _size(found)
        case "open_appeals":
            return _open_appeals(work, found) > 0
        case "no_open_appeals":
            return _open_appeals(work, found) == 0
        case "below":
            return _below(work, found, transition.next)
        case "times_left":
            return _times_left(work, found)
        case None:
            return True


def _below(work: Work, found: Submission, after: str) -> bool:
    """Whether the unit's published total is below the line of the rework that comes next.

    Points are what a rework makes good: neither a unit without a total nor one that a redline
    gives the lowest grade at a higher total has anything to rework.
    """
    step = step_of(found.procedure, after)
    if step is None or step.rework is None:
        return True
    published = newest_published(work.connection, found.row.stage)
    if published is None:
        raise m.RefusedError([Problem(m.NOT_PUBLISHED)])
    row = published.unit(found.row.unit)
    if row is None or row["status"] != "rated":
        return False
    return parse_score(row["total"]) < micro(step.rework.below)


def _times_left(work: Work, found: Submission) -> bool:
    """Whether the unit may hand in its rework once more."""
    rework, table = found.step.rework, moves.c
    handed_in = select(func.count()).where(
        table.submission == found.id, table.action == "submit", table.before == found.step.id
    )
    times = 1 if rework is None else rework.times
    return int(work.connection.execute(handed_in).scalar_one()) < times


def _size(found: Submission) -> int:
    panel = found.step.panel
    return panel.size if panel is not None else min(1, len(found.target.panel))


def _confirmed(work: Work, found: Submission) -> int:
    table = panel_members.c
    query = select(func.count()).where(
        table.submission == found.id,
        table.step == found.step.id,
        table.confirmed_at.is_not(None),
    )
    return int(work.connection.execute(query).scalar_one())


def _open_appeals(work: Work, found: Submission) -> int:
    table = appeals.c
    query = select(func.count()).where(table.submission == found.id, table.decision.is_(None))
    return int(work.connection.execute(query).scalar_one())


def _record(
    work: Work,
    found: Submission,
    action: Action,
    after: str,
    person: str | None,
    reason: str | None,
    *,
    late: bool,
) -> None:
    row = {
        "id": new_id(work.now),
        "submission": found.id,
        "number": found.row.version + 1,
        "action": action,
        "before": found.row.state,
        "after": after,
        "reason": reason,
        "late": late,
        "moved_by": person,
        "moved_at": work.at,
    }
    work.connection.execute(insert(moves).values(row))
    if after != found.row.state or action == "correct":
        content = {"action": action, "unit": found.row.unit, "state": after}
        notice = {
            "id": new_id(work.now),
            "sort": "moved",
            "submission": found.id,
            "content": json.dumps(content, sort_keys=True),
            "at": work.at,
        }
        work.connection.execute(insert(outbox).values(notice))


def _enter(work: Work, found: Submission, action: Action, after: str, person: str | None) -> None:
    values: dict[str, object] = {"state": after, "version": found.row.version + 1}
    if after != found.row.state:
        calendar = load_calendar(work.connection)
        starts = found.starts_on
        due = None if after == DONE else due_of(found.procedure, after, starts, calendar, work.now)
        values["due_at"] = _moved(work, found, after) or due
        leases.end(work.connection, found.id)
    if action == "submit":
        values["submitted_by"] = person
    if action == "return":
        _reopen(work, found, after)
    where = submissions.c.id == found.id
    work.connection.execute(update(submissions).where(where).values(values))
    work.trace.before, work.trace.after = found.row.state, after


def _moved(work: Work, found: Submission, after: str) -> str | None:
    """Return the day that an administrator gave a step, whose days count from the stage's start."""
    if counts_from_entry(found.procedure, after):
        return None
    return moved_to(work.connection, found.row.stage, found.row.unit, after)


def _reopen(work: Work, found: Submission, after: str) -> None:
    """What was confirmed from that step on must be confirmed anew; what was written stays."""
    steps, table = [step.id for step in found.procedure.steps], panel_members
    again = steps[steps.index(after) :] if after in steps else []
    mine = (table.c.submission == found.id, table.c.step.in_(again))
    work.connection.execute(update(table).where(*mine).values(confirmed_at=None))
