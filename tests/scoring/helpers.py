"""Rubric text, units and answers in; scores out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from smart_team.errors import Place
from smart_team.rubric.loader import parse_rubric
from smart_team.scoring.answers import STATUSES, Answers
from smart_team.scoring.engine import Scores, score
from smart_team.scoring.entry import AnswerPlan, Entry
from smart_team.scoring.fixed import parse_score
from smart_team.scoring.imposed import Imposed
from smart_team.scoring.outcome import Bounds
from smart_team.scoring.plan import Plan, compile_rubric
from smart_team.scoring.plugin import Scorers
from smart_team.scoring.results import to_dict
from smart_team.scoring.units import Unit, Units

HEAD = """format: 1
id: sample.annual
version: "1"
title: 样例
illustrative: true
scaled: true
"""
COURT = Unit("D01-court", "甲区法院", "court", "district", "D01")


def compile_text(text: str, scorers: Scorers | None = None) -> Plan:
    return compile_rubric(parse_rubric(text.encode())[0], scorers)


def plan_of(*indicators: str, tail: str = "", scorers: Scorers | None = None) -> Plan:
    lines = "".join(f"      - {{{each}}}\n" for each in indicators)
    body = f"dimensions:\n  - id: d1\n    title: 维度\n    indicators:\n{lines}"
    return compile_text(HEAD + body + tail, scorers)


def units_of(number: int) -> Units:
    return Units([COURT._replace(unit=f"U{each:05}") for each in range(number)])


def enter(plan: AnswerPlan, units: Units, lines: list[dict[str, Any]]) -> Answers:
    entry = Entry(plan, units)
    for line in lines:
        for item, answer in line.get("answers", {}).items():
            entry.put_answer(line["unit"], item, answer, Place())
        for item in line.get("granted_na", ()):
            entry.grant(line["unit"], item, Place())
    return entry.finish()


def impose(plan: Plan, units: Units, lines: list[dict[str, Any]]) -> Imposed:
    """Fill in what a panel came to, as lines of answers carry it."""
    most, where = np.zeros(len(units), np.int64), np.zeros(len(units), np.bool_)
    imposed = replace(Imposed.none(plan, units), bounds=Bounds(most, where))
    items = [item.id for item in plan.rubric.adjustments.items]
    redlines = [line.id for line in plan.rubric.redlines]
    for line in lines:
        position = units.positions[line["unit"]]
        for id_, said in line.get("imposed", {}).items():
            cell = plan.rows[id_], position
            imposed.has_points[cell] = True
            if said in STATUSES:
                imposed.statuses[cell] = STATUSES.index(said)
            else:
                imposed.points[cell] = parse_score(said)
        for id_, effect in line.get("imposed_effects", {}).items():
            imposed.has_effects[items.index(id_), position] = True
            imposed.effects[items.index(id_), position] = parse_score(effect)
        for id_, is_breached in line.get("imposed_breaches", {}).items():
            imposed.has_breaches[redlines.index(id_), position] = True
            imposed.breaches[redlines.index(id_), position] = is_breached
        if "imposed_most" in line:
            most[position], where[position] = parse_score(line["imposed_most"]), True
    return imposed


def score_each(plan: Plan, *answers: dict[str, Any]) -> Scores:
    """Score one unit per mapping of answers."""
    units = units_of(len(answers))
    codes = [unit.unit for unit in units.rows]
    lines = [{"unit": code, "answers": each} for code, each in zip(codes, answers, strict=True)]
    return score(plan, units, enter(plan, units, lines))


def points(scores: Scores, item: str) -> list[str | None]:
    return [unit["indicators"][item]["points"] for unit in to_dict(scores)["units"]]


def totals(scores: Scores) -> list[str | None]:
    return [unit["total"] for unit in to_dict(scores)["units"]]


def score_case(
    text: str, rows: list[dict[str, Any]], lines: list[dict[str, Any]]
) -> dict[str, Any]:
    """Score a whole case as the random generator gives it."""
    plan = compile_text(text)
    units = Units([Unit(**row) for row in rows])
    is_imposed = any("imposed" in line for line in lines)
    imposed = impose(plan, units, lines) if is_imposed else None
    results = to_dict(score(plan, units, enter(plan, units, lines), imposed))
    results["rubric"]["hash"] = None
    return results
