"""Whether the audit of a store is whole: its chain, the cuts at its beginning, its signed heads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import Connection, Row, select

from smart_team.errors import FileError, Place, Problem
from smart_team.store import audit_messages as m
from smart_team.store.audit import records
from smart_team.store.audit_archive import hash_of, hashes_in, home_of
from smart_team.store.chain import START, Anchor, check
from smart_team.store.heads import HeadFiles, StoredHead, check_heads, number_of
from smart_team.store.signing import PUBLIC, Signed, load_public_key, verify
from smart_team.store.tables import audit, audit_cuts


class CutDocument(BaseModel):
    """What is signed of a cut: the last record that was removed, and the file that holds it."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    what: Literal["audit-cut"] = "audit-cut"
    number: int
    hash: str
    at: str
    archive: str
    cut_at: str


def start_of(connection: Connection) -> Anchor:
    """Return where the chain begins: at the newest cut, if there is one."""
    made = _cuts(connection)
    return _anchor(made[-1]) if made else START


def archives(connection: Connection, data: Path) -> dict[Path, str]:
    """Return the files of removed records that are in the data folder, with the hashes signed."""
    homes = {home_of(data, row.number): str(row.archive) for row in _cuts(connection)}
    return {path: hash_ for path, hash_ in homes.items() if path.exists()}


def check_audit(connection: Connection, data: Path, heads: HeadFiles) -> list[Problem]:
    """Return what is wrong with the audit; `heads` were read before what the connection sees.

    Heads of records that were removed are compared with the files that hold these, as far as
    those are still in the data folder.
    """
    made = _cuts(connection)
    start = _anchor(made[-1]) if made else START
    chain = check(records(connection), start).problems
    try:
        key = load_public_key(data / PUBLIC)
    except FileError as error:
        return [*chain, *error.problems]
    known = {row.number: str(row.hash) for row in made}
    problems = [*_cut_problems(made, key), *_archive_problems(made, data, heads.heads, known)]

    def hash_by(number: int) -> str | None:
        query = select(audit.c.hash).where(audit.c.number == number)
        return known.get(number) or connection.execute(query).scalar_one_or_none()

    signed = check_heads(heads.heads, hash_by, key, begins=start.number)
    return [*problems, *chain, *heads.problems, *signed]


def _cuts(connection: Connection) -> Sequence[Row[Any]]:
    return connection.execute(select(audit_cuts).order_by(audit_cuts.c.number)).all()


def _anchor(row: Row[Any]) -> Anchor:
    return Anchor(row.number, row.hash, row.at)


def _cut_problems(made: Sequence[Row[Any]], key: Ed25519PublicKey) -> Iterator[Problem]:
    for row in made:
        if not _is_signed(row, key):
            yield Problem(m.BAD_CUT, Place(f"audit_cuts/{row.number}"), {"number": row.number})


def _is_signed(row: Row[Any], key: Ed25519PublicKey) -> bool:
    document = CutDocument(
        number=row.number, hash=row.hash, at=row.at, archive=row.archive, cut_at=row.cut_at
    )
    try:
        signed = Signed(document=document.model_dump(), signature=row.signature, key=row.key)
    except ValidationError:
        return False
    return verify(signed, key)


def _archive_problems(
    made: Sequence[Row[Any]], data: Path, heads: Sequence[StoredHead], known: dict[int, str]
) -> Iterator[Problem]:
    """Yield the archives that were altered; from the others comes what heads were signed of."""
    wanted = {number for head in heads if (number := number_of(head.signed)) is not None}
    for row in made:
        path = home_of(data, row.number)
        try:
            if not path.exists():
                continue
            if hash_of(path) != row.archive:
                yield Problem(m.ARCHIVE_DIFFERS, Place(str(path)))
                continue
            known |= hashes_in(path, wanted)
        except FileError as error:
            yield from error.problems
