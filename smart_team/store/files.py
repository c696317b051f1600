"""Files on the disk, each known by the hash of its content and kept once.

Evidence and the parts of ledgers are kept like this, each in a folder of its own. A file arrives in
``incoming/``, is looked at there, and then takes its place at ``ab/cd/<sha256>``: whole, on the
disk, read-only, and never written again.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final, NoReturn

from smart_team.errors import FileError, Message, Problem, SmartTeamError
from smart_team.store import file_messages as m
from smart_team.store.disk import sync_folder

_ALGORITHM: Final = "sha256:"
_HASH: Final = re.compile(r"sha256:([0-9a-f]{64})")
_SHOWN: Final = 80
"""Characters of a malformed hash that are repeated in its refusal."""
INCOMING: Final = "incoming"
_READ_ONLY: Final = 0o440
_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class StorageFullError(SmartTeamError):
    """The disk or the quota has no room for a file; nothing of it was kept."""


@dataclass(frozen=True, slots=True)
class Received:
    """A whole file in ``incoming/``: `size` in bytes, `sha256` as 64 hexadecimal digits."""

    path: Path
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was kept: ``sha256:<64 hexadecimal digits>`` and its size in bytes."""

    hash: str
    size: int


class HashedFiles:
    """The store in one folder, which is made where it is absent.

    What is in ``incoming/`` is being written; what is left over there has no meaning.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.incoming = folder / INCOMING
        self.incoming.mkdir(parents=True, exist_ok=True)

    def receive(self, chunks: Iterable[bytes], limit: int) -> Received:
        """Write an upload beside its later place; the caller keeps or discards it.

        Raises FileError as soon as more than `limit` bytes have come, and StorageFullError.
        Nothing is left over where this raises.
        """
        path = self.incoming / f"{secrets.token_hex(16)}.part"
        digest, size = hashlib.sha256(), 0
        with _all_or_nothing(path), path.open("xb") as stream:
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    _refuse(m.TOO_LARGE, limit=limit)
                digest.update(chunk)
                stream.write(chunk)
        return Received(path, size, digest.hexdigest())

    def discard(self, received: Received) -> None:
        """Remove an upload that is not to be kept."""
        received.path.unlink(missing_ok=True)

    def keep(self, received: Received) -> StoredFile:
        """Give an upload its place, on the disk for certain once this returns.

        The same content is kept once: what was there stays. Raises FileError where the file there
        was altered, and StorageFullError; the upload is gone in either case.
        """
        stored = StoredFile(_ALGORITHM + received.sha256, received.size)
        home = self.place(stored.hash)
        with _all_or_nothing(received.path):
            _sync_file(received.path)
            home.parent.mkdir(parents=True, exist_ok=True)
            if os.path.lexists(home):
                _require(home, stored.hash)
                received.path.unlink()
            else:
                received.path.rename(home)
            for folder in (home.parent, home.parent.parent, self.folder):
                sync_folder(folder)
        return stored

    def open(self, hash_: str) -> BinaryIO:
        """Return a kept file's bytes as a stream; raises FileError where there is no such file."""
        home = self.place(hash_)
        if home.is_symlink() or not home.is_file():
            _refuse(m.MISSING, hash=hash_)
        return home.open("rb")

    def verify(self, hashes: Iterable[str]) -> list[Problem]:
        """Return what is wrong with these files: malformed hash, missing, altered, unreadable."""
        problems: list[Problem] = []
        for hash_ in hashes:
            try:
                _require(self.place(hash_), hash_)
            except FileError as error:
                problems += error.problems
            except OSError as error:
                values = {"hash": hash_, "detail": error.strerror or error}
                problems.append(Problem(m.UNREADABLE, values=values))
        return problems

    def absent(self, hashes: Iterable[str]) -> list[Problem]:
        """Return which of these files are not there; their content is not read."""
        gone = [each for each in hashes if not self.place(each).is_file()]
        return [Problem(m.MISSING, values={"hash": each}) for each in gone]

    def orphans(self, known: Container[str]) -> list[Path]:
        """Return what lies in the store but is not the place of a `known` hash.

        Paths are relative to the store's folder; uploads under way are left out. A file that was
        kept whose row was never written is one of these.
        """
        found = []
        for path in sorted(self.folder.rglob("*")):
            place = path.relative_to(self.folder)
            if place.parts[0] == INCOMING or (path.is_dir() and not path.is_symlink()):
                continue
            hash_ = _ALGORITHM + path.name
            at_home = _HASH.fullmatch(hash_) and path == self.place(hash_)
            if not at_home or hash_ not in known:
                found.append(place)
        return found

    def tidy(self, older_than: datetime) -> int:
        """Remove uploads last written before that moment, and return how many there were."""
        removed = 0
        for path in self.incoming.iterdir():
            with suppress(FileNotFoundError):
                if path.lstat().st_mtime < older_than.timestamp():
                    path.unlink()
                    removed += 1
        return removed

    def place(self, hash_: str) -> Path:
        """Return where a kept file is, or would be; raises FileError for a malformed hash."""
        matched = _HASH.fullmatch(hash_)
        if matched is None:
            _refuse(m.BAD_HASH, hash=ascii(hash_[:_SHOWN])[1:-1])
        digest = matched[1]
        return self.folder / digest[:2] / digest[2:4] / digest


class EvidenceFiles(HashedFiles):
    """The evidence, which is not to be taken for other files."""


@contextmanager
def _all_or_nothing(path: Path) -> Iterator[None]:
    """Remove the upload if anything goes wrong, and name a full disk as what it is."""
    try:
        yield
    except BaseException as error:
        with suppress(OSError):
            path.unlink()
        if isinstance(error, OSError) and error.errno in _FULL:
            detail = {"detail": error.strerror}
            raise StorageFullError([Problem(m.STORAGE_FULL, values=detail)]) from error
        raise


def _require(home: Path, hash_: str) -> None:
    """Raise FileError unless this is a regular file with that hash."""
    if not os.path.lexists(home):
        _refuse(m.MISSING, hash=hash_)
    if home.is_symlink() or not home.is_file():
        _refuse(m.ALTERED, hash=hash_)
    with home.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if _ALGORITHM + digest != hash_:
        _refuse(m.ALTERED, hash=hash_)


def _sync_file(path: Path) -> None:
    """Bring the content and its read-only mode to the disk."""
    handle = os.open(path, os.O_RDWR)
    try:
        path.chmod(_READ_ONLY)
        os.fsync(handle)
    finally:
        os.close(handle)


def _refuse(message: Message, **values: object) -> NoReturn:
    raise FileError([Problem(message, values=values)])
