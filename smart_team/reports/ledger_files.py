"""A ledger as a file, by its suffix."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal, get_args

from smart_team.reports import messages as m
from smart_team.reports.ledger_csv import ledger_text
from smart_team.reports.ledger_workbook import Export, ledger_bytes, write_ledger
from smart_team.reports.replacing import refuse, replacing

Suffix = Literal[".xlsx", ".csv"]
KNOWN: Final[tuple[Suffix, ...]] = get_args(Suffix)


def write_ledger_file(path: Path, export: Export) -> None:
    """Write a ledger as a workbook or CSV, replaced as a whole; raises FileError."""
    match path.suffix.lower():
        case ".xlsx":
            write_ledger(path, export)
        case ".csv":
            with replacing(path) as stream:
                stream.write(ledger_content(export, ".csv"))
        case suffix:
            refuse(path, m.WRONG_SUFFIX, suffix=suffix, known=" ".join(KNOWN))


def ledger_content(export: Export, suffix: Suffix) -> bytes:
    """Return a ledger as the content of such a file."""
    if suffix == ".xlsx":
        return ledger_bytes(export)
    return ledger_text(export).encode("utf-8-sig")
