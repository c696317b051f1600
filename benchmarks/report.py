"""The benchmark's results as Markdown, with the machine's facts."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import startup
from benchmarks.syn106 import INDICATORS

if TYPE_CHECKING:
    from collections.abc import Sequence

BEGIN = "<!-- {part}: begin (written by make bench) -->"
END = "<!-- {part}: end -->"
YARDSTICK = "numpy_floats"
SMALLEST_FOR_MEMORY = 1_000
_HEADER = """# Benchmarks

Written by `make bench`; the text between the markers is replaced by each run.
"""
_COLUMNS = (
    "engine",
    "ns per unit and indicator",
    "fastest run",
    "ratio to NumPy",
    "ratio to plain loop",
    "added memory, MB",
    "added / input",
    "totals off, 6 places",
    "off by 0.01",
    "grades off",
    "ranks off",
)


@dataclass(frozen=True)
class Row:
    """One contestant at one size; durations in ns, memory in bytes."""

    engine: str
    name: str
    size: int
    problem: str = ""
    note: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    runs: int = 0
    median_ns: float = 0.0
    least_ns: float = 0.0
    input_bytes: int = 0
    added_bytes: int | None = None
    reference: str = ""
    differences: dict[str, int] = field(default_factory=dict)

    @property
    def per_cell(self) -> float:
        """The median in ns per unit and indicator."""
        return self.median_ns / (self.size * INDICATORS)


def render(
    rows: Sequence[Row], timings: Sequence[startup.GroupTiming], service: str, *, quick: bool
) -> str:
    """The whole report as Markdown; `service` are its sections on the service."""
    parts = [_facts(rows, quick=quick)]
    parts += [
        _table([row for row in rows if row.size == size])
        for size in sorted({row.size for row in rows})
    ]
    notes = {row.name: row.note for row in rows if row.note}
    parts.append("\n".join(f"- {name}: {note}." for name, note in notes.items()))
    parts.append(_legend(rows))
    parts += [startup.table(timing) for timing in timings]
    parts.append(service)
    return "\n\n".join(part for part in parts if part)


def write(path: Path, text: str, part: str = "benchmark") -> None:
    """Replace the part of the document that is so marked, whole or not at all."""
    begin, end = BEGIN.format(part=part), END.format(part=part)
    old = path.read_text(encoding="utf-8") if path.exists() else _HEADER
    if begin not in old or end not in old:
        old = f"{old.rstrip()}\n\n{begin}\n{end}\n"
    head, rest = old.split(begin, 1)
    tail = rest.split(end, 1)[1]
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    draft.write_text(f"{head}{begin}\n{text}\n{end}{tail}", encoding="utf-8")
    draft.replace(path)


# --- parts --------------------------------------------------------------------------


def _table(rows: Sequence[Row]) -> str:
    size = rows[0].size
    lines = [
        f"### {size:,} units",
        "",
        f"| {' | '.join(_COLUMNS)} |",
        "|---|" + "---:|" * (len(_COLUMNS) - 1),
    ]
    base = {row.engine: row.median_ns for row in rows if not row.problem}
    order = sorted(rows, key=lambda row: (bool(row.problem), row.median_ns))
    lines += [f"| {' | '.join(_cells(row, base))} |" for row in order]
    return "\n".join(lines)


def _cells(row: Row, base: dict[str, float]) -> list[str]:
    if row.problem:
        return [row.name, row.problem, *[""] * (len(_COLUMNS) - 2)]
    return [
        row.name,
        _figure(row.per_cell),
        _figure(row.least_ns / (row.size * INDICATORS)),
        _ratio(row.median_ns, base.get(YARDSTICK)),
        _ratio(row.median_ns, base.get("plain_loop")),
        *_memory(row),
        *(_count(row, key) for key in ("sixth", "second", "grade", "rank")),
    ]


def _memory(row: Row) -> tuple[str, str]:
    if row.added_bytes is None or row.size < SMALLEST_FOR_MEMORY:
        return "–", "–"
    return f"{row.added_bytes / 1e6:,.1f}", f"{row.added_bytes / row.input_bytes:.2f}"


def _figure(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.1f}"


def _ratio(mine: float, other: float | None) -> str:
    if not other:
        return "–"
    ratio = mine / other
    return f"{ratio:.3f}" if ratio < 1 else _figure(ratio)


def _count(row: Row, key: str) -> str:
    return f"{row.differences[key]:,}" if key in row.differences else "–"


def _legend(rows: Sequence[Row]) -> str:
    references = sorted({row.name for row in rows if row.engine == row.reference})
    return (
        "Medians of repeated runs on prepared inputs, the engines taking turns; "
        "“fastest run” in the same unit. "
        "Added memory is the peak resident set of one first run above what was there before it; "
        "“input” is the bytes of the answer columns with their blank marks, below "
        f"{SMALLEST_FOR_MEMORY:,} units not shown. "
        f"“Off” counts units that differ from {', '.join(references)}: "
        "totals in six places, and by half a hundredth or more."
    )


def _facts(rows: Sequence[Row], *, quick: bool) -> str:
    versions = {library: version for row in rows for library, version in row.versions.items()}
    facts = [
        f"Workload SYN-106, {INDICATORS} indicators, seed 106{' (quick run)' if quick else ''}.",
        machine(),
        "Libraries: "
        + ", ".join(f"{name} {version}" for name, version in sorted(versions.items()))
        + ".",
    ]
    return "\n".join(facts)


def machine() -> str:
    """What it runs on, in two lines."""
    return (
        f"Machine: {_cpu()}, {os.cpu_count()} cores{_total_memory()}.\n"
        f"System: {_system()}; {platform.python_implementation()} {platform.python_version()}."
    )


def _system() -> str:
    release = ".".join(platform.release().split(".")[:2])
    return " ".join(
        part
        for part in (platform.system(), release, platform.machine(), *platform.libc_ver())
        if part
    )


def _cpu() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return platform.processor() or "unknown processor"
    for line in text.splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor() or "unknown processor"


def _total_memory() -> str:
    try:
        import psutil  # noqa: PLC0415 - optional: the report does without
    except ImportError:
        return ""
    return f", {psutil.virtual_memory().total / 2**30:.0f} GiB"
