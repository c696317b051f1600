"""The heat map: units × dimensions or × indicators, each cell a number in one of five shades."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from smart_team.assessment.views.ranked import RankedRow
from smart_team.errors import Lang
from smart_team.rubric.schema import Rubric
from smart_team.rubric.types import plain
from smart_team_api.pages.standings_looking import full_of
from smart_team_api.pages.standings_shading import NOTHING, Shaded, shaded
from smart_team_api.pages.standings_unit import walk

BY: Final = ("dimensions", "indicators")


@dataclass(frozen=True, slots=True)
class Column:
    """A dimension or indicator: its id, its title, and of how many points it is."""

    id: str
    title: str
    full: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Heat:
    """The columns, and the rows that may be read, each with a cell for every column."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[RankedRow, tuple[Shaded, ...]], ...]
    left_out: int


def heat(rubric: Rubric, rows: Sequence[RankedRow], by: str, lang: Lang) -> Heat:
    """Return the heat map of rows; those whose figures may not be read are left out."""
    columns = _columns(rubric, by, lang)
    known = [row for row in rows if _cells(row, by) is not None]
    made: dict[tuple[str | None, Decimal], Shaded] = {}
    lines = tuple((row, _line(row, columns, by, made)) for row in known)
    return Heat(columns, lines, len(rows) - len(known))


def _columns(rubric: Rubric, by: str, lang: Lang) -> tuple[Column, ...]:
    if by == BY[0]:
        return tuple(
            Column(each.id, each.title.say(lang), plain(full_of(each)), full_of(each))
            for each, _ in walk(rubric.dimensions)
        )
    return tuple(
        Column(each.id, each.title.say(lang), plain(each.points), each.points)
        for each in rubric.indicators()
    )


def _cells(row: RankedRow, by: str) -> dict[str, str | None] | None:
    if by == BY[0]:
        return None if row.dimensions is None else dict(row.dimensions)
    if row.figures is None:
        return None
    return {item: cell["points"] for item, cell in row.figures["indicators"].items()}


def _line(
    row: RankedRow,
    columns: Sequence[Column],
    by: str,
    made: dict[tuple[str | None, Decimal], Shaded],
) -> tuple[Shaded, ...]:
    cells = _cells(row, by) or {}
    line = []
    for column in columns:
        key = cells.get(column.id), column.points
        if key not in made:
            made[key] = NOTHING if key[0] is None else shaded(*key)
        line.append(made[key])
    return tuple(line)
