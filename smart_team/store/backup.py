"""Backups: one consistent state of the whole store in one file, made while writers go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NoReturn

from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, Table, select

from smart_team.errors import Message, Place, Problem
from smart_team.procedure.calendar import shanghai_day
from smart_team.store import backup_messages as m
from smart_team.store.archive import Manifest, Writer, new_archive
from smart_team.store.audit_check import archives
from smart_team.store.audit_messages import ARCHIVE_DIFFERS
from smart_team.store.chain import START, Head
from smart_team.store.clock import stamp
from smart_team.store.disk import sync_folder
from smart_team.store.heads import FOLDER, write_head
from smart_team.store.rows import dump, tables_of
from smart_team.store.signing import PUBLIC, Signer, telling
from smart_team.store.snapshot import snapshot
from smart_team.store.tables import audit
from smart_team.store.verify import home_of, kept_files

_CHUNK: Final = 1 << 20


def make_backup(
    engine: Engine,
    data: Path,
    signer: Signer,
    to: Path,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> Manifest:
    """Write the store's state of this moment to a new file, and sign the audit's head.

    Writers go on meanwhile. The file holds every table, the signed heads, the audit's removed
    records as far as they are in the data folder, the evidence, the parts of ledgers and the public
    key; the signing key itself is never in it. It is there wholly or not at all.
    `progress` is told how many files of evidence and parts are in it, of how many.
    Raises BackupError, FileError and StoreError.
    """
    if to.exists():
        _refuse(to, m.TAKEN)
    with telling(to), TemporaryDirectory(dir=to.parent, prefix=".backup-") as beside:
        path = Path(beside) / "archive"
        # What was signed before the snapshot speaks of rows that are in it.
        heads = set((data / FOLDER).glob("*.json"))
        with new_archive(path, now) as writer:
            with snapshot(engine) as connection:
                structure = MigrationContext.configure(connection).get_current_revision()
                if structure is None:
                    _refuse(data, m.NO_STORE)
                tables = {
                    table.name: _dump(writer, connection, table) for table in tables_of(connection)
                }
                head = _head(connection)
                removed = archives(connection, data)
            heads.add(write_head(data, signer, head, "backup", shanghai_day(now)))
            _add_archives(writer, data, removed)
            _add_files(writer, data, heads, progress or _untold)
            manifest = Manifest(
                made_at=stamp(now),
                structure=structure,
                tables=tables,
                files=writer.files,
                audit_number=head.number,
                audit_hash=head.hash,
                audit_at=head.at,
            )
            writer.sign(manifest, signer)
        path.replace(to)
        sync_folder(to.parent)
    return manifest


def _dump(writer: Writer, connection: Connection, table: Table) -> int:
    count = 0

    def lines() -> Iterator[bytes]:
        nonlocal count
        for line in dump(connection, table):
            count += 1
            yield line

    writer.add(f"tables/{table.name}.jsonl", lines())
    return count


def _head(connection: Connection) -> Head:
    query = select(audit.c.number, audit.c.hash, audit.c.at).order_by(audit.c.number.desc())
    row = connection.execute(query.limit(1)).first()
    return START if row is None else Head(*row)


def _untold(done: int, total: int) -> None:
    """Nobody asks how far it is."""


def _add_archives(writer: Writer, data: Path, removed: Mapping[Path, str]) -> None:
    for path, hash_ in removed.items():
        listed = writer.add(path.relative_to(data).as_posix(), _chunks(path))
        if f"sha256:{listed.sha256}" != hash_:
            _refuse(path, ARCHIVE_DIFFERS)


def _add_files(
    writer: Writer, data: Path, heads: set[Path], progress: Callable[[int, int], None]
) -> None:
    for path in (data / PUBLIC, *sorted(heads)):
        writer.add(path.relative_to(data).as_posix(), _chunks(path))
    # Files are on the disk before their rows, and stay for long after: what the snapshot names is
    # there.
    paths = kept_files(data)
    for done, path in enumerate(paths):
        progress(done, len(paths))
        home = home_of(path)
        if home is None or writer.add(home, _chunks(path)).sha256 != path.name:
            _refuse(path, m.BAD_FILE)


def _chunks(path: Path) -> Iterator[bytes]:
    with telling(path), path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _refuse(path: Path, message: Message) -> NoReturn:
    raise m.BackupError([Problem(message, Place(str(path)))])
