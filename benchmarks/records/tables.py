"""Every contestant over the same files, in turns, each turn in a new process."""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter_ns
from typing import Any

from benchmarks import report
from benchmarks.records.contestants import NAMES
from benchmarks.records.making import make

SIZES = (90_000, 9_000_000, 90_000_000)
ROUNDS = 3
REPEATS = {90_000: 15, 9_000_000: 5, 90_000_000: 3}
PANDAS_UP_TO = 9_000_000
YARDSTICK = "duckdb"
PART = "records"
TIMEOUT_SECONDS = 900
_COLUMNS = (
    "who",
    "question, ms",
    "fastest, ms",
    "ratio to DuckDB",
    "whole process, ms",
    "ratio",
    "peak memory, MB",
    "ratio",
    "same answer",
)
_SAID = """Records of 65 units over a year, six columns, one Parquet part a month; counts and two \
exact sums by unit, month and type. Each turn is a process of its own that asks several times: \
“question” is the median once the process is warm, “whole process” asks once, from start to \
end with imports, “peak” is the most that was resident in any of its turns. Smart Team keeps to \
1,024 MB, the others to nothing."""


@dataclass
class Score:
    """What became of one contestant: durations in ns, memory in bytes."""

    name: str
    warm: list[int] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    peaks: list[int] = field(default_factory=list)
    digests: set[str] = field(default_factory=set)


def main(arguments: list[str]) -> int:
    """Measure, print the tables and write them to the document."""
    options = _options(arguments)
    sections = [_facts()]
    with tempfile.TemporaryDirectory(dir=options.work, prefix="records-") as folder:
        for size in options.records:
            print(f"{size:,} records", file=sys.stderr, flush=True)
            sections.append(_table(size, _measured(Path(folder) / str(size), size)))
    text = "\n\n".join(sections)
    print(text)
    if options.out is not None:
        report.write(Path(options.out), text, PART)
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.records", description=__doc__)
    parser.add_argument("--records", type=int, nargs="+", default=SIZES, help="how many, each time")
    parser.add_argument("--work", metavar="FOLDER", help="where the files are, until they go again")
    parser.add_argument("--out", metavar="FILE", help="a Markdown file whose part is replaced")
    return parser.parse_args(arguments)


def _measured(folder: Path, size: int) -> list[Score]:
    paths = [part.path for part in make(folder, size)]
    scores = [Score(name) for name in NAMES if name != "pandas" or size <= PANDAS_UP_TO]
    for turn in range(ROUNDS):
        for score in scores if turn % 2 == 0 else scores[::-1]:
            _take_turn(score, paths, REPEATS.get(size, 3))
    for path in paths:
        path.unlink()
    return scores


def _take_turn(score: Score, paths: Sequence[Path], repeats: int) -> None:
    start = perf_counter_ns()
    _ask(score.name, paths, 1)
    score.whole.append(perf_counter_ns() - start)
    answer = _ask(score.name, paths, repeats + 1)
    score.warm += answer["ns"][1:]
    score.peaks.append(answer["peak"])
    score.digests.add(answer["digest"])


def _ask(name: str, paths: Sequence[Path], repeats: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.records.child", name, str(repeats)],
        input="\n".join(str(path) for path in paths),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        timeout=TIMEOUT_SECONDS,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _facts() -> str:
    libraries = ("duckdb", "ibis-framework", "pandas", "polars", "pyarrow")
    versions = ", ".join(f"{each} {importlib.metadata.version(each)}" for each in libraries)
    return f"## Records by the million\n\n{_SAID}\n\n{report.machine()}\nLibraries: {versions}."


def _table(size: int, scores: Sequence[Score]) -> str:
    base = next(score for score in scores if score.name == YARDSTICK)
    lines = [f"### {size:,} records", "", f"| {' | '.join(_COLUMNS)} |"]
    lines.append("|---|" + "---:|" * (len(_COLUMNS) - 1))
    lines += [f"| {' | '.join(_cells(score, base))} |" for score in scores]
    return "\n".join(lines)


def _cells(score: Score, base: Score) -> Iterator[str]:
    yield NAMES[score.name]
    yield f"{median(score.warm) / 1e6:,.1f}"
    yield f"{min(score.warm) / 1e6:,.1f}"
    yield f"{median(score.warm) / median(base.warm):.2f}"
    yield f"{median(score.whole) / 1e6:,.0f}"
    yield f"{median(score.whole) / median(base.whole):.2f}"
    yield f"{max(score.peaks) / 1e6:,.0f}"
    yield f"{max(score.peaks) / max(base.peaks):.2f}"
    yield "yes" if score.digests == base.digests else "no"
