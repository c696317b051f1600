"""The synthetic city scored: every rubric, every module, the year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from smart_team.assessment.platform import Platform
from smart_team.assessment.submission import check_submissions
from smart_team.demo.answers import Line, answers
from smart_team.demo.city import city_units
from smart_team.errors import Place
from smart_team.rubric.catalog import Module
from smart_team.rubric.schema import Rubric
from smart_team.scoring.answers import Answers
from smart_team.scoring.composition import (
    CompositeScores,
    Totals,
    compile_composite,
    score_composite,
    weighted_mean,
)
from smart_team.scoring.engine import Scores, score
from smart_team.scoring.entry import AnswerPlan, Entry
from smart_team.scoring.units import Units

COMPOSITE_ANSWERS: Final[tuple[Line, ...]] = (
    {"unit": "D02-police", "answers": {"AB1": {"counts": {"province": 1}}}},
    {"unit": "D07-court", "answers": {"AB1": {"counts": {"city": 1}}}},
    {"unit": "D05-justice", "answers": {"AP1": {"counts": {"city": 1}}}},
    {"unit": "D11-commission", "answers": {"AP2": {"counts": {"overdue": 2}}}},
    {"unit": "D04-procuratorate", "answers": {"AR1": {"breached": True}}},
)
"""What the year adds beyond its modules."""


@dataclass(frozen=True)
class CityScores:
    """All results of the city: per rubric, per module, and the year."""

    units: Units
    rubrics: Mapping[str, Scores]
    answers: Mapping[str, Answers]
    modules: Mapping[str, Totals]
    year: CompositeScores


def score_city(
    platform: Platform, on_rubric: Callable[[Rubric], Any] = lambda _: None
) -> CityScores:
    """Score the synthetic city under all modules; `on_rubric` is told of each rubric's turn."""
    units = Units(city_units())
    rubrics: dict[str, Scores] = {}
    given: dict[str, Answers] = {}
    modules: dict[str, Totals] = {}
    year_module = next(each for each in platform.catalog.modules if each.composite is not None)
    for module in platform.catalog.modules:
        if not module.rubrics:
            continue
        for rubric in module.rubrics:
            on_rubric(rubric)
            given[rubric.id], rubrics[rubric.id] = _score(platform, rubric, units)
        modules[module.id] = _module_totals(platform, module, rubrics)
    assert year_module.composite is not None  # noqa: S101 - chosen for having one
    plan = compile_composite(year_module.composite)
    year = score_composite(plan, units, modules, _enter(plan, units, COMPOSITE_ANSWERS))
    return CityScores(units, rubrics, given, modules, year)


def _score(platform: Platform, rubric: Rubric, units: Units) -> tuple[Answers, Scores]:
    plan = platform.compile(rubric)
    entered = _enter(plan, units, answers(rubric, platform.plugins.scorers))
    check_submissions(platform.plugins, plan, units, entered)
    return entered, score(plan, units, entered)


def _module_totals(platform: Platform, module: Module, rubrics: Mapping[str, Scores]) -> Totals:
    return weighted_mean(
        [
            (weight, Totals.of(rubrics[rubric.id].outcome))
            for rubric, weight in platform.stages(module)
        ]
    )


def _enter(plan: AnswerPlan, units: Units, lines: tuple[Line, ...] | list[Line]) -> Answers:
    entry = Entry(plan, units)
    for line in lines:
        for item, answer in line["answers"].items():
            entry.put_answer(line["unit"], item, answer, Place())
        for item in line.get("granted_na", ()):
            entry.grant(line["unit"], item, Place())
    return entry.finish()
