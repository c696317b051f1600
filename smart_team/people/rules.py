"""What signing in goes by in one installation, and how a login is read."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass, field
from typing import Final

from smart_team.people.passwords import Hasher, Profile

LOGIN_LENGTH: Final = 80


@dataclass(frozen=True, slots=True)
class Rules:
    """The password profile, a secret key for digests, the hasher, and words of the place."""

    profile: Profile
    pepper: bytes = field(repr=False)
    hasher: Hasher | None = None
    context: tuple[str, ...] = ()


def fold(login: str) -> str:
    """Return a login in the one form it is kept in: no outer spaces, width or capitals."""
    return unicodedata.normalize("NFKC", login).casefold().strip()


def is_login(folded: str) -> bool:
    """Whether a folded login may be one; others are never looked up."""
    return is_text(folded, LOGIN_LENGTH) and not any(each.isspace() for each in folded)


def is_text(text: str, longest: int) -> bool:
    """Whether a text is of visible characters, which every database can keep."""
    return bool(text.strip()) and len(text) <= longest and text.isprintable()


def account_key(login: str, pepper: bytes) -> str:
    """Return what guesses at a login are counted under, whether or not it exists.

    It is a digest, because people type passwords where the login goes.
    """
    said = fold(login).encode("utf-8", "surrogatepass")
    return hmac.new(pepper, b"account:" + said, hashlib.sha256).hexdigest()


def code_key(person: str, pepper: bytes) -> str:
    """Return what guesses at a person's second factor are counted under."""
    return hmac.new(pepper, b"code:" + person.encode(), hashlib.sha256).hexdigest()
