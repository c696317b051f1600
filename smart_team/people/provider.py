"""The provider of single sign-on: what it says of itself, its keys, and codes for tokens.

Every answer comes over TLS (or from this machine), from the addresses that the provider named; no
redirect is followed. What it says of itself is kept for an hour.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, NoReturn
from urllib.parse import quote

import httpx
from authlib.oidc.discovery import get_well_known_url
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from smart_team.errors import Message, Problem
from smart_team.people import single_sign_on_messages as m
from smart_team.settings import Settings, is_safe_address

CALLBACK: Final = "/api/v1/session/oidc/callback"
"""The path of ours to which the provider sends the browser back; it is registered there."""
KEPT: Final = timedelta(hours=1)
_PATIENCE: Final = 10.0
_LARGEST: Final = 1 << 20
_JSON: Final = {"Accept": "application/json"}

PublicKey = RSAKey | ECKey | OKPKey


@dataclass(frozen=True, slots=True)
class Client:
    """What this installation is at the provider, and how it takes who comes from there."""

    issuer: str
    id: str
    secret: str | None = field(repr=False)
    redirect_uri: str
    link: bool
    login_claim: str
    is_second_factor: bool


def client_of(settings: Settings) -> Client | None:
    """Return the client that settings make, or None without single sign-on."""
    if settings.oidc_issuer is None or settings.oidc_client_id is None:
        return None
    secret = settings.oidc_client_secret
    return Client(
        settings.oidc_issuer,
        settings.oidc_client_id,
        None if secret is None else secret.get_secret_value(),
        settings.link(CALLBACK),
        settings.oidc_link,
        settings.oidc_login_claim,
        settings.oidc_is_second_factor,
    )


class Metadata(BaseModel):
    """What we need of the discovery document; the rest is the provider's own affair."""

    model_config = ConfigDict(frozen=True, strict=True)

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: list[str] = ["client_secret_basic"]

    @field_validator("authorization_endpoint", "token_endpoint", "jwks_uri")
    @classmethod
    def _be_safe(cls, url: str) -> str:
        if not is_safe_address(url):
            raise ValueError(url)
        return url


class Tokens(BaseModel):
    """What the provider gave for a code."""

    model_config = ConfigDict(frozen=True, strict=True)

    id_token: str
    access_token: str | None = None


class _KeySet(BaseModel):
    """The provider's keys as it publishes them, of any kind."""

    model_config = ConfigDict(frozen=True, strict=True)

    keys: list[dict[str, Any]]


class Provider:
    """One provider for the life of the process; close it at the end."""

    def __init__(self, client: Client, transport: httpx.BaseTransport | None = None) -> None:
        self.client = client
        # The system's certificates, so that an intranet's own authority can be added there.
        self._http = httpx.Client(
            timeout=_PATIENCE,
            transport=transport,
            trust_env=False,
            verify=ssl.create_default_context(),
        )
        self._metadata: tuple[datetime, Metadata] | None = None
        self._keys: tuple[datetime, list[PublicKey]] | None = None

    def close(self) -> None:
        """Close its connections."""
        self._http.close()

    def metadata(self, now: datetime) -> Metadata:
        """Return what the provider says of itself; raises SignOnError."""
        if self._metadata is None or not _is_fresh(self._metadata[0], now):
            url = get_well_known_url(self.client.issuer, external=True)
            try:
                found = Metadata.model_validate(self._read("GET", url, m.PROVIDER_DOWN))
            except ValidationError:
                refuse(m.OTHER_ISSUER)
            if found.issuer != self.client.issuer:
                refuse(m.OTHER_ISSUER)
            self._metadata = now, found
        return self._metadata[1]

    def keys(self, now: datetime, wanted: str | None) -> list[PublicKey]:
        """Return the keys that may have signed a token of this key id; raises SignOnError.

        They are read anew where none has the id: the provider has changed its keys.
        """
        if self._keys is not None and _is_fresh(self._keys[0], now):
            known = _named(self._keys[1], wanted)
            if known:
                return known
        found = self._read("GET", self.metadata(now).jwks_uri, m.PROVIDER_DOWN)
        self._keys = now, _public_keys(found)
        return _named(self._keys[1], wanted)

    def exchange(self, now: datetime, code: str, verifier: str) -> Tokens:
        """Return the tokens for a code; raises SignOnError."""
        metadata, client = self.metadata(now), self.client
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": client.redirect_uri,
            "code_verifier": verifier,
        }
        auth = None
        if client.secret is None:
            form["client_id"] = client.id
        elif "client_secret_basic" in metadata.token_endpoint_auth_methods_supported:
            # RFC 6749, 2.3.1: each encoded as in a form.
            auth = httpx.BasicAuth(quote(client.id, safe=""), quote(client.secret, safe=""))
        else:
            form |= {"client_id": client.id, "client_secret": client.secret}
        url = metadata.token_endpoint
        try:
            answer = self._read("POST", url, m.CODE_REJECTED, data=form, auth=auth)
            return Tokens.model_validate(answer)
        except ValidationError:
            refuse(m.CODE_REJECTED)

    def _read(self, method: str, url: str, message: Message, **more: Any) -> object:  # noqa: ANN401
        """Return the JSON of an answer; `message` is said where the provider says no."""
        try:
            response = self._http.request(method, url, headers=_JSON, **more)
            if response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
                refuse(m.PROVIDER_DOWN)
            if response.status_code != httpx.codes.OK or len(response.content) > _LARGEST:
                refuse(message)
            return response.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError):
            refuse(m.PROVIDER_DOWN)


def refuse(message: Message) -> NoReturn:
    """Raise what the audit is told."""
    raise m.SignOnError([Problem(message)])


def _is_fresh(since: datetime, now: datetime) -> bool:
    return abs(now - since) < KEPT


def _public_keys(found: object) -> list[PublicKey]:
    """Return the keys that can sign; a provider may publish others, also kinds unknown to us."""
    try:
        published = _KeySet.model_validate(found).keys
    except ValidationError:
        refuse(m.PROVIDER_DOWN)
    usable = (key for key in published if key.get("use", "sig") == "sig")
    read = (_public_key(key) for key in usable if key.get("kty") in {"RSA", "EC", "OKP"})
    return [key for key in read if key is not None]


def _public_key(published: dict[str, Any]) -> PublicKey | None:
    try:
        key = import_key(published)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return key if isinstance(key, PublicKey) else None


def _named(keys: list[PublicKey], wanted: str | None) -> list[PublicKey]:
    return [key for key in keys if wanted is None or key.kid == wanted]
