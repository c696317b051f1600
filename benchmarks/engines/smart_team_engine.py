"""Smart Team's own engine: exact, with statuses, dimensions, grades and ranks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from smart_team.rubric.loader import parse_rubric
from smart_team.scoring.answers import ANSWERED, Answers
from smart_team.scoring.engine import score
from smart_team.scoring.entry import Entry
from smart_team.scoring.fixed import MILLION
from smart_team.scoring.plan import Plan, compile_rubric
from smart_team.scoring.units import Unit, Units

if TYPE_CHECKING:
    from benchmarks.syn106 import Array, Workload

NAME = "Smart Team"
NOTE = "exact, with statuses, dimensions, grades and ranks"
LIBRARIES = ("numpy",)


@dataclass
class Prepared:
    """A compiled rubric, the units, and their answers in columns."""

    plan: Plan
    units: Units
    answers: Answers
    grades: Array


def prepare(workload: Workload) -> Prepared:
    """Compile the rubric and lay the workload's columns out as the engine reads them."""
    plan = compile_rubric(parse_rubric(workload.rubric_yaml.encode())[0])
    fields = ("unit", "name", "kind", "level", "district")
    rows = zip(*(workload.units[field].tolist() for field in fields), strict=True)
    units = Units([Unit(*row) for row in rows])
    entry = Entry(plan, units)
    for name, column in workload.columns.items():
        item, _, field = name.partition(".")
        slot = plan.layout.slots[item][field]
        given = np.flatnonzero(~workload.blank[item]) if item in workload.blank else None
        positions = np.arange(len(units)) if given is None else given
        values = column[positions].astype(np.int64)
        if slot.kind == "choice":
            entry.answers.blocks[slot.block][slot.row, positions] = values
            entry.answers.state[plan.rows[item], positions] = ANSWERED
        elif not entry.put_column(item, field, positions, values):
            raise ValueError(name)
    names = [grade.grade for grade in plan.rubric.grades]
    return Prepared(plan, units, entry.finish(), np.array([*names, ""]))


def run(prepared: Prepared) -> dict[str, Array]:
    """Score all units."""
    scores = score(prepared.plan, prepared.units, prepared.answers)
    return {
        "total": scores.outcome.totals / MILLION,
        "grade": prepared.grades[scores.outcome.grades],
        "rank": scores.outcome.ranks,
        "ticks": scores.ticks,
        "statuses": scores.statuses,
        "dimensions": scores.dimensions,
    }
