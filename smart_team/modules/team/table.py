"""Units side by side in a quarter: their figures, the change against the one before, the totals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from smart_team.ledger.book import Book
from smart_team.modules.sight import SeenUnit
from smart_team.modules.team.figures import Figures, Records, figures_of, total
from smart_team.modules.team.quarters import Quarter

Value = int | Decimal | None


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit with its figures of a quarter and of the quarter before."""

    unit: SeenUnit
    now: Figures
    before: Figures

    @property
    def change(self) -> int | None:
        """How many more staff are in post than a quarter before; None unless both are reported."""
        if self.now.actual is None or self.before.actual is None:
            return None
        return self.now.actual - self.before.actual


COLUMNS: Final[Mapping[str, Callable[[UnitLine], Value]]] = {
    "establishment": lambda line: line.now.establishment,
    "actual": lambda line: line.now.actual,
    "change": lambda line: line.change,
    "gap": lambda line: line.now.gap,
    "gap_percent": lambda line: line.now.gap_percent,
    "quota": lambda line: line.now.quota,
    "trained": lambda line: line.now.trained,
    "months": lambda line: line.now.months,
    "checks": lambda line: line.now.checks,
    "open": lambda line: line.now.open,
    "overdue": lambda line: line.now.overdue,
}
"""What the table may be sorted by beside the units' codes."""


def lines_for(
    books: Mapping[str, Book],
    units: Sequence[SeenUnit],
    records: Mapping[str, Records],
    quarter: Quarter,
    today: date,
) -> list[UnitLine]:
    """Return a line for each unit, in their order."""
    return [
        UnitLine(
            unit,
            figures_of(books, records[unit.code], quarter, today),
            figures_of(books, records[unit.code], quarter.back(1), today),
        )
        for unit in units
    ]


def in_order(lines: Sequence[UnitLine], by: str) -> list[UnitLine]:
    """Return lines by a column, the largest first after a ``-``; the unreported come last.

    An empty text leaves the order as it is.
    """
    if not by:
        return list(lines)
    of = COLUMNS[by.removeprefix("-")]
    known = [(value, line) for line in lines if (value := of(line)) is not None]
    known.sort(key=lambda pair: pair[0], reverse=by.startswith("-"))
    return [line for _, line in known] + [line for line in lines if of(line) is None]


def totals(lines: Sequence[UnitLine], key: Callable[[SeenUnit], str]) -> list[tuple[str, Figures]]:
    """Return the units of each key together, by key."""
    groups: dict[str, list[Figures]] = {}
    for each in lines:
        groups.setdefault(key(each.unit), []).append(each.now)
    return [(name, total(group)) for name, group in sorted(groups.items())]
