"""Audit records in a file: one line of canonical JSON each, as they stood in the table."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from smart_team.errors import Place, Problem
from smart_team.store import audit_messages as m
from smart_team.store.audit import Recorded
from smart_team.store.chain import canonical
from smart_team.store.disk import sync_folder
from smart_team.store.signing import telling

FOLDER: Final = "audit"
"""The data folder's folder of records that the database no longer holds."""


@dataclass(slots=True)
class Written:
    """A file with its hash and how many pieces it was written of, not yet in its place."""

    path: Path
    hash: str
    count: int

    def put(self, to: Path) -> None:
        """Give the file its place; the same content is kept once. Raises AuditError, FileError."""
        with telling(to):
            try:
                to.hardlink_to(self.path)
            except FileExistsError:
                if hash_of(to) != self.hash:
                    raise m.AuditError([Problem(m.TAKEN, Place(str(to)))]) from None
            sync_folder(to.parent)


@contextmanager
def written(folder: Path, pieces: Iterable[bytes]) -> Iterator[Written]:
    """Write a file beside its later place; what was not put anywhere is gone at the end."""
    beside = folder / f".{secrets.token_hex(8)}.tmp"
    digest, count = hashlib.sha256(), 0
    try:
        with telling(beside):
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as stream:
                for piece in pieces:
                    digest.update(piece)
                    stream.write(piece)
                    count += 1
                stream.flush()
                os.fsync(stream.fileno())
        yield Written(beside, f"sha256:{digest.hexdigest()}", count)
    finally:
        beside.unlink(missing_ok=True)


def home_of(data: Path, number: int) -> Path:
    """Return where the records that were removed up to a number are kept."""
    return data / FOLDER / f"until-{number}.jsonl"


def hash_of(path: Path) -> str:
    """Return a file's hash as a cut names it; raises FileError."""
    with telling(path), path.open("rb") as stream:
        return f"sha256:{hashlib.file_digest(stream, 'sha256').hexdigest()}"


def hashes_in(path: Path, numbers: Collection[int]) -> dict[int, str]:
    """Return the hashes of those records that the file holds."""
    with telling(path), path.open("rb") as stream:
        rows = (json.loads(line) for line in stream)
        return {row["number"]: row["hash"] for row in rows if row["number"] in numbers}


def lines(rows: Iterable[Recorded]) -> Iterator[bytes]:
    """Yield each record as its line."""
    for _, previous, own, content in rows:
        yield canonical({**content, "previous": previous, "hash": own}) + b"\n"
