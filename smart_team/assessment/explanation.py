"""One unit's findings as plain text that can be printed, sent and checked by hand."""

from __future__ import annotations

from smart_team.errors import AnswersError, Lang, Problem
from smart_team.scoring import messages as m
from smart_team.scoring.answers import Answers
from smart_team.scoring.engine import Scores
from smart_team.scoring.findings import Finding, explain, explain_total
from smart_team.scoring.units import Units


def find_unit(units: Units, code: str) -> int:
    """Return where a unit stands; raises :class:`~smart_team.errors.AnswersError` if unknown."""
    if code not in units.positions:
        raise AnswersError([Problem(m.UNKNOWN_UNIT, values={"unit": code})])
    return units.positions[code]


def print_explanation(scores: Scores, answers: Answers, position: int, lang: Lang) -> str:
    """Return all findings of one unit, then how they make its total, grade and rank."""
    rubric, unit = scores.plan.rubric, scores.units.rows[position]
    lines = [
        f"{unit.name}({unit.unit})" if lang == "zh" else f"{unit.name} ({unit.unit})",
        f"{rubric.title.say(lang)} · {rubric.id} {rubric.version} · {scores.plan.hash}",
        "",
    ]
    for finding in explain(scores, answers, position, lang):
        lines += _finding(finding, lang)
    return "\n".join([*lines, "", *explain_total(scores, position, lang)])


def _finding(finding: Finding, lang: Lang) -> list[str]:
    lines = [f"{finding.indicator}  {finding.line}"]
    if finding.reference is not None:
        lines.append(f"    {'依据' if lang == 'zh' else 'Reference'}: {finding.reference}")
    return lines
