"""Administering people: what an administrator asks for, each a job for the gate.

Nobody administers their own account. Whoever asks says which version of the person they saw; an
assignment is part of its person.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, select, update

from smart_team.errors import Problem
from smart_team.people import accounts, attempts, enrolment, new_passwords
from smart_team.people import administration_messages as am
from smart_team.people import messages as m
from smart_team.people.access import end_tokens
from smart_team.people.policy import CITY, may
from smart_team.people.principal import Principal
from smart_team.people.rules import Rules, is_text
from smart_team.people.sessions import end_all
from smart_team.rubric.types import Role
from smart_team.store.chain import canonical
from smart_team.store.gate import Work
from smart_team.store.messages import STALE, ConflictError
from smart_team.store.tables import assignments, identities, people


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, about whom, and the version of that person that they saw."""

    principal: Principal
    person: str
    seen: int


@dataclass(frozen=True, slots=True)
class Holding:
    """A role with its reach and its days, as `accounts.assign` takes them."""

    role: Role
    from_day: date
    until_day: date | None = None
    unit: str | None = None
    district: str | None = None


def add(work: Work, principal: Principal, login: str, name: str) -> str:
    """Add a person; returns their id. Raises ForbiddenError and PeopleError, as all here do."""
    _require_administrator(principal)
    person = accounts.add_person(work, login, name)
    work.trace.after = _hash(work.connection, person)
    return person


def rename(work: Work, asked: Asked, name: str) -> None:
    """Correct a person's name."""
    with _administered(work, asked):
        accounts.rename(work, asked.person, name)


def set_mail(work: Work, asked: Asked, mail: str | None) -> None:
    """Set where a person's notices are mailed, or that they are not."""
    with _administered(work, asked):
        accounts.set_mail(work, asked.person, mail)


def disable(work: Work, asked: Asked) -> None:
    """Disable a person: sessions, access tokens and set-up links end with it."""
    with _administered(work, asked):
        accounts.disable(work, asked.person)


def enable(work: Work, asked: Asked) -> None:
    """Let a disabled person sign in again."""
    with _administered(work, asked):
        accounts.enable(work, asked.person)


def assign(work: Work, asked: Asked, holding: Holding) -> str:
    """Give a role; returns the assignment's id."""
    reach = (holding.unit, holding.district)
    with _administered(work, asked):
        return accounts.assign(
            work, asked.person, holding.role, reach, holding.from_day, holding.until_day
        )


def end_assignment(work: Work, asked: Asked, assignment: str, last_day: date) -> None:
    """End one of the person's assignments with a last day."""
    theirs = select(assignments.c.id).where(assignments.c.person == asked.person)
    with _administered(work, asked):
        if assignment not in work.connection.execute(theirs).scalars().all():
            raise m.AbsentError([Problem(m.UNKNOWN_ASSIGNMENT)])
        accounts.end_assignment(work, assignment, last_day)


def setup_link(work: Work, asked: Asked, hours: int) -> str:
    """Make the one link by which a person sets a password; returns its secret part."""
    with _administered(work, asked):
        return new_passwords.setup_link(work, asked.person, hours)


def unlock(work: Work, asked: Asked, rules: Rules) -> None:
    """Forget the guesses that were counted against a person."""
    with _administered(work, asked):
        attempts.unlock(work, asked.person, rules)


def reset_second_factor(work: Work, asked: Asked) -> None:
    """Unbind a lost authenticator: recovery codes and all sessions end with it."""
    with _administered(work, asked):
        enrolment.remove_second_factor(work, asked.person)


def unlink(work: Work, asked: Asked) -> None:
    """Take a person's identity at the provider of single sign-on from them; sessions end."""
    with _administered(work, asked):
        work.connection.execute(delete(identities).where(identities.c.person == asked.person))
        end_all(work, asked.person)


def end_sessions(work: Work, asked: Asked) -> None:
    """End every session and access token of a person."""
    with _administered(work, asked):
        end_all(work, asked.person)
        end_tokens(work, asked.person)


@contextmanager
def _administered(work: Work, asked: Asked) -> Iterator[None]:
    """Let an administrator change a person as they saw them, and leave what it was and became."""
    _require_administrator(asked.principal)
    query = select(people.c.version).where(people.c.id == asked.person)
    known = is_text(asked.person, accounts.NAME_LENGTH)
    version = work.connection.execute(query).scalar() if known else None
    if version is None:
        raise m.AbsentError([Problem(m.UNKNOWN_PERSON)])
    work.trace.object = asked.person
    if asked.person == asked.principal.person:
        raise m.ForbiddenError([Problem(am.OWN_ACCOUNT)])
    if version != asked.seen:
        raise ConflictError([Problem(STALE, values={"seen": asked.seen, "now": version})])
    work.trace.before = _hash(work.connection, asked.person)
    yield
    _raise(work, asked)
    work.trace.after = _hash(work.connection, asked.person)


def _raise(work: Work, asked: Asked) -> None:
    """Raise the person's version, also for what is kept elsewhere, such as links and sessions.

    Of two administrators who saw the same person, the second is told.
    """
    mine = people.c.id == asked.person
    work.connection.execute(update(people).where(mine).values(version=asked.seen + 1))


def _require_administrator(principal: Principal) -> None:
    if not may(principal, "manage_people", CITY):
        raise m.ForbiddenError([Problem(am.NOT_ADMINISTRATOR)])


def _hash(connection: Connection, person: str) -> str:
    """Return the hash of a person with their assignments."""
    row = connection.execute(select(people).where(people.c.id == person)).one()
    query = select(assignments).where(assignments.c.person == person).order_by(assignments.c.id)
    held = [each._asdict() for each in connection.execute(query)]
    content = canonical({**row._asdict(), "assignments": held})
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
