"""Ledgers whose records are too many for tables: what is written into parts is listed at the gate.

A part is on the disk before the gate hears of it. What the gate then refuses, or never hears of,
holds nothing and is swept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final, NoReturn

import pyarrow as pa

from smart_team.ledger.book import Book, Record
from smart_team.procedure.calendar import Calendar
from smart_team.rollup.amounts import RolledTally
from smart_team.rollup.asking import Place, RollUp
from smart_team.rollup.changing import append, correct, delete
from smart_team.rollup.compacting import Compaction, compact
from smart_team.rollup.counting import roll_up
from smart_team.rollup.declared import layout_of, record_of
from smart_team.rollup.engine import Limits
from smart_team.rollup.keys import rows_of
from smart_team.rollup.layout import Layout
from smart_team.rollup.opening import open_engine
from smart_team.rollup.paging import newest_rows
from smart_team.rollup.part import Part
from smart_team.rubric.ledgers import Amount
from smart_team.settings import Settings
from smart_team.store.audit import Act
from smart_team.store.database import reading
from smart_team.store.gate import Gate, Work
from smart_team.store.parts import (
    PARTS,
    ListedPart,
    Listing,
    PartFiles,
    listed_files,
    listing,
    relist,
)

SMALL: Final = 1_000_000
"""A month's parts with fewer rows become one."""
LEFT_OVER: Final = timedelta(days=2)
"""How old a file that is not listed must be, so that nobody still writes or reads it."""


@dataclass(frozen=True, slots=True)
class PartShelf:
    """Where the parts of all bulk ledgers are, how much a roll-up may take, and on what cluster."""

    files: PartFiles
    limits: Limits
    cluster: str | None = None


Drafts = Callable[[Sequence[Part], int], Compaction]

Check = Callable[[Work], None]


@dataclass(frozen=True, slots=True)
class BulkLedger:
    """A ledger by name, what its records look like, and where they are."""

    name: str
    layout: Layout
    gate: Gate
    files: PartFiles
    limits: Limits


def append_records(ledger: BulkLedger, act: Act, records: pa.Table) -> int:
    """Add new records, a table of the layout's schema; returns the sequence that they got.

    Raises RecordsError, FileError, StorageFullError, and ConflictError where others were quicker.
    """
    return _change(ledger, act, _adding(ledger, partial(append, ledger.layout), records))


def correct_records(ledger: BulkLedger, act: Act, records: pa.Table) -> int:
    """Replace records that are there by new rows; otherwise as :func:`append_records`."""
    return _change(ledger, act, _adding(ledger, partial(correct, ledger.layout), records))


def delete_records(ledger: BulkLedger, act: Act, keys: Iterable[str]) -> int:
    """Delete records that are there; otherwise as :func:`append_records`."""
    return _change(ledger, act, _adding(ledger, partial(delete, ledger.layout), list(keys)))


def put_records(
    ledger: BulkLedger, act: Act, seen: Listing, new: pa.Table, changed: pa.Table, check: Check
) -> int:
    """Add records and replace others at once, if the ledger still is as it was `seen`.

    `check` is asked in the same transaction and may refuse. Otherwise as :func:`append_records`.
    """

    def drafts(parts: Sequence[Part], sequence: int) -> Compaction:
        layout, folder, limits = ledger.layout, ledger.files.incoming, ledger.limits
        added = append(layout, parts, new, sequence, folder, limits)
        added += correct(layout, parts, changed, sequence, folder, limits)
        return Compaction(added=tuple(added))

    return _change(ledger, act, drafts, seen, check)


def remove_records(
    ledger: BulkLedger, act: Act, seen: Listing, keys: Iterable[str], check: Check
) -> int:
    """Delete records that are there, if the ledger still is as it was `seen`, as above."""
    drafts = _adding(ledger, partial(delete, ledger.layout), list(keys))
    return _change(ledger, act, drafts, seen, check)


def compact_ledger(ledger: BulkLedger, act: Act, small: int = SMALL) -> int:
    """Turn small parts and all changes into few plain parts; what holds stays the same."""

    def drafts(parts: Sequence[Part], sequence: int) -> Compaction:
        folder, limits = ledger.files.incoming, ledger.limits
        return compact(ledger.layout, parts, sequence, folder, limits, small)

    return _change(ledger, act, drafts)


def count_records(ledger: BulkLedger, asked: RollUp, cluster: str | None = None) -> pa.Table:
    """Answer a question about the records that hold now, on a cluster if there is one.

    The answer's columns are those of :func:`smart_team.rollup.counting.roll_up`.
    """
    parts = [part_of(ledger.files, each) for each in _listing(ledger).parts]
    with open_engine(ledger.limits, cluster) as engine:
        return roll_up(ledger.layout, parts, asked, engine)


@dataclass(frozen=True, slots=True)
class BulkSource:
    """A declared bulk ledger with the parts that a listing names, over which amounts are taken."""

    book: Book
    shelf: PartShelf
    listed: Listing

    def tally(self, amount: Amount, calendar: Calendar) -> RolledTally:  # noqa: ARG002 - no condition of its knows working days
        """Make an amount ready to be asked for."""
        return RolledTally(amount, self.ask)

    def counting(self) -> NoReturn:
        """Yield nothing: no counter takes a bulk ledger, and loading has made sure of it."""
        raise TypeError(f"{self.book.name} is not read record by record")

    def rows(self, keys: Sequence[str]) -> list[Record]:
        """Return the records that hold of these keys, in no order."""
        parts = [part_of(self.shelf.files, each) for each in self.listed.parts]
        found = rows_of(layout_of(self.book), parts, keys, self.shelf.limits)
        return [record_of(self.book, row) for row in found.to_pylist()]

    def newest(self, asked: RollUp, limit: int, after: Place | None = None) -> list[Record]:
        """Return up to `limit` of the records asked for after a place, the newest day first."""
        parts = [part_of(self.shelf.files, each) for each in self.listed.parts]
        layout, limits = layout_of(self.book), self.shelf.limits
        found = newest_rows(layout, parts, asked, limit, limits, after)
        return [record_of(self.book, row) for row in found.to_pylist()]

    def ask(self, asked: RollUp) -> pa.Table:
        """Answer a question; raises RecordsError."""
        parts = [part_of(self.shelf.files, each) for each in self.listed.parts]
        with open_engine(self.shelf.limits, self.shelf.cluster) as engine:
            return roll_up(layout_of(self.book), parts, asked, engine)


def part_shelf(settings: Settings) -> PartShelf:
    """Return where an installation's parts are."""
    spill = settings.data / PARTS / "spill"
    limits = Limits(settings.rollup_memory, spill, settings.rollup_threads)
    return PartShelf(PartFiles(settings.data / PARTS), limits, settings.cluster_url)


def sweep_parts(gate: Gate, data: Path) -> int:
    """Remove the files of parts that were never listed or have been replaced; returns how many."""
    if not (data / PARTS).exists():
        return 0
    long_ago = gate.clock() - LEFT_OVER
    with reading(gate.engine) as connection:
        listed = listed_files(connection, since=long_ago)
    return PartFiles(data / PARTS).sweep(listed, long_ago)


def _adding(ledger: BulkLedger, change: Callable[..., list[Part]], given: object) -> Drafts:
    def drafts(parts: Sequence[Part], sequence: int) -> Compaction:
        folder, limits = ledger.files.incoming, ledger.limits
        return Compaction(added=tuple(change(parts, given, sequence, folder, limits)))

    return drafts


def _change(
    ledger: BulkLedger,
    act: Act,
    drafts: Drafts,
    seen: Listing | None = None,
    check: Check | None = None,
) -> int:
    seen = seen or _listing(ledger)
    sequence = seen.sequence + 1
    done = drafts([part_of(ledger.files, each) for each in seen.parts], sequence)
    added = [_kept(ledger, part) for part in done.added]
    removed = {part.path.name for part in done.removed}
    struck = [each.file for each in seen.parts if ledger.files.place(each.file).name in removed]

    def work(given: Work) -> None:
        given.trace.object = f"ledger/{ledger.name}"
        if check is not None:
            check(given)
        relist(given, ledger.name, seen.sequence, added, struck)

    ledger.gate.write(act, work)
    return sequence if added else seen.sequence


def _listing(ledger: BulkLedger) -> Listing:
    with reading(ledger.gate.engine) as connection:
        return listing(connection, ledger.name)


def _kept(ledger: BulkLedger, part: Part) -> ListedPart:
    stored = ledger.files.keep(ledger.files.adopt(part.path))
    return ListedPart(
        file=stored.hash,
        size=stored.size,
        sequence=part.sequence,
        plain=part.plain,
        rows=part.rows,
        first_day=part.first_day,
        last_day=part.last_day,
        touches=tuple(sorted(part.touches)),
    )


def part_of(files: PartFiles, listed: ListedPart) -> Part:
    """Return a part as it is read, from how it is listed."""
    return Part(
        path=files.place(listed.file),
        sequence=listed.sequence,
        plain=listed.plain,
        rows=listed.rows,
        first_day=listed.first_day,
        last_day=listed.last_day,
        touches=frozenset(listed.touches),
    )
