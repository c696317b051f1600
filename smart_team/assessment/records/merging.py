"""Tables of small counts as others than their own unit see them: small cells as one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection

from smart_team.assessment.record_sources import record_of
from smart_team.assessment.records.views import RecordsWanted, tables
from smart_team.ledger.book import Book
from smart_team.ledger.merging import Row, shown_rows
from smart_team.people.principal import Principal

MOST: Final = 20_000
"""Records of one table of counts; of more than that none are shown."""


def sees_merged(principal: Principal, book: Book) -> bool:
    """Whether this person sees a ledger's small cells only as one, of some units at least."""
    everywhere = any(each.unit is None for each in principal.assignments)
    return book.ledger.merge_small is not None and everywhere


def merged_rows(
    connection: Connection, principal: Principal, book: Book, wanted: RecordsWanted
) -> Sequence[Row]:
    """Return the rows of a table of counts, the newest day first, small cells of others merged.

    What is asked for narrows whole tables only: by unit, district and days.
    """
    rows = connection.execute(tables(principal, book, wanted).limit(MOST + 1)).all()
    if len(rows) > MOST:
        return []
    records = sorted(map(record_of, rows), key=lambda each: (each.day, each.unit), reverse=True)
    return shown_rows(book, records, {each.unit for each in principal.assignments if each.unit})
