"""A unit hands in its claim, or its rework: whole, proven, and in agreement with itself."""

from __future__ import annotations

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.completeness import lacking
from smart_team.assessment.drafts import over
from smart_team.assessment.library import Library
from smart_team.assessment.loading import UNIT_ITSELF, Submission, newest
from smart_team.assessment.metrics.keeping import recount
from smart_team.assessment.metrics.values import draft_under, newest_values
from smart_team.assessment.moving import move, require_in_time
from smart_team.assessment.sheets import Sheet
from smart_team.assessment.submissions import Asked, admitted
from smart_team.assessment.views.layers import sheet_with
from smart_team.assessment.views.papers import paper_of
from smart_team.assessment.views.sight import sight_of
from smart_team.people.principal import Principal
from smart_team.plugins import Plugins
from smart_team.store.gate import Work


def submit(work: Work, asked: Asked, library: Library, plugins: Plugins) -> str:
    """Hand a unit's claim in; returns the new state.

    Raises RefusedError with all that the claim lacks, a problem for each item.
    """
    found = admitted(work, asked, "submit")
    require_in_time(work, found)
    plan = found.plan(library)
    recount(work, found.row.stage, library, [found.id])
    problems = lacking(found, plan, _claimed(found, asked.principal), plugins).problems(plan)
    if problems:
        raise m.RefusedError(problems)
    return move(work, found, "submit", asked.principal.person)


def _claimed(found: Submission, principal: Principal) -> Sheet:
    """Return what the unit saved last, over all below it that the unit may see."""
    saved = newest(found.connection, found.id, "self", found.step.id, UNIT_ITSELF).draft
    if found.step == found.procedure.steps[0]:  # nothing but what metrics count lies below
        counted = draft_under(newest_values(found.connection, [found.id]).get(found.id))
        return Sheet(found.unit, found.id, found.row.state, over(counted, saved))
    return sheet_with(sight_of(paper_of(found), principal), found, saved, claims=True)
