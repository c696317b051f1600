"""Records of a ledger from a workbook or CSV: first what would be done, then all of it or nothing.

:func:`plan_import` is the dry run. :func:`import_records` finds out anew what is to be done, inside
the gate, and does it only if that is what was agreed to. Records that the file lacks stay.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy import Connection, func, select

from smart_team.assessment import messages as files
from smart_team.assessment.drafts import hash_of
from smart_team.assessment.files import read_bytes
from smart_team.assessment.record_sources import record_of
from smart_team.assessment.records import importing_messages as i
from smart_team.assessment.records import messages as m
from smart_team.assessment.records.finding import FoundRecord
from smart_team.assessment.records.ledger_files import read_ledger_file
from smart_team.assessment.records.references import References
from smart_team.assessment.records.unit_reach import Scope, scope_of
from smart_team.assessment.records.views import require_entering, require_readable
from smart_team.assessment.records.writing import Deed, add_all, rewrite
from smart_team.assessment.tables import MAX_PROBLEMS
from smart_team.errors import Problem
from smart_team.ledger.book import Book, Shelf
from smart_team.ledger.changes import Entry, Written, at_cells, compare, one_each, read_rows
from smart_team.ledger.headers import UNIT
from smart_team.ledger.messages import LedgerError
from smart_team.ledger.sheet import Filled
from smart_team.ledger.values import text_of
from smart_team.people.principal import Principal
from smart_team.people.record_scopes import every_record
from smart_team.store.gate import Work
from smart_team.store.messages import ConflictError
from smart_team.store.record_tables import record_shares, records

_AT_ONCE: Final = 500
"""Keys asked for in one query."""


class Counts(NamedTuple):
    """How many records are new, changed and the same; `kept` are those that the file lacks."""

    new: int
    changed: int
    same: int
    kept: int


@dataclass(frozen=True)
class Plan:
    """What an import of one file would do; with problems it would do nothing.

    `source` is the file's hash, `digest` that of everything that would be done.
    """

    book: Book
    source: str
    filled: Filled
    entries: Sequence[Entry]
    problems: Sequence[Problem]
    kept: int

    @property
    def counts(self) -> Counts:
        """How many records it concerns."""
        kinds = Counter(entry.kind for entry in self.entries)
        return Counts(kinds["new"], kinds["changed"], kinds["same"], self.kept)

    @property
    def digest(self) -> str:
        """The hash of what it would do, and to what: what a person agrees to."""
        done = [_said(entry) for entry in self.entries]
        return hash_of(json.dumps([self.book.name, done], ensure_ascii=False, sort_keys=True))


def plan_import(
    connection: Connection, principal: Principal, shelf: Shelf, ledger: str, path: Path
) -> Plan:
    """Return what an import of a file would do, with everything that is refused in it.

    Raises AbsentError and ForbiddenError for who may not enter records there, FileError and
    LedgerError for a file whose header cannot be read.
    """
    book = require_readable(principal, shelf, ledger)
    require_entering(principal, book)
    source = f"sha256:{hashlib.sha256(read_bytes(path)).hexdigest()}"
    filled = read_ledger_file(book, path)
    return _Planning(connection, principal, shelf, book).plan(filled, source)[0]


def import_records(
    work: Work, principal: Principal, shelf: Shelf, plan: Plan, agreed: str
) -> Counts:
    """Write all that a plan's file brings, or nothing; `agreed` is the digest of what was seen.

    Raises LedgerError with everything that is refused, and ConflictError where by now something
    else would be done than what was agreed to.
    """
    book = plan.book
    work.trace.object = book.name
    require_entering(principal, book)
    planning = _Planning(work.connection, principal, shelf, book)
    now, found = planning.plan(plan.filled, plan.source)
    if now.problems:
        raise LedgerError(now.problems)
    if now.digest != agreed:
        raise ConflictError([Problem(i.OTHERWISE_NOW)])
    deed, known = Deed("import", principal.person), References(work.connection, shelf)
    new = [(each.unit or None, each.content) for each in now.entries if each.record is None]
    add_all(work, book, new, deed, shelf)
    for entry in now.entries:
        if entry.record is not None and entry.fields:
            record = found[entry.record.id]
            state = book.start if book.ledger.flow is None else entry.record.state
            rewrite(work, record, entry.content, state, deed, known)
    counts = now.counts
    work.trace.object = f"{book.name} +{counts.new} ~{counts.changed} ={counts.same}"
    work.trace.before, work.trace.after = now.source, now.digest
    return counts


class _Planning:
    """Finds out what a file would do, for one person, as things stand."""

    def __init__(
        self, connection: Connection, principal: Principal, shelf: Shelf, book: Book
    ) -> None:
        self._connection = connection
        self._book = book
        self._scope: Scope = scope_of(connection, principal, book)
        self._known = References(connection, shelf)

    def plan(self, filled: Filled, source: str) -> tuple[Plan, Mapping[str, FoundRecord]]:
        """Return the plan, and the records that are there already by their id."""
        names = self._scope.reach.names
        rows, refused = read_rows(self._book, filled, self._scope.reach)
        found = {str(each.row.key): each for each in self._found([row.key for row in rows])}
        there = {key: record_of(each.row) for key, each in found.items()}
        entries, wrong = compare(self._book, filled, rows, there, names.names)
        problems = [*filled.problems, *refused, *self._misfits(filled, rows), *wrong]
        problems += self._unknown(filled, entries)
        left = self._kept(rows, len(found))
        plan = Plan(self._book, source, filled, entries, listed_problems(one_each(problems)), left)
        return plan, {each.id: each for each in found.values()}

    def _found(self, keys: Sequence[str]) -> Iterator[FoundRecord]:
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            query = every_record(self._book.name).where(records.c.key.in_(some))
            rows = self._connection.execute(query).all()
            shares = self._shares([row.id for row in rows])
            for row in rows:
                yield FoundRecord(row, self._book, frozenset(shares.get(row.id, ())))

    def _shares(self, ids: Sequence[str]) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        table = record_shares
        for row in self._connection.execute(select(table).where(table.c.record.in_(ids))):
            found.setdefault(row.record, set()).add(row.unit)
        return found

    def _misfits(self, filled: Filled, rows: Sequence[Written]) -> Iterator[Problem]:
        for row in rows:
            if name := self._scope.misfits.get(row.unit):
                values = {"ledger": self._book.ledger.title.text(), "unit": name}
                yield Problem(m.NOT_FOR_UNIT, filled.place(row.row.number, UNIT), values)

    def _unknown(self, filled: Filled, entries: Sequence[Entry]) -> Iterator[Problem]:
        """Yield references to records that there are not."""
        for entry in entries:
            if entry.kind == "same":
                continue
            try:
                self._known.require(self._book, entry.unit or None, entry.content)
            except LedgerError as error:
                yield from at_cells(self._book, filled, entry.row, error.problems)

    def _kept(self, rows: Sequence[Written], found: int) -> int:
        """Return how many records the units in the file have that it lacks."""
        query = select(func.count()).where(
            records.c.ledger == self._book.name, records.c.removed_at.is_(None)
        )
        if self._book.ledger.of == "unit":
            query = query.where(records.c.unit.in_({row.unit for row in rows}))
        return int(self._connection.execute(query).scalar_one()) - found


def listed_problems(problems: Sequence[Problem]) -> Sequence[Problem]:
    """Return as many problems as are told of one file."""
    if len(problems) <= MAX_PROBLEMS:
        return problems
    stopped = Problem(files.STOPPED, problems[MAX_PROBLEMS].place, {"limit": MAX_PROBLEMS})
    return [*problems[:MAX_PROBLEMS], stopped]


def _said(entry: Entry) -> list[object]:
    record = entry.record
    if record is not None and not entry.fields:
        return [record.id]
    before = None if record is None else [record.id, record.state, text_of(record.content)]
    return [entry.unit, text_of(entry.content), before]
