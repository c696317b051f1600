"""The city as files: the units, and the answers to each rubric."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from smart_team.demo.answers import answers
from smart_team.demo.city import city_units
from smart_team.demo.streams import SEED
from smart_team.rubric.schema import Rubric
from smart_team.scoring.plugin import Scorers
from smart_team.scoring.units import Unit

MARK: Final = "# SYNTHETIC DATA – 虚构,不代表任何真实单位"
"""The first line of every file; readers skip leading lines that begin with ``#``."""


def write_city(
    folder: Path, rubrics: Iterable[Rubric], scorers: Scorers, seed: str = SEED
) -> list[Path]:
    """Write ``units.csv`` and ``answers/<rubric id>.jsonl`` for each rubric; return their paths.

    The same seed gives the same bytes everywhere. Raises
    :class:`~smart_team.errors.RubricError` where `scorers` lack one that a rubric names.
    """
    texts = {Path("units.csv"): units_text()}
    texts |= {
        Path("answers", f"{rubric.id}.jsonl"): answers_text(rubric, scorers, seed)
        for rubric in rubrics
    }
    return [_write(folder / name, text) for name, text in texts.items()]


def units_text() -> str:
    """Return the units as CSV below the mark."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(Unit._fields)
    writer.writerows(city_units())
    return f"{MARK}\n{table.getvalue()}"


def answers_text(rubric: Rubric, scorers: Scorers, seed: str = SEED) -> str:
    """Return all answers to a rubric as JSON Lines below the mark."""
    lines = [json.dumps(line, ensure_ascii=False) for line in answers(rubric, scorers, seed)]
    return "\n".join([MARK, *lines, ""])


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path
