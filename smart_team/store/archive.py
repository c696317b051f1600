"""The backup's one file: a zip with a signed manifest, closed by a checksum over every byte.

The checksum is the zip's comment, so any unzip opens it: SHA-256 of all that stands before those
64 digits. It finds what rots; the signature finds what somebody changes.
"""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Annotated, Final, Literal, NoReturn

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from smart_team.errors import Message, Place, Problem, Text
from smart_team.store import backup_messages as m
from smart_team.store.chain import canonical
from smart_team.store.signing import PUBLIC, Signed, Signer, key_id, telling, verify

MANIFEST: Final = "manifest.json"
_SEAL: Final = 64
"""Hexadecimal digits of the checksum."""
_CHUNK: Final = 1 << 20
_LARGEST_MANIFEST: Final = 64 << 20
_NAMES: Final = re.compile(
    r"signing\.pub|tables/[a-z_]+\.jsonl|heads/[0-9A-Za-z._-]+\.json|audit/until-[0-9]+\.jsonl"
    r"|(?:evidence|parts)/([0-9a-f]{2})/([0-9a-f]{2})/(\1\2[0-9a-f]{60})"
)
"""What a backup may hold; evidence and parts stand where their hashes say."""
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
)
"""What the zip reader says of a file that only looks like a zip."""

_Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_Count = Annotated[int, Field(ge=0)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Listed(_Strict):
    """A file of the backup: its SHA-256 and its size in bytes."""

    sha256: _Digest
    size: _Count


class Manifest(_Strict):
    """What a backup holds: rows by table, files by name, and where the audit chain ended."""

    what: Literal["backup"] = "backup"
    format: Literal[1] = 1
    made_at: str
    structure: str
    tables: dict[str, _Count]
    files: dict[str, Listed]
    audit_number: _Count
    audit_hash: str
    audit_at: str | None


class Writer:
    """A backup being written; `files` lists what has been put into it."""

    def __init__(self, target: zipfile.ZipFile, now: datetime) -> None:
        self._zip = target
        self._moment = now.astimezone(UTC)
        self.files: dict[str, Listed] = {}

    def add(self, name: str, chunks: Iterable[bytes]) -> Listed:
        """Put a file in; returns its hash and size."""
        digest, size = hashlib.sha256(), 0
        with self._zip.open(self._info(name), "w", force_zip64=True) as stream:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                stream.write(chunk)
        self.files[name] = Listed(sha256=digest.hexdigest(), size=size)
        return self.files[name]

    def sign(self, manifest: Manifest, signer: Signer) -> None:
        """Put the manifest in, signed, as the last file."""
        signed = signer.sign(manifest.model_dump())
        self._zip.writestr(self._info(MANIFEST), canonical(signed.model_dump()) + b"\n")

    def _info(self, name: str) -> zipfile.ZipInfo:
        at = self._moment
        info = zipfile.ZipInfo(name, (at.year, at.month, at.day, at.hour, at.minute, at.second))
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        return info


@contextmanager
def new_archive(path: Path, now: datetime) -> Iterator[Writer]:
    """Give a backup to write to `path`; at the end it is sealed and on the disk."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w+b") as stream:
        with zipfile.ZipFile(stream, "w") as target:
            target.comment = b"0" * _SEAL
            yield Writer(target, now)
        stream.seek(0, os.SEEK_END)
        length = stream.tell() - _SEAL
        stream.seek(0)
        seal = _checksum(stream, length)
        stream.seek(length)
        stream.write(seal)
        stream.flush()
        os.fsync(stream.fileno())


@dataclass(frozen=True, slots=True)
class Archive:
    """A backup whose every byte has been checked, and the key that signed it."""

    path: Path
    manifest: Manifest
    public_key: Ed25519PublicKey
    _zip: zipfile.ZipFile

    def names(self, folder: str) -> list[str]:
        """Return the names of a folder's files."""
        return sorted(name for name in self.manifest.files if name.startswith(f"{folder}/"))

    def lines(self, table: str) -> Generator[bytes, None, None]:
        """Yield the lines of a table."""
        with self._zip.open(f"tables/{table}.jsonl") as stream:
            yield from stream

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a file's bytes, piece by piece."""
        with self._zip.open(name) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk


@contextmanager
def open_archive(path: Path, public_key: Ed25519PublicKey | None) -> Iterator[Archive]:
    """Give a backup after checking all of it: checksum, signature, names, sizes and hashes.

    Without a key the one in the backup is taken: that finds damage, but no forgery. Raises
    :class:`~smart_team.store.backup_messages.BackupError`, and FileError if it cannot be read.
    """
    with telling(path):
        stream = path.open("rb")
    with stream:
        _check_seal(path, stream)
        try:
            source = zipfile.ZipFile(stream)
        except _BROKEN:
            _refuse(path, m.NOT_A_BACKUP, detail=Text("不是 zip 文件", "it is no zip file"))
        with source:
            yield _checked(path, source, public_key)


def _check_seal(path: Path, stream: IO[bytes]) -> None:
    with telling(path):
        length = os.fstat(stream.fileno()).st_size - _SEAL
        whole = length > 0 and _checksum(stream, length) == stream.read()
    if not whole:
        _refuse(path, m.NOT_WHOLE)


def _checksum(stream: IO[bytes], length: int) -> bytes:
    """Return the SHA-256 of the next `length` bytes, in hexadecimal digits."""
    digest = hashlib.sha256()
    while length > 0:
        chunk = stream.read(min(_CHUNK, length))
        if not chunk:
            break
        digest.update(chunk)
        length -= len(chunk)
    return digest.hexdigest().encode()


def _checked(path: Path, source: zipfile.ZipFile, trusted: Ed25519PublicKey | None) -> Archive:
    try:
        signed = _read_manifest(path, source)
        manifest = Manifest.model_validate(signed.document)
        own = load_pem_public_key(source.read(PUBLIC))
    except (ValidationError, *_BROKEN):
        _refuse(path, m.NOT_A_BACKUP, detail=Text("清单不能读", "its manifest cannot be read"))
    key = own if trusted is None else trusted
    if not isinstance(key, Ed25519PublicKey) or not verify(signed, key) or own != key:
        expected = key_id(key) if isinstance(key, Ed25519PublicKey) else "—"
        _refuse(path, m.BAD_SIGNATURE, key=signed.key, expected=expected)
    _check_names(path, source, manifest)
    for name, listed in manifest.files.items():
        if not _holds(source, name, listed):
            _refuse(path, m.BAD_ENTRY, name=name)
    return Archive(path, manifest, key, source)


def _read_manifest(path: Path, source: zipfile.ZipFile) -> Signed:
    if source.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
        _refuse(path, m.BAD_ENTRY, name=MANIFEST)
    return Signed.model_validate_json(source.read(MANIFEST))


def _check_names(path: Path, source: zipfile.ZipFile, manifest: Manifest) -> None:
    found = Counter(source.namelist())
    odd = found.keys() ^ {MANIFEST, *manifest.files}
    odd |= {name for name, times in found.items() if times > 1}
    odd |= {name for name in manifest.files if not _NAMES.fullmatch(name)}
    tables = {f"tables/{name}.jsonl" for name in manifest.tables}
    odd |= tables ^ {name for name in manifest.files if name.startswith("tables/")}
    if odd:
        _refuse(path, m.BAD_ENTRY, name=min(odd))


def _holds(source: zipfile.ZipFile, name: str, listed: Listed) -> bool:
    place = _NAMES.fullmatch(name)
    named = place[3] if place else None
    try:
        if source.getinfo(name).file_size != listed.size or named not in {None, listed.sha256}:
            return False
        with source.open(name) as stream:
            return _checksum(stream, listed.size) == listed.sha256.encode()
    except _BROKEN:
        return False


def _refuse(path: Path, message: Message, **values: object) -> NoReturn:
    raise m.BackupError([Problem(message, Place(str(path)), values)])
