"""Moving the day by which a step is due, with a reason: for a whole stage or for some units.

Who has to act is told at once, and what was planned for the old day is taken back. The days of a
stage belong to its cycle: its version is compared, so that a unit at work meets no conflict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from smart_team.assessment import calendar_messages as cm
from smart_team.assessment import cycle_messages as m
from smart_team.assessment.audience import acting_next
from smart_team.assessment.loading import find_for_clock
from smart_team.assessment.notices import Notice, keep, words_of
from smart_team.assessment.reminders import REMINDERS
from smart_team.assessment.stage import Stage, load_stage
from smart_team.assessment.views.pages import absent, require_city
from smart_team.assessment.windows import counts_from_entry, has_day
from smart_team.errors import Problem
from smart_team.people.principal import Principal, load_everybody
from smart_team.procedure.calendar import end_of, shanghai_day
from smart_team.store import messages as store_messages
from smart_team.store.clock import new_id, stamp
from smart_team.store.gate import Work
from smart_team.store.tables import cycles, moved_dates, notifications, submissions


@dataclass(frozen=True, slots=True)
class NewDay:
    """Which step of a stage is due by which day from now on, and why.

    Without `units` it is so for all units of the stage, also for those that come there later.
    """

    stage: str
    state: str
    day: date
    reason: str
    units: Sequence[str] = ()


def move_dates(work: Work, principal: Principal, cycle: str, seen: int, new: NewDay) -> int:
    """Move the day of a step; returns the cycle's new version. Raises RefusedError."""
    require_city(principal, "move_dates")
    work.trace.object = cycle
    version = _require_version(work, cycle, seen)
    stage = load_stage(work.connection, new.stage)
    if stage.row.cycle != cycle:
        raise absent()
    standing = _standing(work, new)
    if problems := _flaws(work, stage, new, standing):
        raise m.RefusedError(problems)
    due = stamp(end_of(new.day))
    _record(work, principal, new, due)
    ids = [row.id for row in standing]
    moved = update(submissions).where(submissions.c.id.in_(ids))
    work.connection.execute(moved.values(due_at=due))
    _tell(work, principal, ids, new.reason)
    changed = update(cycles).where(cycles.c.id == cycle)
    work.connection.execute(changed.values(version=version + 1))
    return version + 1


def _require_version(work: Work, cycle: str, seen: int) -> int:
    query = select(cycles.c.version).where(cycles.c.id == cycle)
    version: int | None = work.connection.execute(query).scalar()
    if version is None:
        raise absent()
    if version != seen:
        values = {"seen": seen, "now": version}
        raise store_messages.ConflictError([Problem(store_messages.STALE, values=values)])
    return version


def _standing(work: Work, new: NewDay) -> list[Row[Any]]:
    """Return the submissions whose day is moved now."""
    table = submissions.c
    query = select(table.id, table.unit, table.due_at).where(
        table.stage == new.stage, table.state == new.state
    )
    if new.units:
        query = query.where(table.unit.in_(new.units))
    return list(work.connection.execute(query.order_by(table.unit)))


def _flaws(work: Work, stage: Stage, new: NewDay, standing: Sequence[Row[Any]]) -> list[Problem]:
    found, today = [], shanghai_day(work.now)
    if not new.reason.strip():
        found.append(Problem(m.NO_REASON))
    if new.day < today:
        found.append(Problem(cm.PAST_DAY, values={"day": new.day, "today": today}))
    fleeting = counts_from_entry(stage.procedure, new.state)
    if not has_day(stage.procedure, new.state) or (fleeting and not standing):
        found.append(Problem(cm.NOTHING_DUE, values={"state": new.state}))
    elif strangers := sorted(set(new.units) - {row.unit for row in standing}):
        found.append(Problem(cm.NOT_IN_STAGE, values={"units": ", ".join(strangers)}))
    return found


def _record(work: Work, principal: Principal, new: NewDay, due: str) -> None:
    rows = [
        {
            "id": new_id(work.now),
            "stage": new.stage,
            "state": new.state,
            "unit": unit,
            "due_at": due,
            "reason": new.reason.strip(),
            "moved_by": principal.person,
            "moved_at": work.at,
        }
        for unit in dict.fromkeys(new.units or (None,))
    ]
    work.connection.execute(insert(moved_dates), rows)
    work.trace.after = f"{new.state} {new.day.isoformat()}"


def _tell(work: Work, principal: Principal, ids: Sequence[str], reason: str) -> None:
    """Take back unread reminders of the old day, and tell the new one to who has to act."""
    planned = delete(notifications).where(
        notifications.c.submission.in_(ids),
        notifications.c.sort.in_(REMINDERS),
        notifications.c.read_at.is_(None),
    )
    work.connection.execute(planned)
    everybody = load_everybody(work.connection, shanghai_day(work.now))
    told = []
    for id_ in ids:
        found = find_for_clock(work.connection, id_)
        words = words_of(found, reason=reason.strip())
        persons = acting_next(everybody, found.target)
        told += [Notice(each, "day_moved", id_, words) for each in persons]
    keep(work, (each for each in told if each.person != principal.person))
