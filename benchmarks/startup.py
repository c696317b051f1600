"""Whole processes timed: start-up, one command, and what a process says of itself.

Commands are parameters.  ``GROUPS`` lists what ``make bench`` measures; each group's
commands take turns, so that a drift of the machine hits them alike.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter_ns
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

RUNS = 7
TIMEOUT_SECONDS = 120


@dataclass(frozen=True)
class Command:
    """A process to time.  With ``inside``, it prints its own duration in ns as its last line."""

    name: str
    argv: tuple[str, ...]
    inside: bool = False


@dataclass(frozen=True)
class Group:
    """Commands to compare; ratios are to the one named ``baseline``, if any."""

    title: str
    commands: tuple[Command, ...]
    baseline: str = ""


@dataclass(frozen=True)
class Timing:
    """The durations of one command in ns."""

    name: str
    durations: tuple[int, ...]

    @property
    def median_ns(self) -> float:
        """The median duration in ns."""
        return median(self.durations)


@dataclass(frozen=True)
class GroupTiming:
    """A measured group."""

    group: Group
    timings: tuple[Timing, ...]

    def ratio(self, timing: Timing) -> float | None:
        """A timing's median over the baseline's; None without a baseline."""
        for other in self.timings:
            if other.name == self.group.baseline:
                return timing.median_ns / other.median_ns
        return None


LIBRARIES = ("numpy", "pydantic", "pydantic_settings", "yaml", "pluggy", "typer", "rich.console")
"""What ``smart-team score`` imports from elsewhere."""
_LOAD = """
from time import perf_counter_ns
from smart_team.plugins import load_plugins
from smart_team.assessment.platform import open_platform
plugins = load_plugins()
start = perf_counter_ns()
platform = open_platform(plugins)
for rubric in platform.catalog.rubrics().values():
    platform.compile(rubric)
print(perf_counter_ns() - start)
"""
_CITY = Path(tempfile.gettempdir()) / "smart-team-benchmark-city"
_STUDY = "education_rectification.study"


def _smart_team(*words: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "smart_team.cli", *words)


def _python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


def make_city() -> None:
    """Write the synthetic city that the timed commands read."""
    words = _smart_team("demo", "--out", str(_CITY))
    subprocess.run(words, check=True, capture_output=True)


GROUPS: tuple[Group, ...] = (
    Group(
        "Loading, checking and compiling all shipped modules",
        (Command("12 modules, 13 rubrics", _python(_LOAD), inside=True),),
    ),
    Group(
        "Metrics",
        (
            Command(
                "all metrics of all modules, 65 units, 12 months, 30,000 records",
                (sys.executable, "-m", "benchmarks.counting"),
                inside=True,
            ),
        ),
    ),
    Group(
        "Whole processes",
        (
            Command(
                "Python importing the same libraries", _python(f"import {', '.join(LIBRARIES)}")
            ),
            Command(
                "smart-team score, 65 units",
                _smart_team(
                    "score",
                    _STUDY,
                    "--units",
                    str(_CITY / "units.csv"),
                    "--answers",
                    str(_CITY / "answers" / f"{_STUDY}.jsonl"),
                ),
            ),
            Command("smart-team --help", _smart_team("--help")),
        ),
        baseline="Python importing the same libraries",
    ),
)


def time_group(group: Group, runs: int = RUNS) -> GroupTiming:
    """Time a group's commands in turns, so many times each, after one untimed turn."""
    durations: dict[str, list[int]] = {command.name: [] for command in group.commands}
    for command in group.commands:
        time_command(command)
    for turn in range(runs):
        for command in group.commands if turn % 2 == 0 else group.commands[::-1]:
            durations[command.name].append(time_command(command))
    return GroupTiming(
        group, tuple(Timing(name, tuple(found)) for name, found in durations.items())
    )


def time_command(command: Command) -> int:
    """Run a command to its end; its duration in ns.  A failing command is an error."""
    start = perf_counter_ns()
    done = subprocess.run(
        command.argv,
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=TIMEOUT_SECONDS,
    )
    duration = perf_counter_ns() - start
    return int(done.stdout.split()[-1]) if command.inside else duration


def time_calls(call: Callable[[], object], runs: int = RUNS) -> Timing:
    """Time a call in this process, after one untimed call."""
    call()
    durations = []
    for _ in range(runs):
        start = perf_counter_ns()
        call()
        durations.append(perf_counter_ns() - start)
    return Timing(getattr(call, "__name__", "call"), tuple(durations))


def table(measured: GroupTiming) -> str:
    """A group as a Markdown section."""
    lines = [f"### {measured.group.title}", "", "| what | median, ms | ratio |", "|---|---:|---:|"]
    lines += [_line(timing, measured.ratio(timing)) for timing in measured.timings]
    return "\n".join(lines)


def _line(timing: Timing, ratio: float | None) -> str:
    shown = "" if ratio is None else f"{ratio:.2f}"
    return f"| {timing.name} | {timing.median_ns / 1e6:.1f} | {shown} |"


def tables(measured: Sequence[GroupTiming]) -> str:
    """All groups as Markdown sections."""
    return "\n\n".join(table(group) for group in measured)
