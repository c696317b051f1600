"""The installation's own signature: Ed25519 over canonical JSON, its keys as two PEM files."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, NoReturn

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from pydantic import BaseModel, ConfigDict, Field

from smart_team.errors import FileError, Message, Place, Problem
from smart_team.store import chain_messages as m
from smart_team.store.chain import ChainError, canonical
from smart_team.store.disk import sync_folder

PRIVATE = "signing.key"
PUBLIC = "signing.pub"
SECRET = "secret.key"  # noqa: S105 - a file's name
"""What is secret beside the signing key; see the module `secret`."""
_OTHERS = 0o077


class Signed(BaseModel):
    """A document with its signature (128 hex digits) and the id of the key that made it."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    document: dict[str, object]
    signature: Annotated[str, Field(pattern=r"^[0-9a-f]{128}$")]
    key: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs in the installation's name."""

    _private: Ed25519PrivateKey = field(repr=False)

    @property
    def public_key(self) -> Ed25519PublicKey:
        """The key that checks what is signed here."""
        return self._private.public_key()

    def sign(self, document: Mapping[str, object]) -> Signed:
        """Return the document signed; it should say in a field what kind of document it is.

        Raises ChainError where the document holds what has no canonical form, such as a float.
        """
        content = canonical(document)
        signature = self._private.sign(content).hex()
        return Signed(
            document=json.loads(content), signature=signature, key=key_id(self.public_key)
        )


def verify(signed: Signed, public_key: Ed25519PublicKey) -> bool:
    """Whether the signature is that key's and holds for the document."""
    try:
        public_key.verify(bytes.fromhex(signed.signature), canonical(signed.document))
    except (InvalidSignature, ChainError):
        return False
    return signed.key == key_id(public_key)


def key_id(public_key: Ed25519PublicKey) -> str:
    """Return the first 16 hex digits of the SHA-256 of the raw public key."""
    return hashlib.sha256(public_key.public_bytes_raw()).hexdigest()[:16]


def create_key(folder: Path) -> Signer:
    """Make the installation's key pair in a folder: ``signing.key`` (0600) and ``signing.pub``.

    A key that is there is never overwritten. Raises FileError.
    """
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    if not write_once(folder / PRIVATE, pem, mode=0o600):
        _refuse(folder / PRIVATE, m.KEY_EXISTS)
    signer = Signer(key)
    _show_public(folder, signer)
    return signer


def load_signer(folder: Path) -> Signer:
    """Return the signer of a folder; ``signing.pub`` is written again where it is missing.

    Raises FileError where the key is missing, damaged, open to others, or not of that pair.
    """
    path = folder / PRIVATE
    _require(path)
    with telling(path), path.open("rb") as stream:
        mode = os.fstat(stream.fileno()).st_mode & 0o777
        pem = stream.read()
    if os.name == "posix" and mode & _OTHERS:
        _refuse(path, m.KEY_OPEN, mode=f"{mode:04o}")
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        _refuse(path, m.BAD_KEY)
    if not isinstance(key, Ed25519PrivateKey):
        _refuse(path, m.BAD_KEY)
    signer = Signer(key)
    _show_public(folder, signer)
    return signer


def load_public_key(path: Path) -> Ed25519PublicKey:
    """Return the public key of a PEM file; raises FileError."""
    _require(path)
    with telling(path):
        pem = path.read_bytes()
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        _refuse(path, m.BAD_KEY)
    if not isinstance(key, Ed25519PublicKey):
        _refuse(path, m.BAD_KEY)
    return key


def write_once(path: Path, content: bytes, mode: int = 0o644) -> bool:
    """Write a new file, whole and on the disk, or return False where the name is taken.

    Raises FileError.
    """
    beside = path.with_name(f".{secrets.token_hex(8)}.tmp")
    with telling(path):
        if path.exists():
            return False
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            # Unlike a rename, a link never replaces what another process has just written.
            path.hardlink_to(beside)
        except FileExistsError:
            return False
        finally:
            beside.unlink()
        sync_folder(path.parent)
    return True


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Say of this file what the system refused, as a FileError."""
    try:
        yield
    except OSError as error:
        _refuse(path, m.UNUSABLE_FILE, detail=error.strerror or error)


def _require(path: Path) -> None:
    with telling(path):
        if not path.exists():
            _refuse(path, m.NO_KEY)


def _show_public(folder: Path, signer: Signer) -> None:
    path = folder / PUBLIC
    pem = signer.public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    if not write_once(path, pem) and load_public_key(path) != signer.public_key:
        _refuse(path, m.KEY_PAIR)


def _refuse(path: Path, message: Message, **values: object) -> NoReturn:
    raise FileError([Problem(message, Place(str(path)), values)])
