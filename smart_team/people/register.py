"""Everybody, as who may read it sees them: each person with all their assignments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, false, func, select, true

from smart_team.errors import Problem
from smart_team.people import messages as m
from smart_team.people.accounts import NAME_LENGTH
from smart_team.people.policy import CITY, may
from smart_team.people.principal import Principal
from smart_team.people.rules import is_text
from smart_team.procedure.schema import Role
from smart_team.store.tables import accounts, assignments, people, sessions


@dataclass(frozen=True, slots=True)
class Held:
    """An assignment with its days, whether it holds now, will or did."""

    id: str
    role: Role
    unit: str | None
    district: str | None
    from_day: str
    until_day: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """A person as administrators and auditors see them; `seen_at` is the latest sign of them."""

    id: str
    login: str
    name: str
    mail: str | None
    created_at: str
    disabled_at: str | None
    version: int
    has_password: bool
    second_factor: bool
    seen_at: str | None
    assignments: Sequence[Held]


@dataclass(frozen=True, slots=True)
class Account:
    """What a person sees of their own account."""

    login: str
    name: str
    enrolled: bool
    password_at: str | None


def own_account(connection: Connection, person: str) -> Account:
    """Return a person's own account."""
    query = (
        select(people.c.login, people.c.name, accounts.c.totp_step, accounts.c.password_at)
        .join(accounts, accounts.c.person == people.c.id, isouter=True)
        .where(people.c.id == person)
    )
    row = connection.execute(query).one()
    return Account(row.login, row.name, row.totp_step is not None, row.password_at)


def people_for(principal: Principal) -> Select[tuple[object, ...]]:
    """Return the query of the people whom this person may read about, in no order."""
    return every_person().where(true() if may(principal, "read_people", CITY) else false())


def every_person() -> Select[tuple[object, ...]]:
    """Return the same query without a scope: for the command line, never for a person."""
    seen = (
        select(func.max(sessions.c.seen_at))
        .where(sessions.c.person == people.c.id)
        .scalar_subquery()
    )
    query = select(
        people,
        accounts.c.password.is_not(None).label("has_password"),
        accounts.c.totp_step.is_not(None).label("second_factor"),
        seen.label("last_seen_at"),
    )
    return query.join(accounts, accounts.c.person == people.c.id, isouter=True)


def read_people(connection: Connection, query: Select[tuple[object, ...]]) -> list[Person]:
    """Return the people of a query from above, which may be narrowed, ordered and limited."""
    rows = connection.execute(query).all()
    held = _held(connection, [row.id for row in rows])
    return [_person(row, held) for row in rows]


def read_person(connection: Connection, principal: Principal, person: str) -> Person:
    """Return one person; raises AbsentError alike if there is none or they may not be read."""
    query = people_for(principal).where(people.c.id == person)
    found = read_people(connection, query) if is_text(person, NAME_LENGTH) else []
    if not found:
        raise m.AbsentError([Problem(m.UNKNOWN_PERSON)])
    return found[0]


def _held(connection: Connection, persons: Collection[str]) -> Mapping[str, Sequence[Held]]:
    query = select(assignments).where(assignments.c.person.in_(persons))
    found = defaultdict[str, list[Held]](list)
    for row in connection.execute(query.order_by(assignments.c.from_day, assignments.c.id)):
        found[row.person].append(
            Held(row.id, row.role, row.unit, row.district, row.from_day, row.until_day)
        )
    return found


def _person(row: Row[Any], held: Mapping[str, Sequence[Held]]) -> Person:
    return Person(
        row.id,
        row.login,
        row.name,
        row.mail,
        row.created_at,
        row.disabled_at,
        row.version,
        has_password=bool(row.has_password),
        second_factor=bool(row.second_factor),
        seen_at=row.last_seen_at,
        assignments=held.get(row.id, ()),
    )
