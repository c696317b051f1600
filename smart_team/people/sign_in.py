"""Signing in: what is slow happens between two jobs of the gate, never inside one.

``begin`` counts the guess as a failure, the caller checks the password, ``finish`` takes the
failure back and opens the session. :func:`sign_in` does all three.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select, update

from smart_team.errors import Problem
from smart_team.people import messages as m
from smart_team.people.attempts import (
    STRANGER,
    Attempt,
    begin,
    begin_code,
    remember_source,
    take_back,
)
from smart_team.people.passwords import check_password, hash_password, is_expired, needs_rehash
from smart_team.people.rules import Rules
from smart_team.people.second_factor import check_code, hash_code
from smart_team.people.sessions import open_session, person_of_session, sign_out
from smart_team.store.audit import Act
from smart_team.store.clock import instant_of
from smart_team.store.gate import Gate, Work
from smart_team.store.tables import accounts, people, recovery_codes


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session, and what must be done before anything else may be."""

    person: str
    session: str = field(repr=False)
    csrf: str = field(repr=False)
    second_factor_due: bool
    password_expired: bool
    enrolment_due: bool = False


def sign_in(gate: Gate, login: str, password: str, source: str, rules: Rules) -> SignedIn:
    """Sign somebody in by password.

    Raises LockedOutError after too many guesses, and else one and the same SignInError whether the
    login is unknown, the password wrong or not set, or the person disabled.
    """
    act = Act(STRANGER, "sign_in_begin", source=source)
    attempt = gate.write(act, lambda work: begin(work, login, source, rules))
    ok, rehashed = check(attempt, password, rules)
    act = Act(attempt.person or STRANGER, "sign_in", source=source)
    return gate.write(act, lambda work: finish(work, attempt, rules, ok=ok, rehashed=rehashed))


def check(attempt: Attempt, password: str, rules: Rules) -> tuple[bool, str | None]:
    """Return whether a password is right, and its new hash where that is due; takes its time."""
    ok = check_password(attempt.kept, password, rules.hasher)
    due = ok and attempt.kept is not None and needs_rehash(attempt.kept, rules.hasher)
    return ok, hash_password(password, rules.hasher) if due else None


def finish(
    work: Work, attempt: Attempt, rules: Rules, *, ok: bool, rehashed: str | None = None
) -> SignedIn:
    """Open the session of a guess that was right; raises SignInError where it was not."""
    person = require_right(work, attempt, ok=ok)
    if rehashed is not None:
        change = update(accounts).where(accounts.c.person == person)
        work.connection.execute(change.values(password=rehashed))
    query = select(accounts.c.totp_step).where(accounts.c.person == person)
    due = work.connection.execute(query).scalar() is not None
    if not due:
        remember_source(work, attempt)
    opened = open_session(work, person, attempt.source)
    expired = has_expired(work, person, rules)
    enrolment_due = rules.second_factor_required and not due
    return SignedIn(person, opened.session, opened.csrf, due, expired, enrolment_due)


def require_right(work: Work, attempt: Attempt, *, ok: bool) -> str:
    """Take the failure of a right guess back and return the person; raises SignInError if wrong.

    What has changed since the guess began, such as the password, makes it wrong.
    """
    work.trace.object = attempt.person
    query = select(people.c.id).join(accounts, accounts.c.person == people.c.id)
    same = (people.c.id == attempt.person) & (accounts.c.password == attempt.kept)
    if ok:
        row = work.connection.execute(query.where(same, people.c.disabled_at.is_(None))).first()
        if row is not None and take_back(work, attempt):
            return str(row.id)
    raise m.SignInError([Problem(m.SIGN_IN_REFUSED)])


def give_code(gate: Gate, session: str, code: str, source: str, rules: Rules) -> SignedIn:
    """Give the second factor of a session: counts the guess, then evaluates it."""
    act = Act(STRANGER, "second_factor_begin", source=source)
    attempt = gate.write(act, lambda work: begin_code(work, session, source, rules))
    act = Act(attempt.person or STRANGER, "second_factor", source=source)
    return gate.write(act, lambda work: second_factor(work, attempt, session, code, rules))


def second_factor(work: Work, attempt: Attempt, session: str, code: str, rules: Rules) -> SignedIn:
    """Put a new session in the place of one whose second factor was given.

    `code` is of the authenticator or a recovery code; either is good once. Raises SignInError.
    """
    found = person_of_session(work.connection, session, work.now)
    if found is None or found.person != attempt.person:
        raise m.SignInError([Problem(m.NO_SESSION)])
    person = work.trace.object = found.person
    right = _use_totp(work, person, code, rules) or _use_recovery(work, person, code, rules)
    if not (right and take_back(work, attempt)):
        raise m.SignInError([Problem(m.CODE_REFUSED)])
    remember_source(work, attempt)
    sign_out(work, session)
    since = found.created_at
    opened = open_session(work, person, attempt.source, second_factor=True, since=since)
    expired = has_expired(work, person, rules)
    return SignedIn(
        person, opened.session, opened.csrf, second_factor_due=False, password_expired=expired
    )


def _use_totp(work: Work, person: str, code: str, rules: Rules) -> bool:
    query = select(accounts.c.totp_secret, accounts.c.totp_step).where(accounts.c.person == person)
    row = work.connection.execute(query).first()
    if row is None or row.totp_secret is None or row.totp_step is None:
        return False
    secret = rules.seal.open(row.totp_secret, person)
    step = check_code(secret, code, work.now, row.totp_step)
    if step is None:
        return False
    change = update(accounts).where(accounts.c.person == person)
    work.connection.execute(change.values(totp_step=step))
    return True


def _use_recovery(work: Work, person: str, code: str, rules: Rules) -> bool:
    mine = (recovery_codes.c.person == person) & recovery_codes.c.used_at.is_(None)
    this = recovery_codes.c.digest == hash_code(code, rules.pepper)
    change = update(recovery_codes).where(mine, this).values(used_at=work.at)
    return work.connection.execute(change).rowcount == 1


def has_expired(work: Work, person: str, rules: Rules) -> bool:
    """Whether a person's password must be changed; one who has none need not."""
    query = select(accounts.c.password_at).where(accounts.c.person == person)
    at = work.connection.execute(query).scalar()
    return at is not None and is_expired(rules.profile, instant_of(at), work.now)
