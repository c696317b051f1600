"""The second factor: codes of an authenticator app (TOTP, RFC 6238) and recovery codes."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Final

import pyotp

STEP: Final = timedelta(seconds=30)
DRIFT: Final = 1
"""Steps that the phone's clock may be before or behind."""
RECOVERY_CODES: Final = 10

_DIGITS: Final = 6
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O, which are read as digits, and no U."""
_READ_AS: Final = str.maketrans("OIL", "011", " -")
_GROUPS: Final = 3
_GROUP: Final = 4


def new_secret() -> str:
    """Return a new secret for an authenticator app: 160 bits in base 32."""
    return pyotp.random_base32()


def provisioning_uri(secret: str, login: str, issuer: str) -> str:
    """Return the ``otpauth://`` address that an app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def check_code(secret: str, code: str, now: datetime, last_step: int | None) -> int | None:
    """Return the step that a code belongs to, or None if it is refused.

    A code holds one step before and after its own, and once: the caller keeps the step as the new
    `last_step` in the transaction that signs the person in; that step and earlier ones are refused.
    `now` has its zone.
    """
    typed = unicodedata.normalize("NFKC", code).replace(" ", "")
    if not (len(typed) == _DIGITS and typed.isascii() and typed.isdigit()):
        return None
    current = (now - _EPOCH) // STEP
    app = pyotp.TOTP(secret)
    steps = range(max(0, current - DRIFT), current + DRIFT + 1)
    matching = [step for step in steps if hmac.compare_digest(app.generate_otp(step), typed)]
    # The latest, lest a code that two steps share be good for a second time.
    step = max(matching, default=None)
    return None if step is None or (last_step is not None and step <= last_step) else step


def new_recovery_codes(n: int = RECOVERY_CODES) -> list[str]:
    """Return `n` new codes such as ``7KQ2-M0XV-9TBD``: 60 bits each, each good for one use."""
    return [_new_code() for _ in range(n)]


def _new_code() -> str:
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def hash_code(code: str, pepper: bytes) -> str:
    """Return what is kept of a recovery code: HMAC-SHA-256 by the pepper, 64 hex digits.

    Case, spaces and hyphens do not count; O is read as 0, I and L as 1.
    """
    said = unicodedata.normalize("NFKC", code).upper().translate(_READ_AS)
    return hmac.new(pepper, said.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def matches(code: str, kept: str, pepper: bytes) -> bool:
    """Whether a recovery code is the one kept; takes as long for a wrong one."""
    return hmac.compare_digest(hash_code(code, pepper), kept)
