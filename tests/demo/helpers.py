"""What the tests of the synthetic city share: all rubrics, a scorer to stand in, and scoring."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from smart_team.demo import SEED, Line, answers
from smart_team.demo.city import subjects
from smart_team.errors import Lang, Place
from smart_team.rubric.loader import load, load_rubric, read_file
from smart_team.rubric.modules import ModuleFile
from smart_team.rubric.schema import Rubric
from smart_team.scoring.engine import score
from smart_team.scoring.entry import Entry
from smart_team.scoring.plan import compile_rubric
from smart_team.scoring.plugin import InputKind, Inputs, Params, Scorer
from smart_team.scoring.results import to_dict
from smart_team.scoring.units import Units

ROOT = Path(__file__).parents[2]


class SteadyMonths(Scorer):
    """Stands in for the grid officers' scorer: months with enough records over all months."""

    name = "grid_officers.steady_months"

    def inputs(self, params: Params) -> Mapping[str, InputKind]:
        months: dict[str, InputKind] = {f"m{n:02}": "count" for n in range(1, params["months"] + 1)}
        return {"officers": "count", **months}

    def score(self, points: Fraction, params: Params, inputs: Inputs) -> Fraction:
        months = [number for name, number in inputs.items() if name != "officers"]
        reached = sum(month >= inputs["officers"] * params["per_officer"] for month in months)
        return points * Fraction(reached, len(months))

    def explain(self, points: Fraction, params: Params, inputs: Inputs, lang: Lang) -> str:
        return f"{points} {params} {inputs} {lang}"


SCORERS = {SteadyMonths.name: SteadyMonths()}


def _rubrics(folder: Path) -> dict[str, Rubric]:
    found: dict[str, Rubric] = {}
    for file in sorted(folder.glob("*/module.yaml")):
        module, _ = load(ModuleFile, read_file(file), str(file))
        rubrics = [load_rubric(file.parent / f"{name}.yaml") for name in module.rubrics]
        found |= {rubric.id: rubric for rubric in rubrics}
    return found


RUBRICS = _rubrics(ROOT / "rubrics")
FOREIGN = _rubrics(ROOT / "tests" / "rubrics")
"""Rubrics that the demo was not written for."""


def scored(rubric: Rubric, lines: list[Line]) -> dict[str, dict[str, Any]]:
    """Return the engine's results by unit; raises AnswersError where an answer is refused."""
    plan, units = compile_rubric(rubric, SCORERS), Units(subjects(rubric))
    entry = Entry(plan, units)
    for line in lines:
        for item, answer in line["answers"].items():
            entry.put_answer(line["unit"], item, answer, Place())
        for item in line.get("granted_na", []):
            entry.grant(line["unit"], item, Place())
    return {row["unit"]: row for row in to_dict(score(plan, units, entry.finish()))["units"]}


@lru_cache
def lines_of(rubric: str, seed: str = SEED) -> dict[str, Line]:
    """Return a rubric's lines by unit."""
    return {line["unit"]: line for line in answers(RUBRICS[rubric], SCORERS, seed)}


@lru_cache
def results_of(rubric: str, seed: str = SEED) -> dict[str, dict[str, Any]]:
    """Return a rubric's results by unit."""
    return scored(RUBRICS[rubric], list(lines_of(rubric, seed).values()))
