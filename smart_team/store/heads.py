"""Signed heads: what the audit chain ended with on a day, kept where the database is not.

The end of a chain can be cut off, and a chain can be computed anew; neither agrees with a head
that was signed before, above all with copies that left the house with publications and backups.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from smart_team.errors import FileError, Message, Place, Problem
from smart_team.store import chain_messages as m
from smart_team.store.chain import GENESIS, Head, canonical
from smart_team.store.disk import sync_folder
from smart_team.store.signing import (
    Signed,
    Signer,
    key_id,
    telling,
    verify,
    write_once,
)

FOLDER = "heads"

Reason = Literal["daily", "publication", "backup"]


class HeadDocument(BaseModel):
    """What is signed of a head; `what` keeps it apart from other signed documents."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    what: Literal["audit-head"] = "audit-head"
    number: Annotated[int, Field(ge=0)]
    hash: Annotated[str, Field(pattern=r"^sm3:[0-9a-f]{64}$")]
    at: str | None
    reason: Reason
    day: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


@dataclass(frozen=True, slots=True)
class StoredHead:
    """A signed head and where it was found: a file, a publication, a backup."""

    source: str
    signed: Signed


class HeadFiles(NamedTuple):
    """The heads of a folder, and what is wrong with its other files."""

    heads: list[StoredHead]
    problems: list[Problem]


def sign_head(signer: Signer, head: Head, reason: Reason, day: date) -> Signed:
    """Return the signed head, to be put into a publication or a backup."""
    document = HeadDocument(
        number=head.number, hash=head.hash, at=head.at, reason=reason, day=day.isoformat()
    )
    return signer.sign(document.model_dump())


def write_head(folder: Path, signer: Signer, head: Head, reason: Reason, day: date) -> Path:
    """Sign a head into ``heads/<day>-<reason>.json`` of the data folder; return that file.

    Another head of the same day and reason gets ``-2``, ``-3``, …; the same one is kept once.
    Raises FileError.
    """
    home = folder / FOLDER
    with telling(home):
        home.mkdir(exist_ok=True)
        sync_folder(folder)
    content = canonical(sign_head(signer, head, reason, day).model_dump()) + b"\n"
    names = (home / _name(day.isoformat(), reason, turn) for turn in count(1))
    return next(path for path in names if write_once(path, content) or _read(path) == content)


def read_heads(folder: Path) -> HeadFiles:
    """Return the heads of the data folder, by file name, and its files that are no signed heads."""
    found = HeadFiles([], [])
    for path in sorted((folder / FOLDER).glob("*.json")):
        try:
            signed = Signed.model_validate_json(_read(path))
        except FileError as error:
            found.problems.extend(error.problems)
        except ValidationError:
            found.problems.append(_problem(m.BAD_FILE, str(path)))
        else:
            found.heads.append(StoredHead(str(path), signed))
            found.problems.extend(_misnamed(path, signed))
    return found


def check_heads(
    heads: Iterable[StoredHead],
    hash_of: Callable[[int], str | None],
    public_key: Ed25519PublicKey,
    begins: int = 0,
) -> list[Problem]:
    """Return where the chain disagrees with the heads that were signed of it.

    `hash_of` gives a record's hash by its number, or nothing where the chain has no such record;
    it must be of a chain that :func:`smart_team.store.chain.check` found sound. Records up to
    `begins` have been removed: nothing is wrong where it knows nothing of those.
    """
    return [problem for head in heads for problem in _check(head, hash_of, public_key, begins)]


def number_of(signed: Signed) -> int | None:
    """Return which record a head was signed of; None where it is no head."""
    document = _document(signed)
    return None if document is None else document.number


def _check(
    head: StoredHead,
    hash_of: Callable[[int], str | None],
    public_key: Ed25519PublicKey,
    begins: int,
) -> Iterator[Problem]:
    if not verify(head.signed, public_key):
        values = {"key": head.signed.key, "expected": key_id(public_key)}
        yield _problem(m.BAD_SIGNATURE, head.source, **values)
        return
    document = _document(head.signed)
    if document is None:
        yield _problem(m.NOT_A_HEAD, head.source)
        return
    number, day = document.number, document.day
    stored = hash_of(number) if number else GENESIS
    if stored is None and number <= begins:
        return
    if stored is None:
        yield _problem(m.SHORTER, head.source, number=number, day=day)
    elif stored != document.hash:
        yield _problem(m.DIFFERS, head.source, number=number, day=day)


def _misnamed(path: Path, signed: Signed) -> Iterator[Problem]:
    """A head put in another's place would hide that the other one is gone."""
    document = _document(signed)
    if document is None:
        return
    plain = re.sub(r"-[0-9]+\.json$", ".json", path.name)
    if plain != _name(document.day, document.reason, 1):
        yield _problem(m.MISNAMED, str(path), day=document.day, reason=document.reason)


def _name(day: str, reason: str, turn: int) -> str:
    return f"{day}-{reason}-{turn}.json" if turn > 1 else f"{day}-{reason}.json"


def _document(signed: Signed) -> HeadDocument | None:
    try:
        return HeadDocument.model_validate(signed.document)
    except ValidationError:
        return None


def _read(path: Path) -> bytes:
    with telling(path):
        return path.read_bytes()


def _problem(message: Message, source: str, **values: object) -> Problem:
    return Problem(message, Place(source), values)
