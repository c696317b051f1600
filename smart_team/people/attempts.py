"""Guesses: each counts as a failure from before it is evaluated until it proves right."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, insert, or_, select

from smart_team.errors import Problem
from smart_team.people import messages as m
from smart_team.people.lockout import LONGEST, Failure, Lockout, decide
from smart_team.people.rules import Rules, account_key, code_key, fold, is_login
from smart_team.people.sessions import person_of_session
from smart_team.store.clock import instant_of, new_id, stamp
from smart_team.store.gate import Work
from smart_team.store.tables import accounts, known_sources, people, sign_in_failures

STRANGER: Final = "anonymous"
"""The actor in the audit until somebody has signed in."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A guess that may be evaluated; `kept` is None where no password can be right."""

    id: str
    known_as: str
    source: str
    person: str | None
    kept: str | None = field(repr=False)


def begin(work: Work, login: str, source: str, rules: Rules) -> Attempt:
    """Record a guess at a login's password as a failure; raises LockedOutError if there are many.

    `source` is what the caller takes as one, of at most 64 characters.
    """
    account = account_key(login, rules.pepper)
    person, kept = _look_up(work, fold(login))
    work.trace.object = person
    return Attempt(_count(work, account, source, account), account, source, person, kept)


def begin_code(work: Work, session: str, source: str, rules: Rules) -> Attempt:
    """Record a guess at the second factor as a failure; raises as above, and without a session."""
    found = person_of_session(work.connection, session, work.now)
    if found is None:
        raise m.SignInError([Problem(m.NO_SESSION)])
    work.trace.object = found.person
    query = select(people.c.login).where(people.c.id == found.person)
    known_as = account_key(work.connection.execute(query).scalar_one(), rules.pepper)
    id_ = _count(work, code_key(found.person, rules.pepper), source, known_as)
    return Attempt(id_, known_as, source, found.person, None)


def take_back(work: Work, attempt: Attempt) -> bool:
    """Strike out the failure of a guess that was right; False if that has been done before."""
    query = delete(sign_in_failures).where(sign_in_failures.c.id == attempt.id)
    return work.connection.execute(query).rowcount == 1


def remember_source(work: Work, attempt: Attempt) -> None:
    """Remember that this account signs in from here: no stranger elsewhere can stop it here."""
    here = (known_sources.c.account == attempt.known_as) & (
        known_sources.c.source == attempt.source
    )
    work.connection.execute(delete(known_sources).where(here))
    row = {"account": attempt.known_as, "source": attempt.source, "at": work.at}
    work.connection.execute(insert(known_sources).values(row))


def unlock(work: Work, person: str, rules: Rules) -> None:
    """Forget the failures counted against a person, so that they need not wait."""
    query = select(people.c.login).where(people.c.id == person)
    login = work.connection.execute(query).scalar() if person.isprintable() else None
    if login is None:
        raise m.PeopleError([Problem(m.UNKNOWN_PERSON)])
    work.trace.object = person
    keys = (account_key(login, rules.pepper), code_key(person, rules.pepper))
    work.connection.execute(delete(sign_in_failures).where(sign_in_failures.c.account.in_(keys)))


def _look_up(work: Work, login: str) -> tuple[str | None, str | None]:
    """Return the person and the password kept; nothing is kept of one who is disabled."""
    if not is_login(login):
        return None, None
    query = (
        select(people.c.id, people.c.disabled_at, accounts.c.password)
        .join(accounts, accounts.c.person == people.c.id, isouter=True)
        .where(people.c.login == login)
    )
    row = work.connection.execute(query).first()
    if row is None:
        return None, None
    return row.id, None if row.disabled_at else row.password


def may_guess(connection: Connection, login: str, source: str, now: datetime, rules: Rules) -> bool:
    """Whether a guess at a login's password would be evaluated; records nothing."""
    account = account_key(login, rules.pepper)
    return _decide(connection, account, source, now, account).allowed


def _decide(
    connection: Connection, account: str, source: str, now: datetime, known_as: str
) -> Lockout:
    column = sign_in_failures.c
    query = select(sign_in_failures).where(or_(column.account == account, column.source == source))
    failures = [
        Failure(row.account, row.source, instant_of(row.at)) for row in connection.execute(query)
    ]
    return decide(failures, account, source, now, _known(connection, known_as))


def _count(work: Work, account: str, source: str, known_as: str) -> str:
    """Add a failure where the lockout allows one more; returns its id."""
    late = sign_in_failures.c.at < stamp(work.now - LONGEST)
    work.connection.execute(delete(sign_in_failures).where(late))
    answer = _decide(work.connection, account, source, work.now, known_as)
    if not answer.allowed:
        values = {"seconds": answer.retry_after}
        raise m.LockedOutError([Problem(m.LOCKED_OUT, values=values)])
    id_ = new_id(work.now)
    row = {"id": id_, "account": account, "source": source, "at": work.at}
    work.connection.execute(insert(sign_in_failures).values(row))
    return id_


def _known(connection: Connection, account: str) -> Collection[str]:
    query = select(known_sources.c.source).where(known_sources.c.account == account)
    return set(connection.execute(query).scalars())
