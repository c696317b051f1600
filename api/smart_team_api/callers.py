"""Who calls: a session's cookie or an access token, and how far either reaches."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from fastapi import Request
from sqlalchemy import Connection

from smart_team.errors import Problem
from smart_team.people import messages as people
from smart_team.people.access import TokenFor, person_of_token
from smart_team.people.passwords import is_expired
from smart_team.people.policy import Action
from smart_team.people.principal import Principal, load_principal
from smart_team.people.rules import Rules
from smart_team.people.sessions import SessionFor, person_of_session
from smart_team.procedure.calendar import shanghai_day
from smart_team_api import messages as m

COOKIE: Final = "__Host-smart-team"
"""The session's cookie: this host alone, over TLS alone, for no script."""
CSRF_HEADER: Final = "X-CSRF-Token"
_BEARER: Final = "bearer "
_SOURCE: Final = 64


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request brings along to say who calls, and from where."""

    session: str | None = field(repr=False)
    token: str | None = field(repr=False)
    csrf: str | None = field(repr=False)
    source: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, known by a session or by an access token."""

    principal: Principal
    session: SessionFor | None
    token: TokenFor | None


def credentials_of(request: Request) -> Credentials:
    """Return what a request brings along; a token counts before a cookie."""
    said = request.headers.get("authorization", "")
    token = said[len(_BEARER) :].strip() if said.lower().startswith(_BEARER) else None
    session = None if token else request.cookies.get(COOKIE)
    source = request.client.host if request.client else "local"
    return Credentials(session, token, request.headers.get(CSRF_HEADER), source[:_SOURCE])


def authenticate(
    connection: Connection, credentials: Credentials, now: datetime, *, changes: bool
) -> Caller:
    """Return who calls.

    Raises SignInError where nobody is known by these credentials now, and NotAllowedError for a
    change that a session's cookie asks for without the token that only our pages know.
    """
    session = token = None
    if credentials.token:
        token = person_of_token(connection, credentials.token, now)
    elif credentials.session:
        session = person_of_session(connection, credentials.session, now)
    known = token or session
    if known is None:
        raise people.SignInError([Problem(people.NO_SESSION)])
    principal = load_principal(connection, known.person, shanghai_day(now))
    if principal is None:
        raise people.SignInError([Problem(people.NO_SESSION)])
    caller = Caller(principal, session, token)
    if changes:
        require_ours(caller, credentials)
    return caller


def require_ours(caller: Caller, credentials: Credentials) -> None:
    """Raise NotAllowedError for what a session asks for without the token of our pages."""
    session = caller.session
    if session is not None and not session.sent_by_us(credentials.csrf or ""):
        raise m.NotAllowedError([Problem(m.FORGED)])


def require_reach(
    caller: Caller, action: Action, now: datetime, rules: Rules, *, first: bool = False
) -> None:
    """Raise NotAllowedError where the session or the token does not reach to an action.

    `first` is for what must be possible before the second factor and with an old password.
    """
    if caller.token is not None:
        if not caller.token.allows(action):
            raise m.NotAllowedError([Problem(m.OUT_OF_SCOPE, values={"action": action})])
        return
    session = caller.session
    if session is None or first:
        return
    if session.second_factor_due:
        raise m.NotAllowedError([Problem(m.CODE_DUE)])
    if action == "account":
        return
    if session.enrolment_due(required=rules.second_factor_required):
        raise m.NotAllowedError([Problem(m.ENROLMENT_DUE)])
    set_at = session.password_at
    if set_at is not None and is_expired(rules.profile, set_at, now):
        raise m.NotAllowedError([Problem(m.PASSWORD_DUE)])
