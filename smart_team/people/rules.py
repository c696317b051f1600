"""What signing in goes by in one installation, and how a login is read."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from smart_team.people.passwords import PROFILES, Hasher, Profile
from smart_team.settings import Settings
from smart_team.store.secret import Seal, Secret, load_secret

LOGIN_LENGTH: Final = 80
_PEPPER: Final = "smart-team pepper 1"
_SEAL: Final = "smart-team seal 1"


@dataclass(frozen=True, slots=True)
class Rules:
    """What everybody's sign-in goes by.

    The password profile, a secret for digests, what seals secrets that are kept, the hasher, words
    of the place that no password may contain, and whether everybody needs a second factor.
    """

    profile: Profile
    pepper: bytes = field(repr=False)
    seal: Seal
    hasher: Hasher | None = None
    context: tuple[str, ...] = ()
    second_factor_required: bool = False


def load_rules(settings: Settings, data: Path) -> Rules:
    """Return the rules that settings and the data folder's secret make; raises FileError."""
    return rules_by(load_secret(data), settings)


def rules_by(secret: Secret, settings: Settings, hasher: Hasher | None = None) -> Rules:
    """Return the rules of one secret."""
    return Rules(
        PROFILES[settings.password_profile],
        secret.derive(_PEPPER),
        Seal(secret.derive(_SEAL)),
        hasher,
        tuple(settings.site_words),
        second_factor_required=settings.second_factor == "required",
    )


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
