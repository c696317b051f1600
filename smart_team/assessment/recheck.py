"""The result once more, by the path that shares nothing with the engine but the written rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from smart_team.assessment.drafts import Draft, over
from smart_team.assessment.sheets import Sheet
from smart_team.assessment.standings import differing, panel_of, seats, view
from smart_team.procedure.schema import Procedure
from smart_team.recount.panel import imposed_by, panels_of
from smart_team.recount.rubric import as_record
from smart_team.recount.scorer import score
from smart_team.scoring.plugin import Scorer

Record = dict[str, Any]


def recounted(
    rubric_text: str,
    procedure: Procedure,
    sheets: Sequence[Sheet],
    scorers: Mapping[str, Scorer],
) -> list[Record]:
    """Return every unit's result row, recomputed from the rubric's text and the sheets."""
    rubric = as_record(rubric_text)
    units = [sheet.unit._asdict() for sheet in sheets]
    imposed = _imposed(rubric, procedure, sheets, units, scorers)
    lines = [
        {
            **_line(sheet, over(sheet.below(), sheet.above())),
            **imposed.get(sheet.unit.unit, {}),
            "imposed_most": sheet.most,
        }
        for sheet in sheets
    ]
    rows: list[Record] = score(rubric, units, lines, scorers)["units"]
    return rows


def _imposed(
    rubric: Record,
    procedure: Procedure,
    sheets: Sequence[Sheet],
    units: Sequence[Record],
    scorers: Mapping[str, Scorer],
) -> Mapping[str, Record]:
    panel = panel_of(procedure)
    if panel is None:
        return {}
    views = [
        score(rubric, units, [_line(sheet, view(sheet, seat)) for sheet in sheets], scorers)
        for seat in range(seats(sheets))
    ]
    sitting = {sheet.unit.unit: range(len(sheet.members)) for sheet in sheets}
    differ = {sheet.unit.unit: differing(sheet) for sheet in sheets}
    decimals = int(rubric.get("decimals", 2))
    return {
        unit: imposed_by(each, panel.combine, decimals)
        for unit, each in panels_of(views, sitting, differ).items()
    }


def _line(sheet: Sheet, draft: Draft) -> Record:
    granted = list(draft.granted_na)
    return {"unit": sheet.unit.unit, "answers": dict(draft.answers), "granted_na": granted}
