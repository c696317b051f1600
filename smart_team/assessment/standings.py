"""Where the units of a stage stand: every layer laid over the one below, and scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from smart_team.assessment.drafts import Draft, enter, over
from smart_team.assessment.sheets import Sheet, by_unit
from smart_team.procedure.schema import Panel, Procedure
from smart_team.scoring.answers import Answers
from smart_team.scoring.engine import Scores, score
from smart_team.scoring.fixed import parse_score
from smart_team.scoring.imposed import Imposed, item_rows
from smart_team.scoring.outcome import Bounds
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
    imposed = _imposed(plan, procedure, sheets, units)
    return score(plan, units, laid(plan, sheets), _bound(plan, sheets, units, imposed))


def laid(plan: Plan, sheets: Sequence[Sheet]) -> Answers:
    """Return the answers that stand at last, every layer laid over the one below."""
    drafts = [over(sheet.below(), sheet.above()) for sheet in sheets]
    return enter(plan, units_of(sheets), by_unit(sheets, drafts))


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
    return said - sheet.above().items()


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


def _bound(
    plan: Plan, sheets: Sequence[Sheet], units: Units, imposed: Imposed | None
) -> Imposed | None:
    """Return what is imposed, with the most that each total may be."""
    if all(sheet.most is None for sheet in sheets):
        return imposed
    most = np.array([parse_score(sheet.most or "0") for sheet in sheets], np.int64)
    bounds = Bounds(most, np.array([sheet.most is not None for sheet in sheets]))
    return replace(imposed or Imposed.none(plan, units), bounds=bounds)


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
