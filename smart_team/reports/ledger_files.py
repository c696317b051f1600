"""A ledger as a file, by its suffix."""

from __future__ import annotations

from pathlib import Path

from smart_team.reports import messages as m
from smart_team.reports.ledger_csv import ledger_text
from smart_team.reports.ledger_workbook import Export, write_ledger
from smart_team.reports.replacing import refuse, replacing

KNOWN = (".xlsx", ".csv")


def write_ledger_file(path: Path, export: Export) -> None:
    """Write a ledger as a workbook or CSV, replaced as a whole; raises FileError."""
    match path.suffix.lower():
        case ".xlsx":
            write_ledger(path, export)
        case ".csv":
            with replacing(path) as stream:
                stream.write(ledger_text(export).encode("utf-8-sig"))
        case suffix:
            refuse(path, m.WRONG_SUFFIX, suffix=suffix, known=" ".join(KNOWN))
