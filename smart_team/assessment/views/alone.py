"""What one unit comes to by itself, with what only its peers could settle left open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from smart_team.assessment.drafts import Draft
from smart_team.assessment.sheets import Sheet
from smart_team.assessment.standings import laid, standing
from smart_team.errors import Lang, Text
from smart_team.procedure.schema import Procedure
from smart_team.rubric.items import Placing
from smart_team.scoring.findings import Finding, explain
from smart_team.scoring.plan import Plan
from smart_team.scoring.results import unit_to_dict

UNPLACED: Final = "unplaced"
"""The status of an indicator that only a comparison with the peers can score."""
_LATER: Final = Text(
    "按同类单位的名次计分,须与其他单位一起评定,此处不计",
    "scored by place among the peers: known only together with them, not counted here",
)


@dataclass(frozen=True, slots=True)
class AloneScore:
    """One unit's score without the others; scores are texts with six places.

    Indicators that are scored by place are `unplaced`: they have no points here, the total leaves
    them out, and there is no grade as long as there are any. A grade that a quota limits is
    `before_quota`. There is no rank.
    """

    status: str
    total: str | None
    grade: str | None
    before_quota: bool
    unplaced: tuple[str, ...]
    dimensions: Mapping[str, str | None]
    indicators: Mapping[str, Mapping[str, str | None]]
    adjustments: Mapping[str, str | None]
    redlines: tuple[str, ...]
    findings: tuple[Finding, ...]


def score_alone(plan: Plan, procedure: Procedure, sheet: Sheet, lang: Lang) -> AloneScore:
    """Score one unit's sheet, with a finding for every item in one language."""
    said = _said(sheet)
    placed = {leaf.id for leaf in plan.leaves if isinstance(leaf, Placing)} & said
    sheet = _without(sheet, placed)
    scores = standing(plan, procedure, [sheet])
    result = unit_to_dict(scores, 0)
    open_ = tuple(id_ for id_ in plan.rows if id_ in placed and _is_open(result, id_))
    findings = explain(scores, laid(plan, [sheet]), 0, lang)
    return AloneScore(
        result["status"],
        result["total"],
        None if open_ else result["grade"],
        plan.rubric.quota is not None,
        open_,
        result["dimensions"],
        {**result["indicators"], **{id_: _cell(result, id_) for id_ in open_}},
        result["adjustments"],
        tuple(result["redlines"]),
        tuple(_later(each, lang) if each.indicator in open_ else each for each in findings),
    )


def is_placed(plan: Plan) -> bool:
    """Whether any indicator is scored by place."""
    return any(isinstance(leaf, Placing) for leaf in plan.leaves)


def _said(sheet: Sheet) -> set[str]:
    drafts = (sheet.below(), *sheet.members.values(), sheet.above())
    return {item for draft in drafts for item, each in draft.answers.items() if each is not None}


def _without(sheet: Sheet, items: set[str]) -> Sheet:
    if not items:
        return sheet
    members = {person: _left(draft, items) for person, draft in sheet.members.items()}
    return replace(
        sheet,
        claim=_left(sheet.claim, items),
        preliminary=_left(sheet.preliminary, items),
        members=members,
        later=_left(sheet.later, items),
        rework=_left(sheet.rework, items),
        last=_left(sheet.last, items),
    )


def _left(draft: Draft, items: set[str]) -> Draft:
    kept = {item: each for item, each in draft.answers.items() if item not in items}
    return replace(draft, answers=kept)


def _is_open(result: Mapping[str, Any], id_: str) -> bool:
    return bool(result["indicators"][id_]["status"] != "na")


def _cell(result: Mapping[str, Any], id_: str) -> Mapping[str, str | None]:
    return {**result["indicators"][id_], "points": None, "status": UNPLACED}


def _later(finding: Finding, lang: Lang) -> Finding:
    line = f"{finding.title}:{_LATER.zh}" if lang == "zh" else f"{finding.title}: {_LATER.en}"
    return replace(finding, points=None, status=UNPLACED, line=line)
