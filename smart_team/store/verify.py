"""Whether a store is what was put into it: the audit chain, its heads, and every hash."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DBAPIError

from smart_team.errors import Message, Place, Problem
from smart_team.procedure.machine import Case, first_state
from smart_team.procedure.schema import Procedure
from smart_team.rubric.canonical import read_canonical
from smart_team.store import backup_messages as m
from smart_team.store import messages
from smart_team.store.audit_check import check_audit
from smart_team.store.files import INCOMING
from smart_team.store.heads import read_heads
from smart_team.store.migrate import found, wanted
from smart_team.store.parts import PARTS
from smart_team.store.record_check import check_records
from smart_team.store.signing import telling
from smart_team.store.snapshot import snapshot
from smart_team.store.tables import (
    cycle_units,
    cycles,
    documents,
    moves,
    revisions,
    submissions,
)

EVIDENCE: Final = "evidence"
"""The data folder's folder of evidence files."""
KEPT: Final = (EVIDENCE, PARTS)
"""The folders of files that are known by their hashes."""
_AT_ONCE: Final = 1000


def verify_store(engine: Engine, data: Path) -> list[Problem]:
    """Return all that is wrong with a store; nothing is changed, and writers may go on."""
    try:
        return _problems(engine, data)
    except messages.StoreError as error:
        return list(error.problems)


def _problems(engine: Engine, data: Path) -> list[Problem]:
    has, needs = found(engine), wanted()
    if has != needs:
        values = {"found": has or "—", "wanted": needs}
        return [Problem(messages.NOT_MIGRATED, values=values)]
    # Heads first: what they were signed of is in a state that is copied later.
    heads = read_heads(data)
    with snapshot(engine) as connection:
        damage = list(_damage(connection))
        if damage:
            return damage
        return [
            *_dangling(connection),
            *check_audit(connection, data, heads),
            *_moves(connection),
            *_revisions(connection),
            *_documents(connection),
            *check_records(connection),
            *_files(data),
        ]


def kept_files(data: Path) -> list[Path]:
    """Return the files of a data folder that are known by their hashes, none that is under way."""
    return sorted(
        path
        for folder in (data / name for name in KEPT)
        for path in folder.rglob("*")
        if path.relative_to(folder).parts[0] != INCOMING
        and (path.is_symlink() or not path.is_dir())
    )


def home_of(path: Path) -> str | None:
    """Return such a file's place in the data folder; None if that is not where it is."""
    name = path.name
    for folder in KEPT:
        home = f"{folder}/{name[:2]}/{name[2:4]}/{name}"
        if path.as_posix().endswith(f"/{home}") and not path.is_symlink():
            return home
    return None


def _damage(connection: Connection) -> Iterator[Problem]:
    if connection.dialect.name != "sqlite":
        return
    try:
        lines = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    except DBAPIError as error:  # so damaged that not even that can be read
        lines = [str(error.orig)]
    for line in lines:
        if line != "ok":
            yield Problem(m.DAMAGED, values={"detail": line})


def _dangling(connection: Connection) -> Iterator[Problem]:
    if connection.dialect.name != "sqlite":
        return  # PostgreSQL has always checked them
    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    for (table, parent), count in Counter((row[0], row[2]) for row in dangling).items():
        yield Problem(m.DANGLING, values={"table": table, "parent": parent, "count": count})


def _moves(connection: Connection) -> Iterator[Problem]:
    """A submission begins where its procedure says, and is where its last move led."""
    at = _beginnings(connection)
    query = select(moves).order_by(moves.c.submission, moves.c.number)
    for row in connection.execute(query.execution_options(yield_per=_AT_ONCE)):
        if at.get(row.submission) not in {None, row.before}:
            values = {"submission": row.submission, "number": row.number}
            yield _problem("moves", row.id, m.MOVES, values)
        at[row.submission] = row.after
    for row in connection.execute(select(submissions.c.id, submissions.c.state)):
        moved = at.get(row.id)
        if moved not in {None, row.state}:
            values = {"submission": row.id, "state": row.state, "moved": moved}
            yield _problem("submissions", row.id, m.STATE, values)


def _beginnings(connection: Connection) -> dict[str, str | None]:
    """Return where each submission began; None where its procedure can no longer be read."""
    same_unit = (cycle_units.c.cycle == submissions.c.cycle) & (
        cycle_units.c.unit == submissions.c.unit
    )
    query = (
        select(
            submissions.c.id,
            submissions.c.sampled,
            cycle_units.c.kind,
            cycle_units.c.level,
            cycles.c.procedure,
        )
        .join_from(submissions, cycles, cycles.c.id == submissions.c.cycle)
        .outerjoin(cycle_units, same_unit)
    )
    rows = connection.execute(query).all()
    pinned = {row.procedure for row in rows}
    texts = select(documents.c.hash, documents.c.text).where(documents.c.hash.in_(pinned))
    procedures = {row.hash: _procedure(row.text) for row in connection.execute(texts)}
    return {row.id: _begins(procedures.get(row.procedure), row) for row in rows}


def _begins(procedure: Procedure | None, row: Any) -> str | None:  # noqa: ANN401 - the query's own row
    if procedure is None or row.kind is None:
        return None
    return first_state(procedure, Case(row.kind, row.level, row.sampled))


def _procedure(text: str) -> Procedure | None:
    try:
        return read_canonical(Procedure, text)
    except ValidationError:
        return None  # its hash says so already


def _revisions(connection: Connection) -> Iterator[Problem]:
    table = revisions.c
    query = select(table.id, table.submission, table.content, table.hash).order_by(table.id)
    for row in connection.execute(query.execution_options(yield_per=_AT_ONCE)):
        if _hash(row.content) != row.hash:
            values = {"submission": row.submission, "id": row.id}
            yield _problem("revisions", row.id, m.REVISION, values)


def _documents(connection: Connection) -> Iterator[Problem]:
    for row in connection.execute(select(documents).order_by(documents.c.hash)):
        if _hash(row.text) != row.hash:
            values = {"name": row.name, "version": row.version}
            yield _problem("documents", row.hash, m.DOCUMENT, values)


def _files(data: Path) -> Iterator[Problem]:
    for path in kept_files(data):
        if home_of(path) is None or _digest(path) != path.name:
            yield Problem(m.BAD_FILE, Place(str(path)))


def _digest(path: Path) -> str:
    with telling(path), path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _hash(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _problem(table: str, key: str, message: Message, values: dict[str, object]) -> Problem:
    return Problem(message, Place(f"{table}/{key}"), values)
