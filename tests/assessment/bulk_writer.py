"""A program that appends to a bulk ledger until it is killed, and notes what was acknowledged."""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import pyarrow as pa

from smart_team.assessment.bulk_ledgers import BulkLedger, append_records
from smart_team.rollup.engine import Limits
from smart_team.store.audit import Act
from smart_team.store.database import open_engine
from smart_team.store.gate import Gate
from smart_team.store.parts import PARTS, PartFiles
from tests.rollup.shelf import LAYOUT, record

ACT: Final = Act("system", "append_records")
BATCH: Final = 20
DAYS: Final = (date(2026, 3, 31), date(2026, 4, 1))
"""Two months, and so two parts an append."""


def bulk_ledger(gate: Gate, data: Path, name: str = "service.records") -> BulkLedger:
    limits = Limits(megabytes=256, spill=data / "spill", threads=1)
    return BulkLedger(name, LAYOUT, gate, PartFiles(data / PARTS), limits)


def batch(number: int) -> pa.Table:
    return LAYOUT.table(record(f"S{number}-{place}", day=DAYS[place % 2]) for place in range(BATCH))


def main(url: str, data: str, noted: str, first: str) -> None:
    """Append batch after batch."""
    gate = Gate(open_engine(url), lambda: datetime.now(UTC))
    ledger = bulk_ledger(gate, Path(data))
    note = os.open(noted, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    number = int(first)
    while True:
        append_records(ledger, ACT, batch(number))
        os.write(note, b"%d\n" % number)
        number += 1


if __name__ == "__main__":
    main(*sys.argv[1:])
