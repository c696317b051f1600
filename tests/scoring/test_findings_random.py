"""For random rubrics and answers, what the findings say is what the engine scored."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pytest

from smart_team.errors import Lang, Place
from smart_team.recount.expression import evaluate
from smart_team.rubric.loader import parse_rubric
from smart_team.scoring.answers import Answers
from smart_team.scoring.engine import Scores, score
from smart_team.scoring.entry import Entry
from smart_team.scoring.findings import Finding, explain, explain_total
from smart_team.scoring.plan import compile_rubric
from smart_team.scoring.results import unit_to_dict
from smart_team.scoring.units import Unit, Units
from tests.naive.maker import TITLES
from tests.naive.random_rubrics import Case, random_case

CASES = 150
LANGS: tuple[Lang, ...] = ("zh", "en")
NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def scored(case: Case) -> tuple[Scores, Answers]:
    rubric, _ = parse_rubric(case.rubric_yaml.encode())
    plan = compile_rubric(rubric)
    names = ("unit", "name", "kind", "level", "district")
    units = Units([Unit(*(unit[name] for name in names)) for unit in case.units])
    entry = Entry(plan, units)
    for sheet in case.answers:
        for item, answer in sheet["answers"].items():
            entry.put_answer(sheet["unit"], item, answer, Place())
        for item in sheet.get("granted_na", ()):
            entry.grant(sheet["unit"], item, Place())
    answers = entry.finish()
    return score(plan, units, answers), answers


SUM = re.compile(r"((?:[0-9.()+−×÷/ ]|(?<![0-9])-)+) = (-?[0-9./]+)(%?)")
SIGNS = str.maketrans("−×÷", "-*/")


def check_sums(line: str) -> None:
    """Work every sum of a line out again; titles among the terms do not count."""
    for title in ("A title: #1", *TITLES):
        line = line.replace(title, "")
    for terms, value, percent in SUM.findall(re.sub("[,;:、]", "=", line)):
        said = evaluate(terms.translate(SIGNS), {})
        assert said == Fraction(value.rstrip(".")) / (100 if percent else 1), (line, terms)


def last_number(line: str) -> Fraction:
    return Fraction(NUMBER.findall(line)[-1])


def check_findings(findings: list[Finding], result: dict[str, Any]) -> None:
    found = {each.indicator: each for each in findings}
    for item, wanted in result["indicators"].items():
        finding = found[item]
        assert (finding.points, finding.full, finding.status) == tuple(wanted.values())
    for item, points in result["adjustments"].items():
        assert found[item].points == points
        assert found[item].status == ("na" if points is None else "scored")
    for finding in findings:
        words = any(each in finding.line for each in (" if ", "若", "min(", "max(", "abs("))
        if not words:
            check_sums(finding.line)
        if finding.points is not None:
            assert last_number(finding.line) == Fraction(finding.points), finding.line


def amounts(lines: list[str], opening: str) -> list[Fraction]:
    return [last_number(line) for line in lines if line.startswith(opening)]


def check_total(lines: list[str], scores: Scores, result: dict[str, Any]) -> None:
    dimensions = [value for value in result["dimensions"].values() if value is not None]
    said = amounts([line for line in lines if " S = " in line or ":S = " in line], "")
    if result["status"] == "not_rated":
        assert sorted(said) == sorted(map(Fraction, dimensions))
        return
    assert sorted(said[:-1]) == sorted(map(Fraction, dimensions))
    total = next(line for line in lines if line.startswith(("总分", "Total")))
    exact = Fraction(NUMBER.findall(total)[0])
    assert exact == Fraction(result["total"])
    moves = [line for line in lines if line.startswith("B + b − p") or "总分由" in line]
    moves += [line for line in lines if "the total goes from" in line]
    assert last_number(moves[-1]) == exact
    grades = [line for line in lines if line.startswith(("等次", "Grade"))]
    if result["status"] == "held":
        assert not grades
        return
    if scores.plan.rubric.grades:
        assert grades[0].endswith(f"“{result['grade']}”" if result["grade"] else "无等次") or (
            grades[0].endswith(f"'{result['grade']}'" if result["grade"] else "no grade")
        )
        over = "名额所限" in grades[0] or "by the quota" in grades[0]
        assert over == bool(result["notes"])
    rank = next(line for line in lines if line.startswith(("名次", "Rank")))
    rated = [
        position
        for position in range(len(scores.units))
        if scores.outcome.ranks[position]
        and scores.outcome.groups[position]
        == scores.outcome.groups[scores.units.positions[result["unit"]]]
    ]
    assert NUMBER.findall(rank)[:2] == [str(result["rank"]), str(len(rated))]


@pytest.mark.parametrize("seed", range(CASES))
def test_findings_agree_with_the_engine(seed: int) -> None:
    scores, answers = scored(random_case(seed))
    for position in range(len(scores.units)):
        result = unit_to_dict(scores, position)
        for lang in LANGS:
            findings = explain(scores, answers, position, lang)
            assert [each.indicator for each in findings] == [
                each.id for each in scores.plan.rubric.items()
            ]
            check_findings(findings, result)
            check_total(explain_total(scores, position, lang), scores, result)
