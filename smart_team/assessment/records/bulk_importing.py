"""Records of a bulk ledger from a workbook or CSV: brought in, corrected and removed by file.

As with other ledgers a plan says first what would be done, and then all of it is done or nothing:
if the ledger's parts are still those that the plan was made over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from smart_team.assessment.bulk_ledgers import (
    BulkLedger,
    BulkSource,
    PartShelf,
    put_records,
    remove_records,
)
from smart_team.assessment.files import read_bytes
from smart_team.assessment.records import messages as m
from smart_team.assessment.records.importing import Plan, listed_problems
from smart_team.assessment.records.ledger_files import read_ledger_file
from smart_team.assessment.records.unit_reach import Scope, scope_of
from smart_team.assessment.records.views import require_bringing, require_readable
from smart_team.assessment.views.pages import absent
from smart_team.errors import Problem
from smart_team.ledger.book import Book, Record, Shelf
from smart_team.ledger.changes import Written, compare, one_each, read_rows
from smart_team.ledger.headers import UNIT as UNIT_COLUMN
from smart_team.ledger.messages import LedgerError
from smart_team.ledger.sheet import Filled
from smart_team.people.principal import Principal
from smart_team.rollup import messages as r
from smart_team.rollup.asking import RollUp
from smart_team.rollup.declared import UNIT, layout_of, row_of
from smart_team.rollup.layout import RECORDS
from smart_team.store.audit import Act
from smart_team.store.gate import Gate, Work
from smart_team.store.parts import listing


@dataclass(frozen=True)
class BulkPlan:
    """What a file would do to a bulk ledger, and over which of its parts that was found out."""

    plan: Plan
    source: BulkSource


@dataclass(frozen=True)
class BulkRemoval:
    """Which records a file would remove, by their keys; with problems it would remove none."""

    source: BulkSource
    keys: Sequence[str]
    problems: Sequence[Problem]


def plan_bulk_import(
    connection: Connection,
    principal: Principal,
    shelf: Shelf,
    ledger: str,
    path: Path,
    parts: PartShelf,
) -> BulkPlan:
    """Return what an import of a file would do, with everything that is refused in it.

    Raises as :func:`~smart_team.assessment.records.importing.plan_import` does.
    """
    book = _bulk_book(principal, shelf, ledger)
    filled = read_ledger_file(book, path)
    scope = scope_of(connection, principal, book)
    source = BulkSource(book, parts, listing(connection, ledger))
    rows, refused = read_rows(book, filled, scope.reach)
    there = _there(source, rows)
    entries, wrong = compare(book, filled, rows, there, scope.reach.names.names)
    problems = [*filled.problems, *refused, *_misfits(book, filled, rows, scope), *wrong]
    kept = _records_of(source, {row.unit for row in rows}) - len(there)
    hash_ = f"sha256:{hashlib.sha256(read_bytes(path)).hexdigest()}"
    plan = Plan(book, hash_, filled, entries, listed_problems(one_each(problems)), kept)
    return BulkPlan(plan, source)


def import_bulk(gate: Gate, act: Act, principal: Principal, planned: BulkPlan) -> None:
    """Write all that a plan's file brings, or nothing.

    Raises LedgerError with everything that is refused, and ConflictError where the ledger has
    changed since the plan was made.
    """
    plan, source = planned.plan, planned.source
    if plan.problems:
        raise LedgerError(plan.problems)
    layout = layout_of(plan.book)
    new = [each for each in plan.entries if each.kind == "new"]
    changed = [each for each in plan.entries if each.kind == "changed"]
    tables = [
        layout.table(row_of(plan.book, each.unit, each.content) for each in entries)
        for entries in (new, changed)
    ]
    counts = plan.counts

    def check(work: Work) -> None:
        _require_units(work.connection, principal, plan.book, {e.unit for e in (*new, *changed)})
        work.trace.object = f"{plan.book.name} +{counts.new} ~{counts.changed} ={counts.same}"
        work.trace.before, work.trace.after = plan.source, plan.digest

    put_records(_ledger(gate, source), act, source.listed, tables[0], tables[1], check)


def plan_bulk_removal(
    connection: Connection,
    principal: Principal,
    shelf: Shelf,
    ledger: str,
    path: Path,
    parts: PartShelf,
) -> BulkRemoval:
    """Return which records a file's rows mean, all of which are to be there."""
    book = _bulk_book(principal, shelf, ledger)
    filled = read_ledger_file(book, path)
    scope = scope_of(connection, principal, book)
    source = BulkSource(book, parts, listing(connection, ledger))
    rows, refused = read_rows(book, filled, scope.reach)
    there = _there(source, rows)
    lacking = [_absent(book, filled, row) for row in rows if row.key not in there]
    problems = listed_problems(one_each([*filled.problems, *refused, *lacking]))
    return BulkRemoval(source, [row.key for row in rows], problems)


def remove_bulk(gate: Gate, act: Act, principal: Principal, planned: BulkRemoval) -> None:
    """Remove all records that a plan names, or none; raises as :func:`import_bulk` does."""
    if planned.problems:
        raise LedgerError(planned.problems)
    source = planned.source
    units = {each.unit for each in source.rows(planned.keys)}

    def check(work: Work) -> None:
        _require_units(work.connection, principal, source.book, units)
        work.trace.object = f"{source.book.name} -{len(planned.keys)}"

    remove_records(_ledger(gate, source), act, source.listed, planned.keys, check)


def _bulk_book(principal: Principal, shelf: Shelf, ledger: str) -> Book:
    book = require_readable(principal, shelf, ledger)
    require_bringing(principal, book)
    if not book.ledger.bulk:
        raise absent()
    return book


def _ledger(gate: Gate, source: BulkSource) -> BulkLedger:
    book, shelf = source.book, source.shelf
    return BulkLedger(book.name, layout_of(book), gate, shelf.files, shelf.limits)


def _there(source: BulkSource, rows: Sequence[Written]) -> dict[str, Record]:
    return {each.id: each for each in source.rows([row.key for row in rows])}


def _records_of(source: BulkSource, units: set[str]) -> int:
    found = source.ask(RollUp(where=((UNIT, frozenset(units)),))).to_pylist()
    return sum(row[RECORDS] for row in found)


def _misfits(book: Book, filled: Filled, rows: Sequence[Written], scope: Scope) -> list[Problem]:
    return [
        Problem(
            m.NOT_FOR_UNIT,
            filled.place(row.row.number, UNIT_COLUMN),
            {"ledger": book.ledger.title.text(), "unit": scope.misfits[row.unit]},
        )
        for row in rows
        if row.unit in scope.misfits
    ]


def _absent(book: Book, filled: Filled, row: Written) -> Problem:
    place = filled.place(row.row.number, *book.ledger.key)
    named = " ".join(str(row.given.get(id_)) for id_ in book.ledger.key)
    return Problem(r.ABSENT, place, {"count": 1, "keys": named})


def _require_units(
    connection: Connection, principal: Principal, book: Book, units: set[str]
) -> None:
    """Raise AbsentError if by now any unit is out of this person's reach."""
    if not units <= scope_of(connection, principal, book).reach.may:
        raise absent()
