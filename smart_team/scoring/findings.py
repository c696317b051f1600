"""Findings (§7): every number of one unit with its reason, made on demand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from smart_team.errors import Lang
from smart_team.rubric.items import Item, Scored
from smart_team.scoring import finding_texts as t
from smart_team.scoring.answers import Answers
from smart_team.scoring.engine import Scores
from smart_team.scoring.explaining import tell
from smart_team.scoring.explaining_imposed import tell_imposed
from smart_team.scoring.fixed import micro, r6, show
from smart_team.scoring.given import Given
from smart_team.scoring.scope import Bound, selectors, why_not
from smart_team.scoring.total_story import explain_total

__all__ = ["Finding", "explain", "explain_total"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One indicator, adjustment or redline of one unit, explained in one language.

    `points` and `full` are texts with six places. `points` is None where nothing is counted: not
    applicable and left out, or a redline. `full` is ``0.000000`` for what stands outside the full
    marks. `inputs` are the answer's fields as the unit gave them; `line` is checked by hand and
    ends in the points.
    """

    indicator: str
    title: str
    points: str | None
    full: str
    status: str
    inputs: Mapping[str, str]
    reference: str | None
    line: str
    layer: str = "self"


def explain(scores: Scores, answers: Answers, position: int, lang: Lang) -> list[Finding]:
    """Return one unit's findings in the order of the rubric.

    `answers` are those that were scored. Points are worked out anew from the rubric, in exact
    fractions, beside the kernels.
    """
    rubric = scores.plan.rubric
    bound = selectors(rubric)
    return [
        _finding(item, Given(lang, scores, answers, position, item.id), bound[item.id])
        for item in rubric.items()
    ]


def _finding(item: Item, given: Given, bound: list[Bound]) -> Finding:
    excluded = why_not(bound, given.scores.units.rows[given.position], given)
    imposed = tell_imposed(item, given) if excluded is None else None
    told = imposed or tell(item, given, excluded)
    title = item.title.say(given.lang)
    joint = t.TITLE_OF_NUMBERS if told.line[:1].isascii() else t.TITLE
    return Finding(
        indicator=item.id,
        title=title,
        points=None if told.points is None else show(r6(told.points)),
        full=show(micro(item.points)) if isinstance(item, Scored) else show(0),
        status=told.status,
        inputs={} if excluded is not None else given.inputs(),
        reference=None if item.reference is None else item.reference.say(given.lang),
        line=given.say(joint, title=title, line=told.line),
        layer="self" if imposed is None else "review",
    )
