"""The outbox is emptied: what has happened to submissions is told to whom it concerns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection, Row, select, update

from smart_team.assessment.audience import (
    acting_next,
    is_back,
    leaders,
    people_around_unit,
    people_of_unit,
)
from smart_team.assessment.clockwork import CLOCK
from smart_team.assessment.loading import Submission, find_for_clock
from smart_team.assessment.notices import Notice, Sort, keep, words_of, words_of_stage
from smart_team.people.principal import Principal, load_everybody
from smart_team.procedure.calendar import shanghai_day
from smart_team.store.audit import Act
from smart_team.store.database import reading
from smart_team.store.gate import Gate, Work
from smart_team.store.tables import appeals, moves, notifications, outbox

AT_ONCE: Final = 50
"""Rows that are told in one piece of work."""
PUBLISHING: Final = frozenset({"publish", "correct"})


def dispatch(gate: Gate) -> int:
    """Tell everything that waits in the outbox; returns how many notices that made.

    Whoever has lost a role by now is told nothing, and neither is the one who acted.
    """
    told = 0
    while _is_waiting(gate):
        told += gate.write(Act(CLOCK, "notify"), _deliver)
    return told


def _is_waiting(gate: Gate) -> bool:
    with reading(gate.engine) as connection:
        return connection.execute(_UNSENT.limit(1)).first() is not None


_UNSENT: Final = (
    select(outbox).where(outbox.c.sort == "moved", outbox.c.sent_at.is_(None)).order_by(outbox.c.id)
)


def _deliver(work: Work) -> int:
    everybody = load_everybody(work.connection, shanghai_day(work.now))
    rows = work.connection.execute(_UNSENT.limit(AT_ONCE)).all()
    told = 0
    for row in rows:
        found = find_for_clock(work.connection, row.submission)
        told += keep(work, _notices(work.connection, row, found, everybody))
    sent = update(outbox).where(outbox.c.id.in_([row.id for row in rows]))
    work.connection.execute(sent.values(sent_at=work.at))
    return told


def _notices(
    connection: Connection, row: Row[Any], found: Submission, everybody: list[Principal]
) -> Iterator[Notice]:
    content = json.loads(row.content)
    action, made = content["action"], _move(connection, row, content)
    told = {made.moved_by}

    def tell(persons: list[str], sort: Sort, **more: object) -> Iterator[Notice]:
        words = words_of(found, **more)
        for person in persons:
            if person not in told:
                told.add(person)
                yield Notice(person, sort, found.id, words)

    if action == "return":
        back = is_back(found.target.table, content["state"])
        unit = people_of_unit(everybody, found.target) if back else []
        yield from tell([*unit, *_next(everybody, found, content)], "returned", reason=made.reason)
    elif action == "decide":
        rulings = _rulings(connection, found.id)
        yield from tell(people_of_unit(everybody, found.target), "decided", rulings=rulings)
    elif action in PUBLISHING:
        yield from tell(people_around_unit(everybody, found.target), "published")
        yield from _to_leaders(connection, found.row.stage, row.at, leaders(everybody))
    yield from tell(_next(everybody, found, content), "turn")


def _next(everybody: list[Principal], found: Submission, content: dict[str, str]) -> list[str]:
    """Return whose turn it is; nobody's where it has gone further since."""
    still = found.row.state == content["state"]
    return acting_next(everybody, found.target) if still else []


def _move(
    connection: Connection, row: Row[Any], content: dict[str, str]
) -> Row[str | None, str | None]:
    """Return the move that a row of the outbox was written with."""
    table = moves.c
    query = select(table.moved_by, table.reason).where(
        table.submission == row.submission,
        table.moved_at == row.at,
        table.action == content["action"],
        table.after == content["state"],
    )
    return connection.execute(query.order_by(table.number.desc()).limit(1)).one()


def _rulings(connection: Connection, submission: str) -> list[dict[str, str]]:
    table = appeals.c
    query = select(table.item, table.decision, table.reason).where(
        table.submission == submission, table.decision.is_not(None)
    )
    return [dict(row) for row in connection.execute(query.order_by(table.item)).mappings()]


def _to_leaders(
    connection: Connection, stage: str, at: str, persons: list[str]
) -> Iterator[Notice]:
    """Tell a leader once of a stage, not once of each of its units."""
    words = words_of_stage(connection, stage, at=at)
    table = notifications.c
    query = select(table.person).where(table.submission.is_(None), table.content == words)
    told = set(connection.execute(query).scalars())
    for person in persons:
        if person not in told:
            yield Notice(person, "published", None, words)
