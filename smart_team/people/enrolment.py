"""Binding an authenticator app: a secret, then one code of it as proof, then recovery codes."""

from __future__ import annotations

from sqlalchemy import delete, insert, update

from smart_team.errors import Problem
from smart_team.people import messages as m
from smart_team.people.accounts import require_account
from smart_team.people.rules import Rules
from smart_team.people.second_factor import check_code, hash_code, new_recovery_codes, new_secret
from smart_team.people.sessions import end_all
from smart_team.store.clock import new_id
from smart_team.store.gate import Work
from smart_team.store.tables import accounts, recovery_codes


def enrol(work: Work, person: str, rules: Rules) -> str:
    """Return a new secret for a person's authenticator; it counts once it is confirmed."""
    if require_account(work, person).totp_step is not None:
        raise m.PeopleError([Problem(m.ALREADY_ENROLLED)])
    secret = new_secret()
    _keep(work, person, rules.seal.close(secret, person), None)
    return secret


def confirm_enrolment(work: Work, person: str, code: str, rules: Rules) -> list[str]:
    """Bind the authenticator that shows this code; returns the recovery codes, never seen again.

    From now on every session needs the second factor, those that are open too. The code given here
    is used up.
    """
    account = require_account(work, person)
    if account.totp_secret is None or account.totp_step is not None:
        raise m.PeopleError([Problem(m.NOT_ENROLLED)])
    secret = rules.seal.open(account.totp_secret, person)
    step = check_code(secret, code, work.now, None)
    if step is None:
        raise m.PeopleError([Problem(m.CODE_REFUSED)])
    _keep(work, person, account.totp_secret, step)
    codes = new_recovery_codes()
    rows = [
        {"id": new_id(work.now), "person": person, "digest": hash_code(each, rules.pepper)}
        for each in codes
    ]
    work.connection.execute(insert(recovery_codes), rows)
    return codes


def remove_second_factor(work: Work, person: str) -> None:
    """Unbind a lost authenticator: recovery codes and all sessions end with it."""
    require_account(work, person)
    _keep(work, person, None, None)
    end_all(work, person)


def _keep(work: Work, person: str, sealed: str | None, step: int | None) -> None:
    theirs = recovery_codes.c.person == person
    work.connection.execute(delete(recovery_codes).where(theirs))
    change = {"totp_secret": sealed, "totp_step": step, "version": accounts.c.version + 1}
    work.connection.execute(update(accounts).where(accounts.c.person == person).values(change))
