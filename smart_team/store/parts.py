"""Parts of ledgers: files that hold their records, and the list that makes them count.

A file is on the disk before it is listed, in the same transaction as those that it replaces are
struck off. What was never listed, and what has been replaced for long enough, is swept.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, func, insert, or_, select, update

from smart_team.errors import Problem
from smart_team.store import messages as m
from smart_team.store.clock import new_id, stamp
from smart_team.store.files import HashedFiles, Received, StoredFile
from smart_team.store.gate import Work
from smart_team.store.record_tables import metric_values
from smart_team.store.tables import parts as table

PARTS: Final = "parts"
"""The data folder's folder of parts."""
LISTINGS: Final = "listings"
"""Under which frozen values of metrics name, by ledger, the files of the parts counted."""
_AT_ONCE: Final = 500
"""Files asked for in one query."""


@dataclass(frozen=True, slots=True)
class ListedPart:
    """A part as it is listed: its file's hash and bytes, its rows, and the parts that it touches.

    Those are named as the disk names them, by the 64 digits of their hashes.
    """

    file: str
    size: int
    sequence: int
    plain: bool
    rows: int
    first_day: date | None
    last_day: date | None
    touches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """The parts that hold, and the highest sequence that any part of the ledger ever had."""

    sequence: int
    parts: tuple[ListedPart, ...]


class PartFiles(HashedFiles):
    """The files of all parts: whoever writes one does so in ``incoming/``."""

    def adopt(self, path: Path) -> Received:
        """Take a whole file in ``incoming/`` for one that was received."""
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return Received(path, path.stat().st_size, digest)

    def keep(self, received: Received) -> StoredFile:
        """Give a part its place, as young as any other: so what was left over there stays."""
        stored = super().keep(received)
        os.utime(self.place(stored.hash))
        return stored

    def sweep(self, listed: Iterable[str], older_than: datetime) -> int:
        """Remove what is not `listed` and was last written before that moment.

        Returns how many files went.
        """
        removed = self.tidy(older_than)
        for place in self.orphans(frozenset(listed)):
            path = self.folder / place
            with suppress(FileNotFoundError):
                if path.lstat().st_mtime < older_than.timestamp():
                    path.unlink()
                    removed += 1
        return removed


def listing(connection: Connection, ledger: str) -> Listing:
    """Return what is listed of a ledger."""
    highest = select(func.max(table.c.sequence)).where(table.c.ledger == ledger)
    query = select(table).where(table.c.ledger == ledger, table.c.replaced_at.is_(None))
    rows = connection.execute(query.order_by(table.c.sequence, table.c.id))
    sequence = connection.execute(highest).scalar_one() or 0
    return Listing(sequence, tuple(_part(row) for row in rows))


def listing_of(connection: Connection, ledger: str, files: Sequence[str]) -> Listing:
    """Return the parts of these files as they were listed, whether they still hold or not."""
    found: dict[str, Any] = {}
    for start in range(0, len(files), _AT_ONCE):
        some = table.c.file.in_(files[start : start + _AT_ONCE])
        query = select(table).where(table.c.ledger == ledger, some)
        for row in connection.execute(query.order_by(table.c.sequence, table.c.id)):
            found.setdefault(row.file, row)
    rows = sorted(found.values(), key=lambda row: (row.sequence, row.id))
    return Listing(max((row.sequence for row in rows), default=0), tuple(map(_part, rows)))


def relist(
    work: Work, ledger: str, seen: int, added: Sequence[ListedPart], removed: Iterable[str] = ()
) -> None:
    """List parts whose files have been kept, and strike others off by their files.

    Raises ConflictError if anything was listed since the sequence that was `seen`: what the new
    parts say was true of the older list.
    """
    now = listing(work.connection, ledger).sequence
    if now != seen:
        raise m.ConflictError([Problem(m.STALE, values={"seen": seen, "now": now})])
    mine = (table.c.ledger == ledger) & table.c.replaced_at.is_(None)
    gone = update(table).where(mine, table.c.file.in_(list(removed)))
    work.connection.execute(gone.values(replaced_at=work.at))
    rows = [_row(ledger, part, work.now) for part in added]
    if rows:
        work.connection.execute(insert(table), rows)


def listed_files(connection: Connection, since: datetime | None = None) -> set[str]:
    """Return the hashes of all parts that hold, and of those replaced `since` then.

    What frozen values of metrics were counted from is among them: so it can be counted again.
    """
    holds = table.c.replaced_at.is_(None)
    late = holds if since is None else or_(holds, table.c.replaced_at >= stamp(since))
    listed = set(connection.execute(select(table.c.file).where(late)).scalars())
    return listed | set(_frozen(connection))


def _frozen(connection: Connection) -> Iterator[str]:
    """Yield the hashes of the parts that values name which were kept for good."""
    values = metric_values.c
    named = values.content.contains(f'"{LISTINGS}":', autoescape=True)
    for text in connection.execute(select(values.content).where(values.frozen, named)).scalars():
        for each in json.loads(text).get(LISTINGS, {}).values():
            yield from each["files"]


def _part(row: Any) -> ListedPart:  # noqa: ANN401 - the query's own row
    return ListedPart(
        row.file,
        row.size,
        row.sequence,
        row.plain,
        row.rows,
        row.first_day and date.fromisoformat(row.first_day),
        row.last_day and date.fromisoformat(row.last_day),
        tuple(json.loads(row.touches)),
    )


def _row(ledger: str, part: ListedPart, now: datetime) -> dict[str, object]:
    return {
        "id": new_id(now),
        "ledger": ledger,
        "sequence": part.sequence,
        "plain": part.plain,
        "rows": part.rows,
        "size": part.size,
        "file": part.file,
        "first_day": part.first_day and part.first_day.isoformat(),
        "last_day": part.last_day and part.last_day.isoformat(),
        "touches": json.dumps(sorted(part.touches)),
        "at": stamp(now),
        "replaced_at": None,
    }
