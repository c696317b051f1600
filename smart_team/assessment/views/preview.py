"""What a draft would come to, said while it is typed, and kept nowhere."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from sqlalchemy import Connection

from smart_team.assessment.completeness import Lacking, contradictions, lacking, unanswered
from smart_team.assessment.drafts import Draft, check, check_claim, check_reasons, claimable, over
from smart_team.assessment.library import Library
from smart_team.assessment.loading import Submission, find, require
from smart_team.assessment.sheets import Sheet
from smart_team.assessment.standings import standing
from smart_team.assessment.views.alone import AloneScore, score_alone
from smart_team.assessment.views.layers import sheet_with
from smart_team.assessment.views.papers import paper_of
from smart_team.assessment.views.sight import sight_of
from smart_team.errors import AnswersError, Lang, Problem, SmartTeamError
from smart_team.people.policy import may
from smart_team.people.principal import Principal
from smart_team.plugins import Plugins
from smart_team.scoring.plan import Plan


@dataclass(frozen=True, slots=True)
class Preview:
    """What a draft comes to, and what stands in its way.

    Items with a problem are left out of the score; what plugins object to is not. `missing` are the
    required indicators that this side has to answer and has not; `missing_evidence` the items that
    lack the unit's evidence.
    """

    score: AloneScore
    problems: tuple[Problem, ...]
    missing: tuple[str, ...]
    missing_evidence: tuple[str, ...]


def preview(
    connection: Connection,
    principal: Principal,
    id_: str,
    draft: Draft,
    library: Library,
    plugins: Plugins,
    lang: Lang,
) -> Preview:
    """Score a draft that this person might save now.

    A unit's claim is scored by itself; a review or a rework over the layers below that its author
    may see.
    Raises AbsentError out of scope, ForbiddenError for who may neither save nor review now.
    """
    found = find(connection, principal, id_)
    claims = may(principal, "save", found.target)
    if not claims:
        require(principal, "review", found)
    plan = found.plan(library)
    stray = _strays(plan, draft, claims=claims)
    fit, problems = fitting(plan, draft, claimable(plan) if claims else None)
    sheet = sheet_with(sight_of(paper_of(found), principal), found, fit, claims=claims)
    score = score_alone(plan, found.procedure, sheet, lang)
    lacks = (
        lacking(found, plan, sheet, plugins)
        if claims
        else _left_open(found, plan, sheet, fit, plugins)
    )
    return Preview(score, (*stray, *problems, *lacks.objections), lacks.blank, lacks.unproven)


def _left_open(
    found: Submission, plan: Plan, sheet: Sheet, draft: Draft, plugins: Plugins
) -> Lacking:
    """Return what a reviewer leaves blank, and what contradicts itself once their draft stands."""
    blank = unanswered(standing(plan, found.procedure, [sheet]), "reviewer")
    stands = over(over(sheet.below(), sheet.above()), draft)
    return Lacking(tuple(blank), (), tuple(contradictions(plugins, plan, sheet.unit, stands)))


def _strays(plan: Plan, draft: Draft, *, claims: bool) -> list[Problem]:
    """Return what is wrong with the draft beyond its answers, as saving it would say."""
    try:
        if claims:
            check_claim(plan, draft)
        else:
            check_reasons(draft)
    except SmartTeamError as error:
        return list(error.problems)
    return []


def fitting(
    plan: Plan, draft: Draft, wanted: AbstractSet[str] | None
) -> tuple[Draft, list[Problem]]:
    """Return what of a draft fits the rubric, and what is wrong with the rest."""
    items = [item for item in draft.answers if wanted is None or item in wanted]
    granted = draft.granted_na if wanted is None else ()
    parts = [Draft({item: draft.answers[item]}) for item in items]
    parts += [Draft(granted_na=(item,)) for item in granted]
    kept, problems = Draft(wishes=draft.wishes), list[Problem]()
    for part in parts:
        try:
            check(plan, part)
        except AnswersError as error:
            problems += error.problems
        else:
            answers = {**kept.answers, **part.answers}
            kept = Draft(answers, (*kept.granted_na, *part.granted_na), wishes=draft.wishes)
    return kept, problems
