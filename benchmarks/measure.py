"""Run every contestant at every size, in turns, and report.

All contestants of a size live at once as child processes and take turns, a few runs
each per round, so that a drift of the machine hits them alike; whoever waits, sleeps.
Memory is measured by further children, one run each, one after the other.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks import report, startup
from benchmarks.service import tables

ROOT = Path(__file__).resolve().parent.parent
SIZES = (65, 6_500, 65_000)
QUICK_SIZES = (65, 6_500)
SEED = 106
ROUNDS = 7
QUICK_ROUNDS = 3
SLOW_ROUNDS = 3
SLOW_NS = 2_000_000_000
TURN_NS = 250_000_000
MOST_REPEATS = 100
EXACT = "smart_team_engine"
STAND_IN = "plain_loop"


@dataclass
class Child:
    """A running contestant and what it has said so far; durations in ns."""

    engine: str
    process: subprocess.Popen[str]
    result: Path
    facts: dict[str, Any]
    repeats: int = 1
    durations: list[int] = field(default_factory=list)

    def turn(self) -> None:
        """Let it run as often as fits its turn."""
        answer = _ask(self.process, f"{self.repeats}\n")
        if "ns" not in answer:
            self.facts.update(answer)
            return
        self.durations += answer["ns"]
        quickest = max(1, min(answer["ns"]))
        self.repeats = max(1, min(MOST_REPEATS, TURN_NS // quickest))

    @property
    def alive(self) -> bool:
        """Whether it answered everything so far."""
        return not ({"missing", "failed"} & self.facts.keys())

    @property
    def slow(self) -> bool:
        """Whether fewer rounds must do."""
        return len(self.durations) >= SLOW_ROUNDS and min(self.durations) > SLOW_NS


def main(arguments: list[str] | None = None) -> int:
    """Measure, print the tables and write them to the document."""
    options = _options(arguments)
    sizes = QUICK_SIZES if options.quick else SIZES
    rounds = QUICK_ROUNDS if options.quick else ROUNDS
    rows = [row for size in sizes for row in _measure(size, rounds)]
    startup.make_city()
    timings = [startup.time_group(group) for group in startup.GROUPS]
    _note("the service: saving, ranking, publishing, pages")
    service = tables.measured(quick=options.quick)
    text = report.render(rows, timings, service, quick=options.quick)
    print(text)
    if options.out is not None:
        report.write(Path(options.out), text)
    return 1 if any(row.problem.startswith("failed") for row in rows) else 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="two sizes, three rounds: a minute or less"
    )
    parser.add_argument(
        "--out", metavar="FILE", help="a Markdown file whose marked part is replaced"
    )
    return parser.parse_args(arguments)


def engines() -> list[str]:
    """The contestants' module names, from the folder."""
    folder = Path(__file__).parent / "engines"
    return sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))


# --- one size -----------------------------------------------------------------------


def _measure(size: int, rounds: int) -> list[report.Row]:
    with tempfile.TemporaryDirectory() as folder:
        children = [_start(engine, size, Path(folder)) for engine in engines()]
        try:
            _take_turns(children, rounds)
        finally:
            for child in children:
                _end(child.process)
        exact = _reference(children)
        rows = [_row(child, size, exact) for child in children]
    for row in rows:
        _note(json.dumps(row.__dict__, ensure_ascii=False))
    return rows


def _take_turns(children: list[Child], rounds: int) -> None:
    for turn in range(rounds):
        shift = turn % max(1, len(children))
        for child in children[shift:] + children[:shift]:
            if child.alive and not child.slow:
                child.turn()


def _start(engine: str, size: int, folder: Path) -> Child:
    """Start a contestant and wait until it is warm."""
    _note(f"{engine}, {size:,} units: preparing")
    result = folder / f"{engine}.npz"
    process = _spawn(engine, size, "time", result)
    return Child(engine, process, result, _hear(process))


def _spawn(engine: str, size: int, mode: str, result: Path) -> subprocess.Popen[str]:
    command = [
        sys.executable,
        "-m",
        "benchmarks.child",
        engine,
        str(size),
        str(SEED),
        mode,
        str(result),
    ]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def _ask(process: subprocess.Popen[str], line: str) -> dict[str, Any]:
    """Send a line and hear the answer, which tells if the process has ended."""
    if process.stdin is not None:
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(line)
            process.stdin.flush()
    return _hear(process)


def _hear(process: subprocess.Popen[str]) -> dict[str, Any]:
    line = process.stdout.readline() if process.stdout is not None else ""
    if not line:
        return {"failed": f"the process ended with code {process.wait()}"}
    answer: dict[str, Any] = json.loads(line)
    return answer


def _end(process: subprocess.Popen[str]) -> None:
    """Close the conversation; the child then ends by itself."""
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()
    process.wait()


def _memory(engine: str, size: int, folder: Path) -> int | None:
    """Bytes that one run adds to the resident set, or None where that is unknown."""
    process = _spawn(engine, size, "memory", folder / "unused")
    answer = _hear(process)
    _end(process)
    if "added_bytes" not in answer:
        _note(f"{engine}: memory not measured: {answer}")
        return None
    return int(answer["added_bytes"])


def _note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


# --- comparing ----------------------------------------------------------------------


@dataclass(frozen=True)
class _Reference:
    engine: str
    results: dict[str, Any]


def _load(child: Child) -> dict[str, Any]:
    with np.load(child.result, allow_pickle=False) as stored:
        return dict(stored)


def _reference(children: list[Child]) -> _Reference | None:
    """The exact results: the engine's or, without it, those of the whole-number loop."""
    by_name = {child.engine: child for child in children if child.alive}
    for engine in (EXACT, STAND_IN):
        if engine in by_name:
            return _Reference(engine, _load(by_name[engine]))
    return None


def _row(child: Child, size: int, exact: _Reference | None) -> report.Row:
    if not child.alive:
        problem = (
            f"missing: {child.facts['missing']}"
            if "missing" in child.facts
            else f"failed: {child.facts['failed']}"
        )
        return report.Row(
            engine=child.engine,
            name=child.facts.get("name", child.engine),
            size=size,
            problem=problem,
        )
    return report.Row(
        engine=child.engine,
        name=child.facts["name"],
        size=size,
        note=child.facts["note"],
        versions=child.facts["versions"],
        runs=len(child.durations),
        median_ns=median(child.durations),
        least_ns=min(child.durations),
        input_bytes=child.facts["input_bytes"],
        added_bytes=_memory(child.engine, size, child.result.parent),
        reference=exact.engine if exact else "",
        differences=_differences(_load(child), exact.results) if exact else {},
    )


def _differences(mine: dict[str, Any], exact: dict[str, Any]) -> dict[str, int]:
    """How many units differ: in the total's six places, in its second, in grade, in rank."""
    gap = np.abs(mine["total"] - exact["total"])
    found = {
        "sixth": np.rint(mine["total"] * 1e6) != np.rint(exact["total"] * 1e6),
        "second": ~(gap < 0.005),
    }
    found |= {
        key: mine[key] != exact[key] for key in ("grade", "rank") if key in mine and key in exact
    }
    return {key: int(np.count_nonzero(differs)) for key, differs in found.items()}
