"""Single sign-on by OpenID Connect: the authorization code flow with PKCE.

``begin`` sends the browser to the provider, ``finish`` takes it back and opens a session. What
takes time, the provider's answers, happens between jobs of the gate. Whatever goes wrong is one
sentence to the person; the audit has the cause. Neither a person nor a role is ever made here.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from sqlalchemy import ColumnElement, Connection, and_, delete, insert, or_, select

from smart_team.errors import Problem
from smart_team.people import single_sign_on_messages as m
from smart_team.people.attempts import STRANGER
from smart_team.people.id_token import Identity, read_identity
from smart_team.people.identities import enter, link, link_due
from smart_team.people.messages import SignInError
from smart_team.people.provider import Provider, refuse
from smart_team.people.rules import Rules
from smart_team.people.sign_in import SignedIn
from smart_team.people.tokens import RANDOM_BYTES, digest
from smart_team.store.audit import Act
from smart_team.store.clock import stamp
from smart_team.store.gate import Gate, Work, record
from smart_team.store.tables import pending_sign_ins

MINUTES: Final = 10
"""How long somebody may take at the provider; the browser's cookie need not live longer."""
AT_MOST: Final = 10_000
"""Sign-ins that wait for their way back; beyond, those that began first are forgotten."""
SCOPE: Final = "openid profile"
BEGIN: Final = "single_sign_on_begin"
RETURN: Final = "single_sign_on_return"
LINK: Final = "single_sign_on_link"
ENTER: Final = "single_sign_on"


@dataclass(frozen=True, slots=True)
class Started:
    """Where the browser goes, and the cookie that it alone brings back."""

    url: str = field(repr=False)
    cookie: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Pending:
    """A sign-in that is at the provider now."""

    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


def begin(gate: Gate, provider: Provider, source: str) -> Started:
    """Send a browser to the provider; raises SignInError."""
    state, cookie, nonce, verifier = (secrets.token_urlsafe(RANDOM_BYTES) for _ in range(4))
    with _telling(gate, BEGIN, source):
        metadata = provider.metadata(gate.clock())
    row = {
        "digest": digest(state),
        "browser": digest(cookie),
        "nonce": nonce,
        "verifier": verifier,
    }
    gate.write(Act(STRANGER, BEGIN, source=source), lambda work: _remember(work, row))
    url = prepare_grant_uri(
        metadata.authorization_endpoint,
        client_id=provider.client.id,
        response_type="code",
        redirect_uri=provider.client.redirect_uri,
        scope=SCOPE,
        state=state,
        nonce=nonce,
        code_challenge=create_s256_code_challenge(verifier),
        code_challenge_method="S256",
    )
    return Started(url, cookie)


def finish(
    gate: Gate, provider: Provider, query: Mapping[str, str], cookie: str, source: str, rules: Rules
) -> SignedIn:
    """Take a browser back and open its session; raises SignInError, the same for every cause.

    `query` is what the provider sent along, `cookie` what :func:`begin` gave this browser.
    """
    back = Act(STRANGER, RETURN, source=source)
    with _hiding():
        pending = gate.write(back, lambda work: _take(work, query.get("state", ""), cookie))
    with _telling(gate, ENTER, source):
        identity = _ask(gate, provider, query, pending)
    with _hiding():
        if provider.client.link and link_due(gate.engine, identity):
            gate.write(Act(STRANGER, LINK, source=source), partial(link, identity=identity))
        job = partial(enter, identity=identity, client=provider.client, source=source, rules=rules)
        return gate.write(Act(STRANGER, ENTER, source=source), job)


def _ask(gate: Gate, provider: Provider, query: Mapping[str, str], pending: Pending) -> Identity:
    """Ask the provider who it was; raises SignOnError."""
    # RFC 9207: an answer that names its issuer names ours.
    if query.get("iss", provider.client.issuer) != provider.client.issuer:
        refuse(m.OTHER_ISSUER)
    if "error" in query or not query.get("code"):
        refuse(m.DENIED)
    tokens = provider.exchange(gate.clock(), query["code"], pending.verifier)
    return read_identity(provider, tokens, pending.nonce, gate.clock())


def _remember(work: Work, row: Mapping[str, str]) -> None:
    column = pending_sign_ins.c
    latest = select(column.digest).order_by(column.expires_at.desc(), column.digest)
    beyond = column.digest.in_(latest.limit(AT_MOST).offset(AT_MOST - 1))
    late = column.expires_at <= work.at
    work.connection.execute(delete(pending_sign_ins).where(or_(late, beyond)))
    expires = stamp(work.now + timedelta(minutes=MINUTES))
    work.connection.execute(insert(pending_sign_ins).values({**row, "expires_at": expires}))


def is_begun(connection: Connection, state: str, cookie: str, now: datetime) -> bool:
    """Whether this very browser has set out and not come back."""
    query = select(pending_sign_ins.c.digest).where(_begun(state, cookie, now))
    return connection.execute(query).first() is not None


def _begun(state: str, cookie: str, now: datetime) -> ColumnElement[bool]:
    column = pending_sign_ins.c
    return and_(
        column.digest == digest(state),
        column.browser == digest(cookie),
        column.expires_at > stamp(now),
    )


def _take(work: Work, state: str, cookie: str) -> Pending:
    """Take what this very browser began, once; raises SignOnError."""
    column = pending_sign_ins.c
    query = delete(pending_sign_ins).where(_begun(state, cookie, work.now))
    row = work.connection.execute(query.returning(column.nonce, column.verifier)).first()
    if row is None:
        refuse(m.BAD_STATE)
    return Pending(row.nonce, row.verifier)


@contextmanager
def _telling(gate: Gate, action: str, source: str) -> Iterator[None]:
    """Record the cause of a failure that happened outside the gate, and hide it."""
    try:
        yield
    except m.SignOnError as error:
        record(gate, Act(STRANGER, action, source=source), error)
        raise _refused() from None


@contextmanager
def _hiding() -> Iterator[None]:
    """Hide the cause of a failure that the gate has recorded."""
    try:
        yield
    except m.SignOnError:
        raise _refused() from None


def _refused() -> SignInError:
    return SignInError([Problem(m.SIGN_ON_REFUSED)])
