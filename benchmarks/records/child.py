"""One contestant in a process of its own: ``python -m benchmarks.records.child NAME REPEATS``.

The paths of the files come by standard input, one a line. The answer is a line of JSON: each
question's duration in ns, the peak of the resident set in bytes, and a hash of the answer.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from pathlib import Path
from time import perf_counter_ns
from typing import Any

from benchmarks.records.contestants import CONTESTANTS


def main(name: str, repeats: str) -> int:
    """Answer the question again and again."""
    paths = [Path(line) for line in sys.stdin.read().split("\n") if line]
    durations = []
    with CONTESTANTS[name](paths) as answer:
        for _ in range(int(repeats)):
            start = perf_counter_ns()
            found = answer()
            durations.append(perf_counter_ns() - start)
        peak = _peak()
        print(json.dumps({"ns": durations, "peak": peak, "digest": _digest(found)}))
    return 0


def _peak() -> int:
    """The most that was ever resident; unlike getrusage's, none of it is the parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


def _digest(found: Any) -> str:  # noqa: ANN401 - an Arrow table, which is untyped
    rows = sorted(_row(row) for row in found.to_pylist())
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16]


def _row(row: dict[str, Any]) -> str:
    unit, month, sort, records, people, hours = row.values()
    return f"{unit} {month:%Y-%m} {sort} {records} {int(people)} {hours:.6f}"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
