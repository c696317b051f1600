"""New passwords: by a one-time set-up link, or by who knows the present one.

Checking and hashing take their time and happen before the gate's job, which then makes sure that
nothing has changed meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Engine, delete, insert, select, update

from smart_team.errors import Problem
from smart_team.people import messages as m
from smart_team.people.accounts import end_links, require_account
from smart_team.people.attempts import STRANGER, begin
from smart_team.people.passwords import hash_password, is_reused, problems
from smart_team.people.rules import Rules
from smart_team.people.sessions import end_all, person_of_session
from smart_team.people.sign_in import check, require_right
from smart_team.people.tokens import TOKEN_PREFIXES, digest, new_token
from smart_team.store.audit import Act
from smart_team.store.clock import new_id, stamp
from smart_team.store.database import reading
from smart_team.store.gate import Gate, Work, record
from smart_team.store.tables import accounts, old_passwords, people, setup_links

LONGEST_HOURS: Final = 168
SETUP_PAGE: Final = "/setup?link="
"""Where the page is that takes a set-up link; its secret part follows."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A new password that may be taken, and the one kept when that was found."""

    person: str
    hash: str = field(repr=False)
    instead_of: str | None = field(repr=False)
    remembered: int


def choose(engine: Engine, person: str, password: str, rules: Rules) -> Chosen:
    """Check a new password against the profile and hash it; raises PeopleError with all problems.

    Takes its time: never inside a job, and with no transaction open.
    """
    with reading(engine) as connection:
        login, present, older = _history(connection, person)
    earlier = older if present is None else [present, *older]
    found = problems(rules.profile, password, login, rules.context)
    if not found and is_reused(rules.profile, password, earlier, rules.hasher):
        values = {"remembered": rules.profile.remembered}
        found = [Problem(m.REUSED, values=values)]
    if found:
        raise m.PeopleError(found)
    hash_ = hash_password(password, rules.hasher)
    return Chosen(person, hash_, present, rules.profile.remembered)


def _history(connection: Connection, person: str) -> tuple[str, str | None, list[str]]:
    """Return a person's login, the password kept, and those before it, the latest first."""
    query = (
        select(people.c.login, accounts.c.password)
        .join(accounts, accounts.c.person == people.c.id, isouter=True)
        .where(people.c.id == person)
    )
    row = connection.execute(query).one()
    older = select(old_passwords.c.password).where(old_passwords.c.person == person)
    latest_first = older.order_by(old_passwords.c.at.desc(), old_passwords.c.id.desc())
    return row.login, row.password, list(connection.execute(latest_first).scalars())


def setup_link(work: Work, person: str, hours: int) -> str:
    """Make the one link by which a person sets a password; earlier links end.

    Returns its secret part, which is never seen again.
    """
    if not 1 <= hours <= LONGEST_HOURS:
        values = {"longest": LONGEST_HOURS, "given": hours}
        raise m.PeopleError([Problem(m.BAD_DURATION, values=values)])
    require_account(work, person)
    end_links(work, person)
    link = new_token(TOKEN_PREFIXES["setup"])
    expires = stamp(work.now + timedelta(hours=hours))
    row = {"digest": link.digest, "person": person, "expires_at": expires}
    work.connection.execute(insert(setup_links).values(row))
    return link.plain


def person_of_link(connection: Connection, plain: str, now: datetime) -> str | None:
    """Return for whom a set-up link is; None if unknown, used or expired, or they are disabled."""
    query = (
        select(setup_links.c.person)
        .join(people, people.c.id == setup_links.c.person)
        .where(
            setup_links.c.digest == digest(plain),
            setup_links.c.used_at.is_(None),
            setup_links.c.expires_at > stamp(now),
            people.c.disabled_at.is_(None),
        )
    )
    return connection.execute(query).scalar()


def use_setup_link(gate: Gate, plain: str, password: str, rules: Rules, source: str) -> str:
    """Set the password of a link's person and end all their sessions; returns the person.

    Raises SignInError for a link that does not hold, PeopleError for the password's problems, after
    which the link can still be used. Each refusal is recorded.
    """
    with reading(gate.engine) as connection:
        person = person_of_link(connection, plain, gate.clock())
    act = Act(person or STRANGER, "use_setup_link", person, source=source)
    if person is None:
        error = m.SignInError([Problem(m.LINK_REFUSED)])
        record(gate, act, error)
        raise error
    chosen = _choose(gate, act, person, password, rules)
    gate.write(act, lambda work: set_by_link(work, plain, chosen))
    return person


def _choose(gate: Gate, act: Act, person: str, password: str, rules: Rules) -> Chosen:
    """Choose a password as above; what refuses it is recorded as what was to be done with it."""
    try:
        return choose(gate.engine, person, password, rules)
    except m.PeopleError as error:
        record(gate, act, error)
        raise


def set_by_link(work: Work, plain: str, chosen: Chosen) -> None:
    """Use a set-up link, once; all sessions of its person end."""
    if person_of_link(work.connection, plain, work.now) != chosen.person:
        raise m.SignInError([Problem(m.LINK_REFUSED)])
    end_links(work, chosen.person)
    set_password(work, chosen)


def change_password(
    gate: Gate, session: str, old: str, new: str, rules: Rules, source: str
) -> None:
    """Change the password of who is signed in; their other sessions end.

    The present password is guessed at under the same limits as at sign-in. Raises LockedOutError
    and SignInError as there, PeopleError for the new password's problems.
    """
    with reading(gate.engine) as connection:
        found = person_of_session(connection, session, gate.clock())
        if found is None or found.second_factor_due:
            raise m.SignInError([Problem(m.NO_SESSION)])
        query = select(people.c.login).where(people.c.id == found.person)
        login = connection.execute(query).scalar_one()
    act = Act(found.person, "change_password_begin", found.person, source=source)
    attempt = gate.write(act, lambda work: begin(work, login, source, rules))
    ok, _ = check(attempt, old, rules)
    act = Act(found.person, "change_password_check", found.person, source=source)
    gate.write(act, lambda work: require_right(work, attempt, ok=ok))
    act = Act(found.person, "change_password", found.person, source=source)
    chosen = _choose(gate, act, found.person, new, rules)
    gate.write(act, lambda work: set_password(work, chosen, keep=session))


def set_password(work: Work, chosen: Chosen, keep: str | None = None) -> None:
    """Set a password that was chosen; all sessions of its person end, but for `keep`."""
    account = require_account(work, chosen.person)
    if account.password != chosen.instead_of:
        raise m.PeopleError([Problem(m.PASSWORD_MOVED)])
    if account.password is not None and chosen.remembered:
        _remember(work, chosen, account.password)
    change = {
        "password": chosen.hash,
        "password_at": work.at,
        "version": accounts.c.version + 1,
    }
    mine = accounts.c.person == chosen.person
    work.connection.execute(update(accounts).where(mine).values(change))
    end_all(work, chosen.person, but=keep)


def _remember(work: Work, chosen: Chosen, password: str) -> None:
    """Keep the password that was, and forget those that the profile no longer asks about."""
    row = {"id": new_id(work.now), "person": chosen.person, "password": password, "at": work.at}
    work.connection.execute(insert(old_passwords).values(row))
    query = (
        select(old_passwords.c.id)
        .where(old_passwords.c.person == chosen.person)
        .order_by(old_passwords.c.at.desc(), old_passwords.c.id.desc())
    )
    kept = list(work.connection.execute(query).scalars())
    gone = old_passwords.c.id.in_(kept[chosen.remembered :])
    work.connection.execute(delete(old_passwords).where(gone))
