"""Old audit records leave the database: into a file first, and never before their time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, delete, func, insert, select

from smart_team.errors import Place, Problem
from smart_team.procedure.calendar import end_of, shanghai_day
from smart_team.settings import AUDIT_FLOOR
from smart_team.store import audit_messages as m
from smart_team.store.audit import Act, records
from smart_team.store.audit_archive import home_of, lines, written
from smart_team.store.audit_check import CutDocument, check_audit, start_of
from smart_team.store.chain import Anchor, Head
from smart_team.store.clock import stamp
from smart_team.store.disk import sync_folder
from smart_team.store.gate import Gate, Work, record
from smart_team.store.heads import read_heads
from smart_team.store.signing import Signer, telling
from smart_team.store.snapshot import snapshot
from smart_team.store.tables import audit, audit_cuts

_ONE_DAY: Final = timedelta(days=1)


def latest_cut(now: datetime, days: int) -> date:
    """Return the latest day of before which records may be removed that are kept for `days`.

    Whatever is asked, they are kept for 180 days.
    """
    return shanghai_day(now - timedelta(days=max(days, AUDIT_FLOOR)))


def cut(gate: Gate, act: Act, data: Path, signer: Signer, before: date, days: int) -> int:
    """Move the records of before a day into a file of the data folder; returns how many.

    Where the chain begins from now on is signed, with the hash of that file. Only a sound audit is
    cut. Raises AuditError, FileError and StoreError.
    """
    with _recording(gate, act):
        _require_old(gate.clock(), before, days)
        archive = _archive(gate.engine, data, before)
    if archive is None:
        return 0
    gate.write(act, lambda work: _remove(work, signer, archive))
    return archive.count


def export(gate: Gate, act: Act, to: Path) -> int:
    """Write all records that the database holds to a new file; returns how many.

    Raises AuditError, FileError and StoreError.
    """

    def recorded(work: Work) -> None:
        work.trace.after = whole.hash

    with (
        snapshot(gate.engine) as connection,
        written(to.parent, lines(records(connection))) as whole,
    ):
        with _recording(gate, act):
            if to.exists():
                raise m.AuditError([Problem(m.TAKEN, Place(str(to)))])
        gate.write(act, recorded)
        whole.put(to)
    return whole.count


@contextmanager
def _recording(gate: Gate, act: Act) -> Iterator[None]:
    """Record also what is refused before anything is written."""
    try:
        yield
    except m.AuditError as error:
        record(gate, act, error)
        raise


@dataclass(frozen=True, slots=True)
class _Archive:
    """What is in a file and may go: the records after `start` up to `last`."""

    start: Anchor
    last: Head
    hash: str
    count: int


def _archive(engine: Engine, data: Path, before: date) -> _Archive | None:
    # Heads first: what they were signed of is in a state that is copied later.
    heads = read_heads(data)
    with snapshot(engine) as connection:
        start, last = start_of(connection), _last_of(connection, before)
        if last is None or last.number <= start.number:
            return None
        problems = check_audit(connection, data, heads)
        if problems:
            raise m.AuditError([Problem(m.NOT_SOUND), *problems])
        home = home_of(data, last.number)
        with telling(home):
            home.parent.mkdir(mode=0o700, exist_ok=True)
            sync_folder(data)
        with written(home.parent, lines(records(connection, last.number))) as file:
            file.put(home)
    return _Archive(start, last, file.hash, file.count)


def _require_old(now: datetime, before: date, days: int) -> None:
    latest = latest_cut(now, days)
    if before > latest:
        values = {"before": before, "days": max(days, AUDIT_FLOOR), "latest": latest}
        raise m.AuditError([Problem(m.TOO_YOUNG, values=values)])


def _last_of(connection: Connection, before: date) -> Head | None:
    """Return the last record that goes: all before it go too, none of that day or later."""
    stays = audit.c.at >= stamp(end_of(before - _ONE_DAY))
    first = connection.execute(select(func.min(audit.c.number)).where(stays)).scalar()
    query = select(audit.c.number, audit.c.hash, audit.c.at).order_by(audit.c.number.desc())
    goes = query if first is None else query.where(audit.c.number < first)
    row = connection.execute(goes.limit(1)).first()
    return None if row is None else Head(*row)


def _remove(work: Work, signer: Signer, archive: _Archive) -> None:
    last = archive.last
    work.trace.object = str(last.number)
    work.trace.before, work.trace.after = last.hash, archive.hash
    query = select(audit.c.hash).where(audit.c.number == last.number)
    same = work.connection.execute(query).scalar() == last.hash
    if not same or start_of(work.connection) != archive.start:
        raise m.AuditError([Problem(m.CHANGED)])
    goes = delete(audit).where(audit.c.number <= last.number)
    if work.connection.execute(goes).rowcount != archive.count:
        raise m.AuditError([Problem(m.CHANGED)])
    document = CutDocument(
        number=last.number,
        hash=last.hash,
        at=str(last.at),
        archive=archive.hash,
        cut_at=work.at,
    )
    signed = signer.sign(document.model_dump())
    row = {**document.model_dump(exclude={"what"}), "signature": signed.signature}
    work.connection.execute(insert(audit_cuts).values(**row, key=signed.key))
