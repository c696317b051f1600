"""The installation's secret: one file of random bytes, and the keys that are derived from it."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from smart_team.errors import FileError, Message, Place, Problem
from smart_team.store import secret_messages as m
from smart_team.store.signing import SECRET, telling, write_once

SIZE: Final = 32
_NONCE: Final = 12
_OTHERS: Final = 0o077
_FORM: Final = "v1:"


@dataclass(frozen=True, slots=True)
class Seal:
    """Encrypts texts that the database keeps: AES-256-GCM, each under a nonce of its own."""

    _key: bytes = field(repr=False)

    def close(self, text: str, owner: str) -> str:
        """Return a text sealed; it opens for the same owner alone."""
        nonce = secrets.token_bytes(_NONCE)
        sealed = AESGCM(self._key).encrypt(nonce, text.encode(), owner.encode())
        return _FORM + base64.b64encode(nonce + sealed).decode("ascii")

    def open(self, sealed: str, owner: str) -> str:
        """Return the text; raises SealError if it was altered, or another key or owner's."""
        try:
            content = base64.b64decode(sealed.removeprefix(_FORM), validate=True)
            nonce, rest = content[:_NONCE], content[_NONCE:]
            return AESGCM(self._key).decrypt(nonce, rest, owner.encode()).decode()
        except (binascii.Error, InvalidTag, ValueError):
            raise m.SealError([Problem(m.SEALED)]) from None


@dataclass(frozen=True, slots=True)
class Secret:
    """What the file holds, known to nobody else."""

    _content: bytes = field(repr=False)

    def derive(self, purpose: str) -> bytes:
        """Return the key for one purpose: 32 bytes by HKDF with SHA-256."""
        return HKDF(SHA256(), SIZE, salt=None, info=purpose.encode()).derive(self._content)


def create_secret(folder: Path) -> Secret:
    """Make ``secret.key`` (0600) in a folder; one that is there is kept. Raises FileError."""
    content = secrets.token_bytes(SIZE)
    if not write_once(folder / SECRET, content, mode=0o600):
        _refuse(folder / SECRET, m.SECRET_EXISTS)
    return Secret(content)


def load_secret(folder: Path) -> Secret:
    """Return the secret of a folder; raises FileError if it is missing, damaged or open to others.

    Without it nothing may be served: another in its place would open nothing that was sealed.
    """
    path = folder / SECRET
    with telling(path):
        if not path.exists():
            _refuse(path, m.NO_SECRET)
        with path.open("rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode & 0o777
            content = stream.read(SIZE + 1)
    if os.name == "posix" and mode & _OTHERS:
        _refuse(path, m.SECRET_OPEN, mode=f"{mode:04o}")
    if len(content) != SIZE:
        _refuse(path, m.BAD_SECRET, wanted=SIZE, found=len(content))
    return Secret(content)


def _refuse(path: Path, message: Message, **values: object) -> NoReturn:
    raise FileError([Problem(message, Place(str(path)), values)])
