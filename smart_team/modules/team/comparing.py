"""Units beside each other and beside the median of those in sight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from statistics import median
from typing import Final

from smart_team.modules.team.table import COLUMNS, UnitLine, Value

LEAST: Final = 3
"""Units that must have reported for there to be a median: of fewer it would tell of each."""


def medians(lines: Sequence[UnitLine]) -> Mapping[str, Value]:
    """Return each column's median over the lines that have it; None of fewer than three."""
    return {name: _median(of(line) for line in lines) for name, of in COLUMNS.items()}


def peers(lines: Sequence[UnitLine], of: UnitLine) -> list[UnitLine]:
    """Return the other lines of the same kind and level."""
    unit = of.unit
    return [
        each
        for each in lines
        if each.unit.code != unit.code
        and (each.unit.kind, each.unit.level) == (unit.kind, unit.level)
    ]


def _median(values: Iterable[Value]) -> Value:
    known = [Decimal(each) for each in values if each is not None]
    return median(known).quantize(Decimal("0.1")) if len(known) >= LEAST else None
