"""All units of a stage that wait for the same plain move, moved at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from sqlalchemy import Connection

from smart_team.assessment import bulk_messages as m
from smart_team.assessment import cycle_messages
from smart_team.assessment.library import Library
from smart_team.assessment.loading import Submission, find, require
from smart_team.assessment.metrics.keeping import freeze
from smart_team.assessment.moving import move
from smart_team.errors import Problem
from smart_team.people.principal import Principal
from smart_team.people.scopes import submissions_for
from smart_team.procedure.words import ACTIONS
from smart_team.store.gate import Work
from smart_team.store.tables import submissions

Bulk = Literal["announce", "send_feedback"]
"""Moves that a stage's units can make together: they need no word on any one of them."""


def move_all(
    work: Work, principal: Principal, stage: str, action: Bulk, seen: int, library: Library
) -> list[str]:
    """Move every unit of a stage that waits for an action; returns their submissions.

    `seen` is how many the person saw waiting: with more or fewer nothing is done. Raises
    AbsentError, ForbiddenError, and RefusedError where nobody waits.
    """
    work.trace.object = stage
    waiting = waiting_for(work.connection, principal, stage, action)
    values = {"action": ACTIONS[action]}
    if not waiting:
        raise cycle_messages.RefusedError([Problem(m.NOBODY_THERE, values=values)])
    if len(waiting) != seen:
        numbers = {**values, "now": len(waiting), "seen": seen}
        raise cycle_messages.RefusedError([Problem(m.OTHERS_THERE, values=numbers)])
    ends = Counter(move(work, found, action, principal.person) for found in waiting)
    if action == "announce":
        freeze(work, stage, library, [found.id for found in waiting])
    work.trace.before = ",".join(sorted({found.row.state for found in waiting}))[:80]
    work.trace.after = ",".join(sorted(ends))[:80]
    return [found.id for found in waiting]


def waiting_for(
    connection: Connection, principal: Principal, stage: str, action: Bulk
) -> Sequence[Submission]:
    """Return the submissions that wait for an action, to a person who may make it anywhere.

    Raises AbsentError and ForbiddenError.
    """
    query = submissions_for(principal).where(submissions.c.stage == stage)
    ids = query.with_only_columns(submissions.c.id).order_by(submissions.c.unit)
    found = [find(connection, principal, id_) for id_ in connection.execute(ids).scalars()]
    if not found:
        raise cycle_messages.AbsentError([Problem(cycle_messages.ABSENT)])
    waiting = []
    for each in found:
        states = [key.state for key in each.target.table if key.action == action]
        if not states:
            continue
        state = each.row.state if each.row.state in states else states[0]
        require(principal, action, replace(each, target=replace(each.target, state=state)))
        if each.row.state in states:
            waiting.append(each)
    return waiting
