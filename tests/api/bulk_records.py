"""Records of bulk ledgers as an import would leave them, on the disk and in the list of parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from smart_team.assessment.bulk_ledgers import BulkLedger, append_records, part_shelf
from smart_team.rollup.declared import layout_of, row_of
from smart_team.store.audit import Act
from tests.api.desk import Desk
from tests.assessment.world import platform

SERVICE: Final = "grid_officers.service_records"


def put(desk: Desk, ledger: str, *records: tuple[str, Mapping[str, str]]) -> None:
    """Add records, each a unit's code and what it says."""
    book, parts = platform().shelf.books[ledger], part_shelf(desk.service.settings)
    bulk = BulkLedger(ledger, layout_of(book), desk.world.gate, parts.files, parts.limits)
    rows = [row_of(book, unit, content) for unit, content in records]
    append_records(bulk, Act("system", "import_records"), bulk.layout.table(rows))


def served(
    number: str, day: str, kind: str = "law", matters: int = 1, grid: str = "G1"
) -> Mapping[str, str]:
    """Return what a service record says."""
    named = {"number": number, "served_on": day, "grid": grid}
    return {**named, "kind": kind, "matters": str(matters)}
