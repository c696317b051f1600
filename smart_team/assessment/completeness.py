"""What a claim lacks before it may be handed in: answers, evidence, agreement with itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from smart_team.assessment import handing_in_messages as m
from smart_team.assessment.drafts import Draft, enter, over
from smart_team.assessment.evidence_sight import standing as evidence_standing
from smart_team.assessment.loading import Submission
from smart_team.assessment.sheets import Sheet
from smart_team.assessment.standings import standing
from smart_team.assessment.submission import objections
from smart_team.errors import Message, Problem
from smart_team.plugins import Plugins
from smart_team.rubric.items import Adjustment, Item, Scored
from smart_team.scoring.answers import MISSING, SCORED
from smart_team.scoring.engine import Scores
from smart_team.scoring.plan import Plan
from smart_team.scoring.units import Unit, Units


@dataclass(frozen=True, slots=True)
class Lacking:
    """What stands between a claim and its handing in: items by id, in the rubric's order.

    `blank` are the required indicators that the unit has to answer and has not; `unproven` those
    items that lack its evidence; `objections` say what plugins find contradictory.
    """

    blank: tuple[str, ...]
    unproven: tuple[str, ...]
    objections: tuple[Problem, ...]

    def problems(self, plan: Plan) -> list[Problem]:
        """Return all of it, a problem for each item."""
        items = {item.id: item for item in plan.rubric.items()}
        return [
            *(_of(m.BLANK, items[id_]) for id_ in self.blank),
            *(_of(m.UNPROVEN, items[id_]) for id_ in self.unproven),
            *self.objections,
        ]


def lacking(found: Submission, plan: Plan, sheet: Sheet, plugins: Plugins) -> Lacking:
    """Return what a unit's claim lacks as it would stand on a sheet with all that lies below it.

    Nothing is blank that the unit has answered, also where a reviewer took the answer back, or asks
    to be granted not to apply, nor what others answered or granted not to apply.
    Evidence is due of what earns points by the unit's own word: a claim of nothing needs no proof.
    By itself a unit is the first of its peers, so that what it answers to an indicator scored by
    place is always to be proven.
    """
    said = over(sheet.claim, sheet.rework)
    alone = Sheet(sheet.unit, sheet.submission, sheet.state, said)
    own = standing(plan, found.procedure, [alone])
    stands = own if alone == sheet else standing(plan, found.procedure, [sheet])
    said_nowhere = set(unanswered(stands, "unit")) - said.wishes.keys()
    return Lacking(
        tuple(item for item in unanswered(own, "unit") if item in said_nowhere),
        tuple(_unproven(found, own)),
        tuple(contradictions(plugins, plan, sheet.unit, said)),
    )


def unanswered(scores: Scores, side: Literal["unit", "reviewer"]) -> Iterator[str]:
    """Yield the required indicators that a side has to answer and that the only unit has blank."""
    plan = scores.plan
    for leaf in plan.rubric.indicators():
        blank = scores.statuses[plan.rows[leaf.id], 0] == MISSING
        if leaf.required and leaf.answered_by == side and blank:
            yield leaf.id


def contradictions(plugins: Plugins, plan: Plan, unit: Unit, draft: Draft) -> list[Problem]:
    """Return what plugins object to in one unit's answers."""
    units = Units([unit])
    return objections(plugins, plan, units, enter(plan, units, {unit.unit: draft}))


def _unproven(found: Submission, own: Scores) -> Iterator[str]:
    shown = {item for one in evidence_standing(found, "unit") for item in one.items}
    for item in own.plan.rubric.items():
        if item.id not in shown and _is_to_prove(item) and _earns(own, item):
            yield item.id


def _is_to_prove(item: Item) -> bool:
    if not isinstance(item, Scored | Adjustment):
        return False
    return item.answered_by == "unit" and item.evidence.required


def _earns(scores: Scores, item: Item) -> bool:
    """Whether the only unit has points by an item: of an indicator, or by a bonus."""
    if isinstance(item, Adjustment):
        row = scores.plan.rubric.adjustments.items.index(item)
        return item.type == "bonus" and bool(scores.effects[row, 0] > 0)
    row = scores.plan.rows[item.id]
    return bool(scores.statuses[row, 0] == SCORED and scores.ticks[row, 0] > 0)


def _of(message: Message, item: Item) -> Problem:
    return Problem(message, values={"item": item.id, "title": item.title.text()})
