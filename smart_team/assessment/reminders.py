"""Reminders: of what is due soon, and once of what is overdue.

What has been told stands in the inboxes: the same submission, state and due day are told to a
person once, however often the clock looks and whenever the program was down.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import Connection, delete, select

from smart_team.assessment.audience import acting_next
from smart_team.assessment.clockwork import CLOCK
from smart_team.assessment.loading import find_for_clock
from smart_team.assessment.notices import Notice, Sort, keep, words_of
from smart_team.assessment.windows import load_calendar
from smart_team.people.principal import load_everybody
from smart_team.procedure.calendar import deadline, shanghai_day
from smart_team.store.audit import Act
from smart_team.store.clock import instant_of, stamp
from smart_team.store.database import reading
from smart_team.store.gate import Gate, Work
from smart_team.store.tables import notifications, submissions

SOON: Final = 2
"""Working days before its due day from which a submission is due soon."""
_Standing = tuple[str, str | None]
"""A submission's state, and when it is due."""
REMINDERS: Final[tuple[Sort, Sort]] = ("due_soon", "overdue")


def remind(gate: Gate) -> int:
    """Remind whoever has to act, and take back unread reminders that no longer hold.

    Returns how many reminders that made.
    """
    now = gate.clock()
    with reading(gate.engine) as connection:
        due = list(_due(connection, stamp(now)))
        outdated = _outdated(connection, stamp(now))
        fresh = _untold(connection, due)
    if not fresh and not outdated:
        return 0
    return gate.write(Act(CLOCK, "remind"), lambda work: _remind(work, due))


def _remind(work: Work, due: Sequence[Notice]) -> int:
    where = notifications.c.id.in_(_outdated(work.connection, work.at))
    removed = work.connection.execute(delete(notifications).where(where)).rowcount
    at = _standing(work.connection, [notice.submission for notice in due])
    still = [notice for notice in due if at.get(notice.submission) == _place(notice.content)]
    told = keep(work, _untold(work.connection, still))
    work.trace.silent = not told and not removed
    return told


def _due(connection: Connection, now: str) -> Iterator[Notice]:
    """Yield every reminder that holds now, told or not."""
    day = shanghai_day(instant_of(now))
    until = stamp(deadline(day, SOON, load_calendar(connection), "working"))
    everybody = load_everybody(connection, day)
    query = select(submissions.c.id, submissions.c.due_at).where(submissions.c.due_at <= until)
    for row in connection.execute(query.order_by(submissions.c.due_at)).all():
        found = find_for_clock(connection, row.id)
        sort: Sort = "overdue" if row.due_at <= now else "due_soon"
        persons = acting_next(everybody, found.target)
        words = words_of(found) if persons else ""
        for person in persons:
            yield Notice(person, sort, found.id, words)


def _untold(connection: Connection, due: Sequence[Notice]) -> list[Notice]:
    table = notifications.c
    columns = (table.person, table.sort, table.submission, table.content)
    rows = connection.execute(select(*columns).where(table.sort.in_(REMINDERS)))
    told = {tuple(row) for row in rows}
    return [notice for notice in due if tuple(notice) not in told]


def _outdated(connection: Connection, now: str) -> list[str]:
    """Return the unread reminders that no longer hold.

    The submission has moved, or its day has; or what was due soon is overdue by now.
    """
    table = notifications.c
    query = select(table.id, table.sort, table.submission, table.content)
    unread = query.where(table.sort.in_(REMINDERS), table.read_at.is_(None))
    rows = connection.execute(unread).all()
    at = _standing(connection, [row.submission for row in rows])
    return [
        row.id
        for row in rows
        if at[row.submission] != _place(row.content)
        or (row.sort == "due_soon" and str(at[row.submission][1]) <= now)
    ]


def _standing(connection: Connection, ids: Sequence[str | None]) -> dict[str | None, _Standing]:
    """Return where submissions stand now, and when that is due."""
    table = submissions.c
    query = select(table.id, table.state, table.due_at).where(table.id.in_(list(set(ids))))
    return {row.id: (row.state, row.due_at) for row in connection.execute(query)}


def _place(content: str) -> _Standing:
    said = json.loads(content)
    return said["state"], said["due_at"]
