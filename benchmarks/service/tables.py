"""What the service's benchmark found, as Markdown."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from benchmarks.service import paging, rating, saving

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROUNDS: Final = 7
QUICK_ROUNDS: Final = 3
SECONDS: Final = 4
WORST: Final = 5
"""The most that our p99 may be, in multiples of our p50."""
_RATED: Final = (
    "As a leader sees it, after a district's and three inspectors' reviews of every unit; two "
    "redlines besides. Warm; each publication in a copy of the store of its own."
)
_SHOWN: Final = (
    "Whole pages over HTTP from `smart-team serve`, one request after another, warm: the demo's "
    "city of 65 units with its three cycles, and the stage of 106 indicators from above."
)
_COLUMNS: Final[tuple[tuple[str, Callable[[saving.Saved], float]], ...]] = (
    ("a second", lambda found: found.per_second),
    ("p50, ms", lambda found: found.percentile(50)),
    ("p95, ms", lambda found: found.percentile(95)),
    ("p99, ms", lambda found: found.percentile(99)),
    ("p99 / p50", lambda found: found.percentile(99) / found.percentile(50)),
    ("errors", lambda found: found.errors),
)


def measured(*, quick: bool) -> str:
    """Measure everything; returns the sections of the report."""
    with tempfile.TemporaryDirectory() as name:
        folders = [Path(name, part) for part in ("saving", "rating", "paging")]
        for folder in folders:
            folder.mkdir()
        rounds = QUICK_ROUNDS if quick else ROUNDS
        saved = saving.measure(folders[0], rounds=rounds, seconds=SECONDS)
        rated = rating.measure(folders[1])
        shown = paging.measure(folders[2])
    return "\n\n".join((saved_table(saved), rated_table(rated), shown_table(shown)))


def saved_table(found: dict[str, list[saving.Saved]]) -> str:
    """Return how drafts were saved: least, median and most of all rounds."""
    return "\n".join(
        (
            f"### Saving a draft of 106 answers, {saving.CLIENTS} clients",
            "",
            f"| what | {' | '.join(title for title, _ in _COLUMNS)} |",
            "|---|" + "---:|" * len(_COLUMNS),
            *(_saved_row(name, rounds) for name, rounds in found.items()),
            "",
            _said(found[saving.OURS], found[saving.BARE]),
        )
    )


def _said(ours: Sequence[saving.Saved], bare: Sequence[saving.Saved]) -> str:
    ratio = _median(ours, _COLUMNS[0][1]) / _median(bare, _COLUMNS[0][1])
    tail = _median(ours, _COLUMNS[4][1])
    return (
        f"{len(ours)} rounds of {SECONDS} s each in turns: least / **median** / most. Ours "
        "checks session and CSRF token, policy, every answer and the version, writes the "
        "audit, and has the commit on disk before it answers; each save replaces all "
        "answers. The other adds one row with the same answers. SQLite with "
        "`synchronous=FULL`, one server process each, the same load generator. "
        f"Throughput: {ratio:.2f} times the bare insert's ({_met(ratio >= 1)}: at least 1). "
        f"p99: {tail:.1f} times p50 ({_met(tail <= WORST)}: at most {WORST})."
    )


def rated_table(found: Sequence[rating.Rated]) -> str:
    """Return how long the ranked table and its publication took."""
    return _table("Ranking and publishing 65 units × 106 indicators", found, _RATED)


def shown_table(found: Sequence[rating.Rated]) -> str:
    """Return how long each page took."""
    return _table("Pages, as their roles ask for them", found, _SHOWN)


def _table(title: str, found: Sequence[rating.Rated], said: str) -> str:
    return "\n".join(
        (
            f"### {title}",
            "",
            "| what | least, ms | median, ms | most, ms | at most, ms | |",
            "|---|---:|---:|---:|---:|---|",
            *(_rated_row(each) for each in found),
            "",
            said,
        )
    )


def _saved_row(name: str, rounds: Sequence[saving.Saved]) -> str:
    cells = []
    for _, value in _COLUMNS:
        each = [value(found) for found in rounds]
        cells.append(f"{_figure(min(each))} / **{_figure(median(each))}** / {_figure(max(each))}")
    return f"| {name} | {' | '.join(cells)} |"


def _rated_row(found: rating.Rated) -> str:
    least, middle, most = (pick(found.durations) / 1e6 for pick in (min, median, max))
    word = _met(middle <= found.most)
    return f"| {found.name} | {least:.1f} | {middle:.1f} | {most:.1f} | {found.most:,} | {word} |"


def _median(rounds: Sequence[saving.Saved], value: Callable[[saving.Saved], float]) -> float:
    return median(value(found) for found in rounds)


def _figure(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 or number == int(number) else f"{number:.1f}"


def _met(holds: bool) -> str:  # noqa: FBT001 - what it says in words
    return "met" if holds else "missed"
