"""What somebody may take along of a ledger: the records that they see, or the empty table."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from smart_team.assessment.record_sources import record_of
from smart_team.assessment.records.merging import merged_rows, sees_merged
from smart_team.assessment.records.unit_reach import every_name
from smart_team.assessment.records.views import (
    RecordsWanted,
    enterable_units,
    narrowed,
    require_readable,
)
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
) -> Export:
    """Return a ledger's records as this person sees them; without `wanted` the empty table.

    Raises AbsentError for a ledger that there is not or that is out of scope.
    """
    book = require_readable(principal, shelf, ledger)
    rows = () if wanted is None else _rows(connection, principal, book, wanted)
    units = [code for code, _ in enterable_units(connection, principal, book)]
    return Export(book, rows, every_name(connection), units, lang=lang)


def _rows(
    connection: Connection, principal: Principal, book: Book, wanted: RecordsWanted
) -> Sequence[Kept]:
    if sees_merged(principal, book):
        return merged_rows(connection, principal, book, wanted)
    query = narrowed(principal, book, wanted)
    found = connection.execute(query.order_by(records.c.unit, records.c.day, records.c.id))
    return [record_of(row) for row in found]
