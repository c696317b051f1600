"""Id tokens: by whom they were signed, for whom, for which sign-in, and until when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import JoseError

from smart_team.people import single_sign_on_messages as m
from smart_team.people.provider import Provider, PublicKey, Tokens, refuse
from smart_team.people.rules import is_text

ALGORITHMS: Final = (
    *("RS256", "RS384", "RS512"),
    *("PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512"),
    *("EdDSA", "Ed25519"),
)
"""What may sign an id token: public keys alone, so neither ``none`` nor a shared secret."""
LEEWAY: Final = 60
"""Seconds by which the provider's clock may differ from ours."""
_SUBJECT: Final = 255


@dataclass(frozen=True, slots=True)
class Identity:
    """Who came from the provider; `login` is what the settings' claim says, if it says anything."""

    issuer: str
    subject: str
    login: str | None


def read_identity(provider: Provider, tokens: Tokens, nonce: str, now: datetime) -> Identity:
    """Return who an id token speaks of; raises SignOnError unless all of it holds."""
    client = provider.client
    token = _verified(provider, tokens.id_token, now)
    claims, subject = token.claims, token.claims.get("sub")
    meant = (
        claims.get("iss") == client.issuer
        and claims.get("aud") in (client.id, [client.id])
        and claims.get("nonce") == nonce
        and isinstance(subject, str)
        and is_text(subject, _SUBJECT)
    )
    if not meant or not _holds(token, client.id, nonce, tokens.access_token, now):
        refuse(m.BAD_CLAIMS)
    login = claims.get(client.login_claim)
    return Identity(client.issuer, str(subject), login if isinstance(login, str) else None)


def _verified(provider: Provider, text: str, now: datetime) -> jwt.Token:
    header = _header(text)
    named = header.get("kid")
    if header.get("alg") not in ALGORITHMS or not isinstance(named, str | None):
        refuse(m.BAD_SIGNATURE)
    token = _signed(text, provider.keys(now, named))
    if token is None:
        refuse(m.BAD_SIGNATURE)
    return token


def _header(text: str) -> Mapping[str, Any]:
    try:
        return jws.extract_compact(text.encode()).headers()
    except (JoseError, ValueError):
        refuse(m.BAD_SIGNATURE)


def _signed(text: str, keys: Sequence[PublicKey]) -> jwt.Token | None:
    """Return the token by the first key that signed it."""
    for key in keys:
        try:
            return jwt.decode(text, key, algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            continue
    return None


def _holds(
    token: jwt.Token, client: str, nonce: str, access_token: str | None, now: datetime
) -> bool:
    """Whether times, authorized party and the access token's hash are as they should be."""
    expected = {"client_id": client, "nonce": nonce, "access_token": access_token}
    claims = CodeIDToken(token.claims, token.header, params=expected)
    try:
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
    except (JoseError, ValueError, TypeError):
        return False
    return True
