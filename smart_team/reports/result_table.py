"""Results as rows: units in the order of the published table, columns by dotted names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeAlias

from smart_team.scoring.outcome import UNIT_STATUSES
from smart_team.scoring.plan import Plan
from smart_team.scoring.units import Unit, Units

Kind: TypeAlias = Literal["text", "whole", "score", "truth"]
Result: TypeAlias = Mapping[str, Any]
"""One unit's entry in the results."""
OUTCOME = ("status", "total", "grade", "rank", "group")


@dataclass(frozen=True)
class Results:
    """The results of all units, with the units and the plan they were scored by."""

    data: dict[str, Any]
    units: Units
    plan: Plan
    mark: str | None = None

    def rows(self) -> list[tuple[Unit, Result]]:
        """Return units and results by group, rank, status, then unit code (§5.5)."""
        positions = self.units.positions
        return [
            (self.units.rows[positions[result["unit"]]], result)
            for result in sorted(self.data["units"], key=_order)
        ]


class Column(NamedTuple):
    """One column of the flat table: its name, what it holds, and how to get it.

    A score comes as its text with six places; what a unit does not have is None.
    """

    name: str
    kind: Kind
    value: Callable[[Unit, Result], Any]


def columns(plan: Plan) -> list[Column]:
    """Return the columns of the flat table: unit, outcome, then each part of the rubric."""
    rubric = plan.rubric
    return [
        *(_of_unit(name) for name in Unit._fields),
        *(_of_outcome(name) for name in OUTCOME),
        Column("notes", "text", lambda _, result: "; ".join(result["notes"]) or None),
        *(_score("dimensions", each.id) for each in rubric.walk()),
        *(part for each in rubric.indicators() for part in _of_indicator(each.id)),
        *(_score("adjustments", each.id) for each in rubric.adjustments.items),
        *(_of_redline(each.id) for each in rubric.redlines),
    ]


def _order(result: Result) -> tuple[object, ...]:
    rank = result["rank"]
    status = UNIT_STATUSES.index(result["status"])
    return result["group"] or "", rank is None, rank or 0, status, result["unit"]


def _of_unit(name: str) -> Column:
    return Column(name, "text", lambda unit, _: getattr(unit, name) or None)


def _of_outcome(name: str) -> Column:
    kinds: dict[str, Kind] = {"total": "score", "rank": "whole"}
    return Column(name, kinds.get(name, "text"), lambda _, result: result[name])


def _score(part: str, id_: str) -> Column:
    return Column(f"{part}.{id_}", "score", lambda _, result: result[part][id_])


def _of_indicator(id_: str) -> tuple[Column, Column]:
    def get(name: str) -> Callable[[Unit, Result], Any]:
        return lambda _, result: result["indicators"][id_][name]

    return (
        Column(f"indicators.{id_}.points", "score", get("points")),
        Column(f"indicators.{id_}.status", "text", get("status")),
    )


def _of_redline(id_: str) -> Column:
    return Column(f"redlines.{id_}", "truth", lambda _, result: id_ in result["redlines"])
