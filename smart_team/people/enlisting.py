"""Enlisting many people at once, each with a role and the link by which they let themselves in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import cast

from smart_team.errors import Place, Problem
from smart_team.people import accounts, new_passwords
from smart_team.people import administration_messages as am
from smart_team.people import messages as m
from smart_team.people.policy import CITY, may
from smart_team.people.principal import Principal
from smart_team.people.rules import fold
from smart_team.rubric.types import Role
from smart_team.store.chain import canonical
from smart_team.store.gate import Work


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who is to be let in, with one role; `place` says where that was written."""

    login: str
    name: str
    role: str
    unit: str = ""
    district: str = ""
    place: Place = field(default_factory=Place)


@dataclass(frozen=True, slots=True)
class Enlisted:
    """Who was let in; `link` is the secret part of their set-up link, never seen again."""

    person: str
    login: str
    name: str
    role: Role
    unit: str
    district: str
    link: str = field(repr=False)


def enlist(
    work: Work, principal: Principal, rows: Sequence[Newcomer], from_day: date, hours: int
) -> list[Enlisted]:
    """Add everybody, or nobody; returns each person once, in the order of the rows.

    A login that comes again gives its person a further role. Raises PeopleError with all that is
    wrong with any row.
    """
    if not may(principal, "manage_people", CITY):
        raise m.ForbiddenError([Problem(am.NOT_ADMINISTRATOR)])
    problems: list[Problem] = []
    known: dict[str, str] = {}
    for row in rows:
        try:
            _settle(work, row, known, from_day)
        except m.PeopleError as error:
            problems += [replace(each, place=row.place) for each in error.problems]
    if problems:
        raise m.PeopleError(problems)
    firsts = {fold(row.login): row for row in reversed(rows)}
    found = [_with_link(work, known[login], firsts[login], hours) for login in known]
    work.trace.object, work.trace.after = None, _hash(rows)
    return found


def _settle(work: Work, row: Newcomer, known: dict[str, str], from_day: date) -> None:
    login = fold(row.login)
    if login not in known:
        known[login] = accounts.add_person(work, row.login, row.name)
    reach = (row.unit or None, row.district or None)
    accounts.assign(work, known[login], cast(Role, row.role), reach, from_day)


def _with_link(work: Work, person: str, row: Newcomer, hours: int) -> Enlisted:
    link = new_passwords.setup_link(work, person, hours)
    role = cast(Role, row.role)
    return Enlisted(person, fold(row.login), row.name.strip(), role, row.unit, row.district, link)


def _hash(rows: Sequence[Newcomer]) -> str:
    people = [[fold(row.login), row.name, row.role, row.unit, row.district] for row in rows]
    return f"sha256:{hashlib.sha256(canonical({'people': people})).hexdigest()}"
