"""Everybody, as who may read it sees them: each person with all their assignments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, false, func, select, true

from smart_team.errors import Problem
from smart_team.people import messages as m
from smart_team.people.accounts import NAME_LENGTH
from smart_team.people.policy import CITY, may
from smart_team.people.principal import Principal
from smart_team.people.rules import fold, is_text
from smart_team.rubric.types import Role
from smart_team.store.tables import accounts, assignments, people, sessions, units


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


Standing = Literal["disabled", "never", "unused"]


@dataclass(frozen=True, slots=True)
class PeopleWanted:
    """Which people are asked for; `search` is a part of a login or a name.

    A role is one that they hold on the day, for the unit or district that is named; of a district
    also those of its units. `standing` is disabled, never (signed in) or unused since a time.
    """

    day: date
    search: str | None = None
    role: str | None = None
    unit: str | None = None
    district: str | None = None
    standing: Standing | None = None
    since: str = ""


def narrowed(query: Select[tuple[object, ...]], wanted: PeopleWanted) -> Select[tuple[object, ...]]:
    """Return a query of people, narrowed to those that are asked for."""
    seen = select(sessions.c.person).where(sessions.c.seen_at >= wanted.since)
    if wanted.search is not None:
        part = wanted.search
        login = people.c.login.contains(fold(part), autoescape=True)
        query = query.where(login | people.c.name.contains(part, autoescape=True))
    if wanted.role or wanted.unit or wanted.district:
        query = query.where(people.c.id.in_(_holding(wanted)))
    match wanted.standing:
        case "disabled":
            query = query.where(people.c.disabled_at.is_not(None))
        case "never":
            query = query.where(people.c.id.not_in(select(sessions.c.person)))
        case "unused":
            old = (people.c.disabled_at.is_(None), people.c.created_at < wanted.since)
            query = query.where(*old, people.c.id.not_in(seen))
    return query


def _holding(wanted: PeopleWanted) -> Select[tuple[str]]:
    held, today = assignments.c, wanted.day.isoformat()
    query = select(held.person).where(
        held.from_day <= today, held.until_day.is_(None) | (held.until_day >= today)
    )
    if wanted.role is not None:
        query = query.where(held.role == wanted.role)
    if wanted.unit is not None:
        query = query.where(held.unit == wanted.unit)
    if wanted.district is not None:
        theirs = select(units.c.code).where(units.c.district == wanted.district)
        query = query.where((held.district == wanted.district) | held.unit.in_(theirs))
    return query


def holders_of_unit(connection: Connection, principal: Principal, unit: str) -> list[Person]:
    """Return everybody who holds or held a role for a unit."""
    held = select(assignments.c.person).where(assignments.c.unit == unit)
    query = people_for(principal).where(people.c.id.in_(held)).order_by(people.c.login)
    return read_people(connection, query)


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
