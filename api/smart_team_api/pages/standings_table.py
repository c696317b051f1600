"""A ranked table as it is shown: narrowed, sorted, and with numbers that tell neighbours apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import Request

from smart_team.assessment.views.pages import LONGEST
from smart_team.assessment.views.ranked import RankedRow
from smart_team.scoring.fixed import parse_score, tell_apart

Key = Callable[[RankedRow], Any]
SORTS: Final[dict[str, Key]] = {
    "unit": lambda row: row.unit.unit,
    "total": lambda row: _number(row.total),
    "change": lambda row: _number(None if row.change is None else row.change.total),
    "state": lambda row: row.state,
}
"""Columns beside the dimensions by which a table is sorted; without any, by group and rank."""
DIMENSION: Final = "d."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked of a table; an empty text does not matter."""

    group: str = ""
    district: str = ""
    kind: str = ""
    grade: str = ""
    sort: str = ""
    order: str = ""
    against: str | None = None
    now: str = ""

    def link(self, **changes: str) -> str:
        """Return the query of the same table with something else asked for."""
        asked = replace(self, **changes)
        known = {each.name: getattr(asked, each.name) for each in fields(asked)}
        kept = {name: value for name, value in known.items() if value}
        if asked.against == "":
            kept["against"] = ""
        return f"?{urlencode(kept)}"

    def sorting(self, column: str) -> str:
        """Return the query that sorts by a column, the other way round if it does so now."""
        turns = self.sort == column and self.order != "down"
        return self.link(sort=column, order="down" if turns else "")

    def sorted_by(self, column: str) -> str:
        """Return how a column is sorted now, as a table's header says it."""
        if self.sort != column:
            return "none"
        return "descending" if self.order == "down" else "ascending"


def wanted_of(request: Request) -> Wanted:
    """Return what a request asks of a table."""
    given = request.query_params
    asked = {each.name: given.get(each.name, "")[:LONGEST] for each in fields(Wanted)}
    return replace(Wanted(**asked), against=given.get("against"))


def narrowed(rows: Sequence[RankedRow], wanted: Wanted) -> list[RankedRow]:
    """Return the rows that were asked for, in the order that was asked for."""
    kept = [row for row in rows if _fits(row, wanted)]
    key = _key(wanted.sort)
    if key is None:
        return kept
    known = [row for row in kept if key(row) is not None]
    unknown = [row for row in kept if key(row) is None]
    return [*sorted(known, key=key, reverse=wanted.order == "down"), *unknown]


def totals(rows: Sequence[RankedRow]) -> dict[str, str]:
    """Return each unit's total with as many decimals as tell it from its group's neighbours."""
    held = [(row.unit.unit, row.group, parse_score(row.total)) for row in rows if row.total]
    found = {}
    for number, (code, group, total) in enumerate(held):
        near = [*held[max(0, number - 1) : number], *held[number + 1 : number + 2]]
        found[code] = tell_apart(total, [each for _, its, each in near if its == group])
    return found


def _fits(row: RankedRow, wanted: Wanted) -> bool:
    unit = row.unit
    place = unit.district or "-"
    asked = (wanted.group, wanted.district, wanted.kind, wanted.grade)
    have = (row.group or "-", place, unit.kind, row.grade or "-")
    return all(not one or one == other for one, other in zip(asked, have, strict=True))


def _key(sort: str) -> Key | None:
    if sort.startswith(DIMENSION):
        dimension = sort.removeprefix(DIMENSION)
        return lambda row: _number((row.dimensions or {}).get(dimension))
    return SORTS.get(sort)


def _number(score: str | None) -> Decimal | None:
    return None if score is None else Decimal(score)
