"""Random tokens that stand for a person: shown once, kept only as a digest."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

TokenKind = Literal["session", "access", "setup", "csrf"]
Prefix = Literal["sts_", "stp_", "stl_", "stc_"]

TOKEN_PREFIXES: Final[Mapping[TokenKind, Prefix]] = MappingProxyType(
    {"session": "sts_", "access": "stp_", "setup": "stl_", "csrf": "stc_"}
)
"""How each kind begins, so that one kind is never taken for another and a leaked one is known.

``session`` is the cookie's, ``access`` a personal access token, ``setup`` the one-time set-up link,
``csrf`` what a form sends back.
"""
RANDOM_BYTES: Final = 32
"""256 bits: nothing to guess, so the digest needs neither salt nor slowness."""


@dataclass(frozen=True, slots=True)
class Token:
    """A new token: `plain` is for its holder alone, `digest` is what is kept."""

    plain: str = field(repr=False)
    digest: str


def new_token(prefix: Prefix) -> Token:
    """Return a new token: the prefix and 43 URL-safe characters."""
    plain = prefix + secrets.token_urlsafe(RANDOM_BYTES)
    return Token(plain, digest(plain))


def digest(plain: str) -> str:
    """Return what is kept of a token and looked up by: the SHA-256 as 64 hex digits."""
    # What a client sends as a token may be any text, also one that UTF-8 has no form for.
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()
