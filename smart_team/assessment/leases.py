"""Leases: who works on a step of a submission now, so that two do not do the same work.

A lease is advice. It is asked for, renewed while the page is open, taken over after a warning, and
gone once the submission has moved on; no use case looks at it. A panel has none: each member does
their own work, and a blind one is not told who else is at it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from smart_team.assessment.loading import Submission, find, require
from smart_team.people.policy import Action, may
from smart_team.people.principal import Principal
from smart_team.store.clock import stamp
from smart_team.store.gate import Work
from smart_team.store.tables import leases, people

LASTS: Final = timedelta(minutes=30)
_WORKS: Final[tuple[Action, ...]] = ("review", "accept", "decide")
"""What a lease is for."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Who has a submission now, by name, and until when unless they go on."""

    person: str
    name: str
    until: str


def take(work: Work, principal: Principal, submission: str, *, over: bool = False) -> bool:
    """Take or renew the lease of the step at which a submission stands; returns whether one has it.

    One that is somebody else's is taken `over` only if that is said. Raises AbsentError out of
    scope, ForbiddenError for who has no work there now.
    """
    work.trace.object = submission
    found = find(work.connection, principal, submission)
    wanted = next((each for each in _WORKS if may(principal, each, found.target)), _WORKS[0])
    require(principal, wanted, found)
    before, held = hold(work, found, principal, over=over)
    # Only that somebody lost it is worth a record; to renew one's own is not.
    work.trace.silent = before in {None, principal.person} or not held
    return held


def hold(
    work: Work, found: Submission, principal: Principal, *, over: bool = False
) -> tuple[str | None, bool]:
    """Renew the lease of a submission as far as it is free; returns who had it, and whether held.

    Whoever saves what they found renews theirs by that.
    """
    if found.step.panel is not None:
        return None, True
    table = leases.c
    here = (table.submission == found.id, table.step == found.row.state)
    there = work.connection.execute(select(leases).where(*here)).first()
    before = there.person if there is not None and there.until > work.at else None
    if before not in {None, principal.person} and not over:
        return before, False
    values = {"person": principal.person, "until": stamp(work.now + LASTS)}
    if there is None:
        row = {"submission": found.id, "step": found.row.state, **values}
        work.connection.execute(insert(leases).values(row))
    else:
        work.connection.execute(update(leases).where(*here).values(values))
    return before, True


def end(connection: Connection, submission: str) -> None:
    """End every lease of a submission: it moves on."""
    connection.execute(delete(leases).where(leases.c.submission == submission))


def leases_of(
    connection: Connection, submissions: Collection[str], now: str
) -> Mapping[tuple[str, str], Lease]:
    """Return the leases that hold at a time, by submission and state."""
    table = leases.c
    query = (
        select(table.submission, table.step, table.person, people.c.name, table.until)
        .join(people, people.c.id == table.person)
        .where(table.submission.in_(submissions), table.until > now)
    )
    return {(row[0], row[1]): Lease(*row[2:]) for row in connection.execute(query)}
