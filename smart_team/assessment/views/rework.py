"""A rework before who checks it: what the unit made good, item by item, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from smart_team.assessment.drafts import over
from smart_team.assessment.evidence_sight import Evidence, seen
from smart_team.assessment.library import Library
from smart_team.assessment.loading import find, require
from smart_team.assessment.sheets import Sheet
from smart_team.assessment.views.alone import AloneScore, score_alone
from smart_team.assessment.views.layers import sheet_for
from smart_team.assessment.views.papers import contents, paper_of
from smart_team.assessment.views.sight import sight_of
from smart_team.errors import Lang, Text
from smart_team.people.policy import moves
from smart_team.people.principal import Principal
from smart_team.procedure.machine import Action
from smart_team.procedure.schema import Rework
from smart_team.procedure.words import state_title
from smart_team.rubric.items import Item
from smart_team.scoring.findings import Finding
from smart_team.scoring.plan import Plan
from smart_team.scoring.units import Unit

Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MadeGood:
    """One item of a rework: what stood before, what is claimed now, and what each earns."""

    item: Item
    before: Answer | None
    after: Answer | None
    was: Finding
    now: Finding
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class ReworkView:
    """A rework as it waits for its check; `after` is held down to what a rework may earn."""

    id: str
    unit: Unit
    plan: Plan
    state: Text
    due_at: str | None
    version: int
    actions: tuple[Action, ...]
    rework: Rework
    items: tuple[MadeGood, ...]
    before: str | None
    after: str | None


def rework_view(
    connection: Connection, principal: Principal, id_: str, library: Library, lang: Lang
) -> ReworkView:
    """Return a rework before who may accept it now.

    Raises AbsentError out of scope, ForbiddenError for who may not accept it now.
    """
    found = find(connection, principal, id_)
    require(principal, "accept", found)
    rework = found.step.rework
    assert rework is not None  # noqa: S101 - only a rework is accepted
    sight, plan = sight_of(paper_of(found), principal), found.plan(library)
    written = contents(connection, [each.id for each in sight.newest()])
    old = {step.id for step in found.procedure.steps} - {found.step.id}
    before, after = sheet_for(sight, written, old), sheet_for(sight, written)
    was, now = (score_alone(plan, found.procedure, each, lang) for each in (before, after))
    files = seen(found, principal)
    return ReworkView(
        found.id,
        found.unit,
        plan,
        state_title(found.procedure, found.row.state),
        found.row.due_at,
        found.row.version,
        tuple(moves(principal, found.target)),
        rework,
        tuple(_items(plan, before, after, (was, now), files)),
        was.total,
        now.total,
    )


def _items(
    plan: Plan,
    before: Sheet,
    after: Sheet,
    scores: tuple[AloneScore, AloneScore],
    files: list[Evidence],
) -> Iterator[MadeGood]:
    was, now = ({each.indicator: each for each in score.findings} for score in scores)
    stood = over(before.below(), before.above()).answers
    for item in plan.rubric.items():
        if item.id in after.rework.answers:
            mine = tuple(each for each in files if item.id in each.items)
            yield MadeGood(
                item,
                stood.get(item.id),
                after.rework.answers[item.id],
                was[item.id],
                now[item.id],
                mine,
            )
