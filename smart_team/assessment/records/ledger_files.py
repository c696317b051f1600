"""A ledger's records as a file has them: which of its sheets, its header, its rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from smart_team.assessment import messages as m
from smart_team.assessment.files import refuse
from smart_team.assessment.formats import handler
from smart_team.assessment.tables import Sheet
from smart_team.ledger import sheet_messages as s
from smart_team.ledger.book import Book
from smart_team.ledger.headers import column_titles, find_header
from smart_team.ledger.sheet import Filled, read_filled

MAX_ROWS: Final = 5000
"""Records that one file may bring: they are all written in one transaction."""
MAX_BULK_ROWS: Final = 100_000
"""As many in a bulk ledger: they become a part of each month."""
_SHEETS: Final = {
    ".xlsx": "smart_team.assessment.xlsx_table:read_sheets",
    ".csv": "smart_team.assessment.csv_table:read_sheets",
}


def read_ledger_file(book: Book, path: Path) -> Filled:
    """Return a file's records as they are filled in.

    Raises FileError for what is no such file or has several such sheets, and LedgerError for a
    header that is not right.
    """
    sheets = handler(path, _SHEETS, m.WRONG_SUFFIX)(path, percents=True)
    sheet = _meant(book, path, sheets)
    filled = read_filled(book, list(sheet.rows), sheet.place)
    if not filled.rows:
        refuse(path, s.NO_ROWS)
    limit = MAX_BULK_ROWS if book.ledger.bulk else MAX_ROWS
    if len(filled.rows) > limit:
        refuse(path, s.MANY_ROWS, rows=len(filled.rows), limit=limit)
    return filled


def _meant(book: Book, path: Path, sheets: Sequence[Sheet]) -> Sheet:
    """Return the sheet whose header names the most fields."""
    headers = [(find_header(book, list(sheet.rows)), sheet) for sheet in sheets]
    named = [(len(header.columns), sheet) for header, sheet in headers if header is not None]
    if not named:
        wanted = "、".join(column_titles(book, "zh").values())
        refuse(path, s.NO_HEADER, ledger=book.ledger.title.text(), wanted=wanted)
    most = max(count for count, _ in named)
    best = [sheet for count, sheet in named if count == most]
    if len(best) > 1:
        refuse(path, m.SEVERAL_SHEETS, sheets=", ".join(str(sheet.name) for sheet in best))
    return best[0]
