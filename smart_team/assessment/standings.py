"""Where the units of a stage stand: every layer laid over the one below, and scored."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from smart_team.assessment.drafts import Draft, enter, over
from smart_team.assessment.sheets import Sheet, by_unit
from smart_team.procedure.schema import Panel, Procedure
from smart_team.scoring.engine import Scores, score
from smart_team.scoring.imposed import Imposed, item_rows
from smart_team.scoring.panel import combine_members
from smart_team.scoring.plan import Plan
from smart_team.scoring.units import Flags, Units


def panel_of(procedure: Procedure) -> Panel | None:
    """Return the procedure's panel; None where one reviewer's word stands."""
    return next((step.panel for step in procedure.steps if step.panel is not None), None)


def units_of(sheets: Sequence[Sheet]) -> Units:
    """Return the units as the engine takes them."""
    return Units([sheet.unit for sheet in sheets])


def standing(plan: Plan, procedure: Procedure, sheets: Sequence[Sheet]) -> Scores:
    """Score a stage's units by all that its sheets hold."""
    units = units_of(sheets)
    last = [over(sheet.below(), sheet.later) for sheet in sheets]
    answers = enter(plan, units, by_unit(sheets, last))
    return score(plan, units, answers, _imposed(plan, procedure, sheets, units))


def seats(sheets: Sequence[Sheet]) -> int:
    """Return how many members the largest panel has."""
    return max((len(sheet.members) for sheet in sheets), default=0)


def view(sheet: Sheet, seat: int) -> Draft:
    """Return one member's view of a unit: what lies below where nobody sits on the seat."""
    drafts = list(sheet.members.values())
    return over(sheet.below(), drafts[seat]) if seat < len(drafts) else sheet.below()


def differing(sheet: Sheet) -> set[str]:
    """Return the items on which a panel was of another mind, and nobody later was."""
    said = {item for draft in sheet.members.values() for item in draft.items()}
    return said - sheet.later.items()


def _imposed(
    plan: Plan, procedure: Procedure, sheets: Sequence[Sheet], units: Units
) -> Imposed | None:
    panel = panel_of(procedure)
    if panel is None or not any(differing(sheet) for sheet in sheets):
        return None
    members = [
        score(plan, units, enter(plan, units, by_unit(sheets, [view(s, seat) for s in sheets])))
        for seat in range(seats(sheets))
    ]
    return combine_members(members, _counts(sheets), _differs(plan, sheets), panel.combine)


def _counts(sheets: Sequence[Sheet]) -> Flags:
    sizes = np.array([len(sheet.members) for sheet in sheets])
    counts: Flags = np.arange(seats(sheets))[:, None] < sizes
    return counts


def _differs(plan: Plan, sheets: Sequence[Sheet]) -> Flags:
    rows = item_rows(plan)
    table = np.zeros((len(rows), len(sheets)), np.bool_)
    for position, sheet in enumerate(sheets):
        for item in differing(sheet):
            table[rows[item], position] = True
    return table
