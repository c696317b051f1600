"""Restoring a backup: all of it is checked, on a trial store, before the target is touched."""

from __future__ import annotations

import shutil
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NoReturn

from alembic import command
from alembic.script import ScriptDirectory
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, Engine, inspect, make_url

from smart_team.errors import Message, Place, Problem
from smart_team.store import backup_messages as m
from smart_team.store.archive import Archive, Manifest, open_archive
from smart_team.store.audit import Act, Tail, append, tail
from smart_team.store.audit_archive import FOLDER as AUDIT
from smart_team.store.audit_archive import written
from smart_team.store.database import reading, writing
from smart_team.store.disk import sync_folder
from smart_team.store.files import HashedFiles
from smart_team.store.gate import Job, Work
from smart_team.store.heads import FOLDER
from smart_team.store.messages import StoreError
from smart_team.store.migrate import config
from smart_team.store.rows import load, tables_of
from smart_team.store.signing import (
    PRIVATE,
    PUBLIC,
    SECRET,
    load_public_key,
    telling,
    write_once,
)
from smart_team.store.snapshot import opened
from smart_team.store.verify import KEPT, verify_store

_SCRIPTS: Final = Path(__file__).with_name("migrations")
_KEYS: Final = frozenset({PRIVATE, PUBLIC, SECRET})
"""What may be in the data folder before: keys are kept apart from backups and put back first."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is done to a restored copy at once, as which act and when."""

    act: Act
    job: Job[None]
    now: datetime


def restore(
    path: Path,
    url: str,
    data: Path,
    public_key: Ed25519PublicKey | None = None,
    then: Recorded | None = None,
) -> Manifest:
    """Bring a backup into an empty database and an empty data folder; returns its manifest.

    The key that must have signed it is `public_key`, or else the data folder's, or else the one
    in the backup itself, which finds damage but no forgery. What an older program made is brought
    to this one's structure. What must be done to a copy before anybody uses it is done with the
    rows' own commit, as an act in the audit. Raises BackupError, FileError and StoreError.
    """
    require_empty(url, data)
    if public_key is None and (data / PUBLIC).exists():
        public_key = load_public_key(data / PUBLIC)
    with open_archive(path, public_key) as archive:
        _require_known(archive)
        _try(archive)
        _write(archive, url, data, then)
    return archive.manifest


def require_empty(url: str, data: Path) -> None:
    """Raise BackupError unless neither the data folder nor the database has content.

    The keys alone may be in the folder already.
    """
    with telling(data):
        names = {each.name for each in data.iterdir()} if data.exists() else set[str]()
    for name in sorted(names - _KEYS):
        _refuse(data, m.LIVE_FOLDER, name=name)
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        # Opening it would make the file.
        for file in _sqlite_files(url):
            if file.exists() and file.stat().st_size:
                _refuse(file, m.LIVE_DATABASE)
        return
    with opened(url) as engine, reading(engine) as connection:
        _require_no_tables(connection)


def _sqlite_files(url: str) -> list[Path]:
    name = make_url(url).database or ""
    return [Path(name + ending) for ending in ("", "-journal", "-wal")]


def _require_no_tables(connection: Connection) -> None:
    if inspect(connection).get_table_names():
        raise m.BackupError([Problem(m.LIVE_DATABASE)])


def _require_known(archive: Archive) -> None:
    known = [each.revision for each in _scripts().walk_revisions()]
    found = archive.manifest.structure
    if found not in known:
        _refuse(archive.path, m.UNKNOWN_STRUCTURE, found=found, known=", ".join(reversed(known)))


def _try(archive: Archive) -> None:
    """Restore the rows into a store of no consequence, and check that as any store."""
    with TemporaryDirectory(prefix="restore-") as folder:
        home = Path(folder)
        _put_records(archive, home)
        with opened(f"sqlite:///{home / 'trial.db'}") as engine:
            try:
                _fill(archive, engine)
            except StoreError as error:
                detail = error.problems[0].values.get("detail", "")
                _refuse(archive.path, m.MISFIT, detail=detail)
            problems = verify_store(engine, home)
    if problems:
        raise m.BackupError(problems)


def _write(archive: Archive, url: str, data: Path, then: Recorded | None) -> None:
    """Put files first and rows last: with their commit the store is there, and wholly."""
    with telling(data):
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    had_key = (data / PUBLIC).exists()
    try:
        _put_records(archive, data)
        _put_files(archive, data)
        with opened(url) as engine:
            _fill(archive, engine, then)
    except BaseException:
        for name in (FOLDER, AUDIT, *KEPT):
            shutil.rmtree(data / name, ignore_errors=True)
        leftover = _sqlite_files(url) if url.startswith("sqlite") else []
        for file in leftover if had_key else [*leftover, data / PUBLIC]:
            with suppress(OSError):
                file.unlink()
        raise


def _put_records(archive: Archive, data: Path) -> None:
    with telling(data):
        (data / FOLDER).mkdir()
    for name in (PUBLIC, *archive.names(FOLDER)):
        write_once(data / name, b"".join(archive.chunks(name)))
    for name in archive.names(AUDIT):
        with telling(data):
            (data / AUDIT).mkdir(mode=0o700, exist_ok=True)
            sync_folder(data)
        with written(data / AUDIT, archive.chunks(name)) as file:
            file.put(data / name)


def _put_files(archive: Archive, data: Path) -> None:
    for folder in KEPT:
        names = archive.names(folder)
        if names:
            files = HashedFiles(data / folder)
        for name in names:
            files.keep(files.receive(archive.chunks(name), archive.manifest.files[name].size))


def _fill(archive: Archive, engine: Engine, then: Recorded | None = None) -> None:
    """Make the tables as they were, fill them, and bring them to today's structure, all at once."""
    manifest = archive.manifest
    with writing(engine) as connection:
        _require_no_tables(connection)
        command.upgrade(config(connection), manifest.structure)
        tables = {table.name: table for table in tables_of(connection)}
        for name in sorted(tables.keys() ^ manifest.tables.keys()):
            _refuse(archive.path, m.BAD_ENTRY, name=f"tables/{name}.jsonl")
        for name, table in tables.items():
            with closing(archive.lines(name)) as lines:
                count = load(connection, table, lines)
            if count != manifest.tables[name]:
                _refuse(archive.path, m.BAD_ENTRY, name=f"tables/{name}.jsonl")
        if tail(connection) != Tail(manifest.audit_number, manifest.audit_hash):
            _refuse(archive.path, m.OTHER_HEAD)
        command.upgrade(config(connection), "head")
        if then is not None:
            work = Work(connection, then.now)
            then.job(work)
            append(connection, tail(connection), work.at, then.act, work.trace)


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(config())


def _refuse(path: Path, message: Message, **values: object) -> NoReturn:
    raise m.BackupError([Problem(message, Place(str(path)), values)])
