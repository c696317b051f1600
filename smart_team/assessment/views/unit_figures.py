"""One unit in a stage's table, down to the finding of each of its figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from smart_team.assessment.feedback import findings_of
from smart_team.assessment.standings import laid
from smart_team.assessment.views.pages import absent
from smart_team.assessment.views.ranked import RankedRow
from smart_team.assessment.views.ranking import RankingView
from smart_team.assessment.views.sources import Asked, Standing
from smart_team.errors import Lang
from smart_team.scoring.findings import Finding, explain


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """A unit's row, and by item the finding of each figure that this person may read.

    Where the plugins that are loaded now come to another figure than the one that was published,
    there is no finding of it.
    """

    row: RankedRow
    findings: Mapping[str, Finding]


def row_of(table: RankingView, code: str) -> RankedRow:
    """Return a unit's row in a table; raises AbsentError."""
    found = next((row for row in table.rows if row.unit.unit == code), None)
    if found is None:
        raise absent()
    return found


def unit_figures(
    asked: Asked, found: Standing, table: RankingView, code: str, lang: Lang
) -> UnitFigures:
    """Return one unit of a whole table with its findings; raises AbsentError."""
    row = row_of(table, code)
    if row.figures is None:
        return UnitFigures(row, {})
    if found.published is not None:
        findings = findings_of(asked.connection, found.published, code, asked.library, lang)
    else:
        assert found.scores is not None  # noqa: S101 - what is not published was scored
        position = found.scores.units.positions[code]
        answers = laid(asked.plan, found.sheets)
        each = explain(found.scores, answers, position, lang)
        findings = {one.indicator: one for one in each}
    agreeing = {item: one for item, one in findings.items() if _agrees(row, one)}
    return UnitFigures(row, agreeing)


def _agrees(row: RankedRow, finding: Finding) -> bool:
    figures = row.figures or {}
    cell = figures["indicators"].get(finding.indicator)
    if cell is not None:
        return bool(cell["points"] == finding.points)
    effect = figures["adjustments"].get(finding.indicator, finding.points)
    return bool(effect == finding.points)
