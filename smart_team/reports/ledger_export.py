"""What somebody may take along of a ledger: the records that they see, or the empty table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from smart_team.assessment.bulk_ledgers import PartShelf
from smart_team.assessment.record_sources import record_of
from smart_team.assessment.records.bulk_views import sight_of
from smart_team.assessment.records.ledger_files import MAX_BULK_ROWS
from smart_team.assessment.records.merging import merged_rows, sees_merged
from smart_team.assessment.records.unit_reach import every_name
from smart_team.assessment.records.views import (
    RecordsWanted,
    enterable_units,
    narrowed,
    require_readable,
)
from smart_team.assessment.views.pages import absent
from smart_team.errors import Lang
from smart_team.ledger.book import Book, Shelf
from smart_team.people.principal import Principal
from smart_team.reports.ledger_workbook import Export, Kept
from smart_team.store.record_tables import records


def export_of(
    connection: Connection,
    principal: Principal,
    shelf: Shelf,
    ledger: str,
    wanted: RecordsWanted | None,
    lang: Lang = "zh",
    parts: PartShelf | None = None,
) -> Export:
    """Return a ledger's records as this person sees them; without `wanted` the empty table.

    Raises AbsentError for a ledger that there is not or that is out of scope, and LedgerError for
    more records of a very large ledger than one file may bring back.
    """
    book = require_readable(principal, shelf, ledger)
    rows: Sequence[Kept] = ()
    if wanted is not None and book.ledger.bulk:
        if parts is None:
            raise absent()
        sight = sight_of(connection, principal, book, parts)
        rows = sight.taken_along(wanted, MAX_BULK_ROWS)
    elif wanted is not None:
        rows = _rows(connection, principal, book, wanted)
    units = [code for code, _ in enterable_units(connection, principal, book)]
    return Export(book, rows, every_name(connection), units, lang=lang)


def to_mend(export: Export) -> Export:
    """Return of an export the records of units for which its reader enters them."""
    if export.book.ledger.of == "city":
        return export
    entered = frozenset(export.fill_for)
    return replace(export, records=[each for each in export.records if each.unit in entered])


def _rows(
    connection: Connection, principal: Principal, book: Book, wanted: RecordsWanted
) -> Sequence[Kept]:
    if sees_merged(principal, book):
        return merged_rows(connection, principal, book, wanted)
    query = narrowed(principal, book, wanted)
    found = connection.execute(query.order_by(records.c.unit, records.c.day, records.c.id))
    return [record_of(row) for row in found]
