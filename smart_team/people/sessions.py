"""Sessions on the server: who a cookie stands for, and when it no longer does."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, insert, select, update

from smart_team.errors import Problem
from smart_team.people import messages as m
from smart_team.people.tokens import TOKEN_PREFIXES, digest, new_token
from smart_team.store.clock import instant_of, stamp
from smart_team.store.gate import Work
from smart_team.store.tables import accounts, people, sessions

IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=12)
TOUCH_EVERY: Final = timedelta(minutes=1)
_ID: Final = 16
"""Hex digits of its digest that name a session to its person."""


@dataclass(frozen=True, slots=True)
class SessionFor:
    """A session that holds now; `password_at` is when the password was set, None without one."""

    person: str
    digest: str = field(repr=False)
    csrf: str = field(repr=False)
    second_factor_done: bool
    second_factor_due: bool
    enrolled: bool
    created_at: str
    seen_at: datetime
    password_at: datetime | None

    def sent_by_us(self, csrf: str) -> bool:
        """Whether a form brings back the token that was given with this session."""
        return hmac.compare_digest(digest(csrf), self.csrf)

    def enrolment_due(self, *, required: bool) -> bool:
        """Whether an authenticator must be bound first, where everybody needs a second factor."""
        return required and not (self.enrolled or self.second_factor_done)

    def touch_due(self, now: datetime) -> bool:
        """Whether it is time to note that the session is in use."""
        return now - self.seen_at >= TOUCH_EVERY


@dataclass(frozen=True, slots=True)
class Own:
    """One of a person's own sessions, as they see it; `id` names it and opens nothing."""

    id: str
    source: str | None
    created_at: str
    seen_at: str
    second_factor: bool
    is_this: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """What the browser alone holds of a new session."""

    session: str = field(repr=False)
    csrf: str = field(repr=False)


def open_session(
    work: Work, person: str, source: str, *, second_factor: bool = False, since: str | None = None
) -> Opened:
    """Open a session; `since` is when the sign-in began, where this one follows another."""
    session, csrf = new_token(TOKEN_PREFIXES["session"]), new_token(TOKEN_PREFIXES["csrf"])
    row = {
        "digest": session.digest,
        "person": person,
        "csrf": csrf.digest,
        "second_factor": second_factor,
        "source": source,
        "created_at": since or work.at,
        "seen_at": work.at,
    }
    work.connection.execute(insert(sessions).values(row))
    return Opened(session.plain, csrf.plain)


def person_of_session(connection: Connection, plain: str, now: datetime) -> SessionFor | None:
    """Return whose session a cookie is; None if unknown, ended, idle or too old, or disabled."""
    since = {"idle": stamp(now - IDLE), "old": stamp(now - LONGEST)}
    row = connection.execute(_OF_PERSON, {"digest": digest(plain), **since}).first()
    if row is None:
        return None
    return SessionFor(
        row.person,
        row.digest,
        row.csrf,
        second_factor_done=row.second_factor,
        second_factor_due=row.totp_step is not None and not row.second_factor,
        enrolled=row.totp_step is not None,
        created_at=row.created_at,
        seen_at=instant_of(row.seen_at),
        password_at=instant_of(row.password_at) if row.password_at else None,
    )


def own_sessions(connection: Connection, this: SessionFor, now: datetime) -> list[Own]:
    """Return the sessions of a session's person that hold now, the latest seen first."""
    query = (
        select(sessions)
        .where(sessions.c.person == this.person, _lives(now))
        .order_by(sessions.c.seen_at.desc(), sessions.c.digest)
    )
    return [
        Own(
            row.digest[:_ID],
            row.source,
            row.created_at,
            row.seen_at,
            second_factor=row.second_factor,
            is_this=row.digest == this.digest,
        )
        for row in connection.execute(query)
    ]


def end_own(work: Work, person: str, id_: str) -> None:
    """End one of a person's sessions, named by its id; raises AbsentError if there is none."""
    theirs = and_(sessions.c.person == person, func.substr(sessions.c.digest, 1, _ID) == id_)
    query = update(sessions).where(theirs, sessions.c.ended_at.is_(None))
    known = len(id_) == _ID and id_.isalnum()
    if not known or not work.connection.execute(query.values(ended_at=work.at)).rowcount:
        raise m.AbsentError([Problem(m.UNKNOWN_SESSION)])
    work.trace.object = person


def sign_out_everywhere(work: Work, person: str) -> None:
    """End every session of the person who asks, this one too; access tokens stay."""
    work.trace.object = person
    end_all(work, person)


def touch(work: Work, plain: str) -> bool:
    """Note that a session is in use, at most once a minute; returns whether it was noted."""
    stale = sessions.c.seen_at <= stamp(work.now - TOUCH_EVERY)
    query = update(sessions).where(_holds(digest(plain), work.now), stale)
    return work.connection.execute(query.values(seen_at=work.at)).rowcount > 0


def sign_out(work: Work, plain: str) -> None:
    """End one session; one that has ended stays as it is."""
    mine = (sessions.c.digest == digest(plain)) & sessions.c.ended_at.is_(None)
    work.connection.execute(update(sessions).where(mine).values(ended_at=work.at))


def end_all(work: Work, person: str, but: str | None = None) -> None:
    """End every session of a person, but for the one whose cookie is `but`."""
    theirs = and_(
        sessions.c.person == person,
        sessions.c.ended_at.is_(None),
        sessions.c.digest != (digest(but) if but else ""),
    )
    work.connection.execute(update(sessions).where(theirs).values(ended_at=work.at))


def _holds(kept: str, now: datetime) -> ColumnElement[bool]:
    return and_(sessions.c.digest == kept, _lives(now))


def _lives(now: datetime) -> ColumnElement[bool]:
    return _later_than(stamp(now - IDLE), stamp(now - LONGEST))


def _later_than(idle: object, old: object) -> ColumnElement[bool]:
    return and_(
        sessions.c.ended_at.is_(None), sessions.c.seen_at > idle, sessions.c.created_at > old
    )


_OF_PERSON: Final = (
    select(sessions, accounts.c.totp_step, accounts.c.password_at)
    .join(people, people.c.id == sessions.c.person)
    .join(accounts, accounts.c.person == sessions.c.person, isouter=True)
    .where(sessions.c.digest == bindparam("digest"), people.c.disabled_at.is_(None))
    .where(_later_than(bindparam("idle"), bindparam("old")))
)
