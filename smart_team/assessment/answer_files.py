"""Answers from a file: JSON Lines, a long table (CSV, workbook) or a wide one (Parquet)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from smart_team.assessment import messages as m
from smart_team.assessment.formats import handler
from smart_team.scoring.answers import Answers
from smart_team.scoring.entry import Entry
from smart_team.scoring.plan import Plan
from smart_team.scoring.units import Units

_READERS: Final = {
    ".jsonl": "smart_team.assessment.jsonl_answers:read_into",
    ".csv": "smart_team.assessment.csv_table:read_into",
    ".xlsx": "smart_team.assessment.xlsx_table:read_into",
    ".parquet": "smart_team.assessment.parquet_answers:read_into",
}


def read_answers(path: Path | str, plan: Plan, units: Units) -> Answers:
    """Read all answers of a file, checked against a compiled rubric and the units.

    Raises FileError where the file is not what its suffix says, and
    :class:`~smart_team.errors.AnswersError` with all answers that are refused.
    """
    path = Path(path)
    entry = Entry(plan, units)
    handler(path, _READERS, m.WRONG_SUFFIX)(path, entry)
    return entry.finish()
