"""What a panel came to, said of one item (§6, §7)."""

from __future__ import annotations

from fractions import Fraction

from smart_team.rubric.items import Adjustment, Item, Scored
from smart_team.scoring import finding_texts as t
from smart_team.scoring.answers import NA, SCORED, STATUSES
from smart_team.scoring.explaining import effect_of
from smart_team.scoring.explaining_curves import not_applicable
from smart_team.scoring.fixed import MILLION
from smart_team.scoring.given import Given, Told
from smart_team.scoring.imposed import Imposed


def tell_imposed(item: Item, given: Given) -> Told | None:
    """Return what was imposed on the unit for this item; None if nothing was."""
    imposed, plan, at = given.scores.imposed, given.scores.plan, given.position
    if imposed is None:
        return None
    if isinstance(item, Scored):
        row = plan.rows[item.id]
        return _of_points(item, given, imposed, row) if imposed.has_points[row, at] else None
    if isinstance(item, Adjustment):
        row = plan.rubric.adjustments.items.index(item)
        effect = Fraction(int(imposed.effects[row, at]), MILLION)
        return given.told(t.PANEL, effect) if imposed.has_effects[row, at] else None
    row = [each.id for each in plan.rubric.redlines].index(item.id)
    return _of_breach(given, imposed, row) if imposed.has_breaches[row, at] else None


def _of_points(item: Scored, given: Given, imposed: Imposed, row: int) -> Told:
    status = int(imposed.statuses[row, given.position])
    if status == NA:
        return not_applicable(item, given, given.say(t.PANEL_NA))
    earned = Fraction(int(imposed.points[row, given.position]), MILLION)
    template = t.PANEL if status == SCORED else t.PANEL_OPEN
    return given.told(template, earned)._replace(status=STATUSES[status])


def _of_breach(given: Given, imposed: Imposed, row: int) -> Told:
    if not imposed.breaches[row, given.position]:
        return Told(given.say(t.PANEL_NO_BREACH), None)
    line = given.scores.plan.rubric.redlines[row]
    return Told(given.say(t.PANEL_BREACH, effect=effect_of(line, given)), None)
