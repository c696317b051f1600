"""One unit's figures in the order of its rubric, dimension by dimension."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from smart_team.assessment.views.ranked import RankedRow
from smart_team.assessment.views.unit_figures import UnitFigures
from smart_team.errors import Text
from smart_team.rubric.items import Adjustment, Indicator
from smart_team.rubric.schema import Dimension, Rubric
from smart_team_api.pages.standings_looking import full_of
from smart_team_api.pages.standings_shading import NOTHING, Shaded, shaded

STATUSES: Final = {
    "scored": Text("已计分", "scored"),
    "missing": Text("未填", "blank"),
    "na": Text("不适用", "n/a"),
    "unresolved": Text("待更正", "to be corrected"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator with what it earned, and how that came about."""

    item: Indicator
    cell: Shaded
    status: Text | str
    finding: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """A dimension at its depth with its own indicators; `full` is of how many points."""

    dimension: Dimension
    depth: int
    full: str
    cell: Shaded
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """A bonus or penalty that counts, or a redline that was breached."""

    title: Text
    points: str | None
    finding: str | None


@dataclass(frozen=True, slots=True)
class Parts:
    """All that a unit's total is made of."""

    parts: tuple[Part, ...]
    effects: tuple[Effect, ...]


def parts_of(rubric: Rubric, figures: UnitFigures) -> Parts | None:
    """Return a unit's figures in the rubric's order; None where they may not be read."""
    row = figures.row
    if row.figures is None:
        return None
    parts = [_part(each, depth, figures) for each, depth in walk(rubric.dimensions)]
    return Parts(tuple(parts), tuple(_effects(rubric, figures)))


def walk(dimensions: tuple[Dimension, ...], depth: int = 0) -> Iterator[tuple[Dimension, int]]:
    """Yield every dimension with its depth, parents before children."""
    for each in dimensions:
        yield each, depth
        yield from walk(each.dimensions, depth + 1)


def dimension_cell(row: RankedRow, dimension: Dimension) -> Shaded:
    """Return what a unit earned in a dimension, in its shade."""
    return shaded((row.dimensions or {}).get(dimension.id), full_of(dimension))


def indicator_cell(row: RankedRow, item: Indicator) -> Shaded:
    """Return what a unit earned by an indicator, in its shade."""
    if row.figures is None:
        return NOTHING
    return shaded(row.figures["indicators"][item.id]["points"], item.points)


def _part(dimension: Dimension, depth: int, figures: UnitFigures) -> Part:
    lines = tuple(_line(item, figures) for item in dimension.indicators)
    cell = dimension_cell(figures.row, dimension)
    return Part(dimension, depth, f"{full_of(dimension):f}", cell, lines)


def _line(item: Indicator, figures: UnitFigures) -> Line:
    found: dict[str, Any] = (figures.row.figures or {})["indicators"][item.id]
    finding = figures.findings.get(item.id)
    status = STATUSES.get(found["status"], found["status"])
    return Line(
        item,
        indicator_cell(figures.row, item),
        status,
        None if finding is None else finding.line,
    )


def _effects(rubric: Rubric, figures: UnitFigures) -> Iterator[Effect]:
    row = figures.row.figures or {}
    for item in rubric.adjustments.items:
        effect = row["adjustments"][item.id]
        if effect is not None and effect.strip("-0.") != "":
            yield _effect(item, effect, figures)
    for line in rubric.redlines:
        if line.id in row["redlines"]:
            finding = figures.findings.get(line.id)
            yield Effect(line.title.text(), None, None if finding is None else finding.line)


def _effect(item: Adjustment, effect: str, figures: UnitFigures) -> Effect:
    finding = figures.findings.get(item.id)
    return Effect(item.title.text(), effect, None if finding is None else finding.line)
