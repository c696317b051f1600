"""Two units side by side, in the order of the rubric, with what differs between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from smart_team.assessment.views.ranked import RankedRow
from smart_team.rubric.schema import Dimension, Rubric
from smart_team.rubric.types import Words, plain
from smart_team.scoring.fixed import parse_score, show
from smart_team_api.pages.standings_looking import full_of
from smart_team_api.pages.standings_shading import Shaded
from smart_team_api.pages.standings_unit import dimension_cell, indicator_cell, walk


@dataclass(frozen=True, slots=True)
class Pair:
    """A dimension or indicator of two units; `by` is how many points the first is ahead."""

    id: str
    title: Words
    full: str
    depth: int
    is_dimension: bool
    first: Shaded
    second: Shaded
    by: str | None

    @property
    def differs(self) -> bool:
        """Whether the two are apart."""
        return self.by is not None and parse_score(self.by) != 0


def compared_units(rubric: Rubric, first: RankedRow, second: RankedRow) -> tuple[Pair, ...]:
    """Return every dimension with its indicators for two units, as far as they may be read."""
    return tuple(
        pair
        for dimension, depth in walk(rubric.dimensions)
        for pair in _pairs(dimension, depth, first, second)
    )


def _pairs(dimension: Dimension, depth: int, first: RankedRow, second: RankedRow) -> Iterator[Pair]:
    one, other = (dimension_cell(row, dimension) for row in (first, second))
    earned = [(row.dimensions or {}).get(dimension.id) for row in (first, second)]
    full = plain(full_of(dimension))
    yield Pair(dimension.id, dimension.title, full, depth, True, one, other, _ahead(*earned))  # noqa: FBT003
    for item in dimension.indicators:
        one, other = (indicator_cell(row, item) for row in (first, second))
        earned = [_points(row, item.id) for row in (first, second)]
        full = plain(item.points)
        yield Pair(item.id, item.title, full, depth + 1, False, one, other, _ahead(*earned))  # noqa: FBT003


def _points(row: RankedRow, item: str) -> str | None:
    if row.figures is None:
        return None
    points: str | None = row.figures["indicators"][item]["points"]
    return points


def _ahead(first: str | None, second: str | None) -> str | None:
    if first is None or second is None:
        return None
    return show(parse_score(first) - parse_score(second))
