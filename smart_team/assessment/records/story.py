"""What became of a record, as its reader may know it: who did what, when and why."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from smart_team.assessment.records.finding import FoundRecord
from smart_team.people.policy import CITY, may
from smart_team.people.principal import Assignment, Principal
from smart_team.rubric.types import Role
from smart_team.store.record_tables import record_revisions
from smart_team.store.tables import assignments, people


@dataclass(frozen=True, slots=True)
class Revision:
    """One thing that was done to a record: by whom, when, from what to what.

    `role` is that by which it was done; without one the clock did it. `person` and `name` are
    told to themselves, to their unit and to whoever may read the list of people.
    """

    number: int
    action: str
    before: str | None
    after: str
    reason: str | None
    role: Role | None
    person: str | None
    name: str | None
    at: str
    content: Mapping[str, Any]


def story_of(connection: Connection, principal: Principal, found: FoundRecord) -> list[Revision]:
    """Return what was done to a record, in order."""
    table = record_revisions.c
    query = (
        select(record_revisions, people.c.name.label("name"))
        .join(people, people.c.id == table.made_by, isouter=True)
        .where(table.record == found.id)
        .order_by(table.number)
    )
    rows = connection.execute(query).all()
    held = _held(connection, {row.made_by for row in rows if row.made_by is not None})
    mine = {each.unit for each in principal.assignments if each.unit}
    knows_all = may(principal, "read_people", CITY)
    told = {
        person
        for person, roles in held.items()
        if knows_all or person == principal.person or mine & {each.unit for each in roles}
    }
    return [
        Revision(
            row.number,
            row.action,
            row.before,
            row.after,
            row.reason,
            _role(found, row.action, held.get(row.made_by, ())),
            row.made_by if row.made_by in told else None,
            row.name if row.made_by in told else None,
            row.made_at,
            json.loads(row.content),
        )
        for row in rows
    ]


def _held(connection: Connection, persons: Collection[str]) -> Mapping[str, Sequence[Assignment]]:
    """Return the roles that people hold or have held."""
    table = assignments.c
    query = select(table.person, table.role, table.unit, table.district)
    query = query.where(table.person.in_(persons)).order_by(table.person, table.id)
    found: dict[str, list[Assignment]] = {person: [] for person in persons}
    for row in connection.execute(query):
        found[row.person].append(Assignment(row.role, row.unit, row.district))
    return found


def _role(found: FoundRecord, action: str, held: Sequence[Assignment]) -> Role | None:
    """Return the role by which somebody did something: one that the ledger lets do it."""
    moves = [each.by for each in found.book.flow.actions if each.id == action]
    able = {role for by in moves for role in by} or set(found.book.ledger.enter)
    roles = [each.role for each in held]
    return next((each for each in roles if each in able), roles[0] if roles else None)
