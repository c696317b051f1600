"""Indicators to kernels: who scores which rows, and which columns they read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from smart_team.rubric.items import (
    Adjustment,
    Boolean,
    Checklist,
    Count,
    Deduct,
    Formula,
    Indicator,
    Levels,
    Linear,
    Manual,
    Mix,
    Piecewise,
    Placing,
    PluginScored,
    Tiers,
)
from smart_team.scoring.curves import LineTable, StepTable, corners_of, steps_of
from smart_team.scoring.events import EventTable, Line, lines_of
from smart_team.scoring.fixed import MILLION, Column, micro, to_ticks
from smart_team.scoring.kernels import (
    Denominators,
    Events,
    Kernel,
    Lookup,
    Mixes,
    RatioCurves,
    Reviewed,
    ValueCurves,
    filler,
)
from smart_team.scoring.layout import BITS, Layout, Rows, Slot
from smart_team.scoring.plugin import Scorers
from smart_team.scoring.stack import Stack

Coded: TypeAlias = Boolean | Levels | Checklist
Lined: TypeAlias = Linear | Piecewise
Counted: TypeAlias = Count | Deduct


class _Family(NamedTuple):
    """Indicators that one kernel scores: which they are, and how long their rows are."""

    takes: Callable[[Indicator], bool]
    length: Callable[[Indicator], int] = lambda _: 0


def _is(kinds: Any, source: str | None = None) -> Callable[[Indicator], bool]:  # noqa: ANN401
    """Return a test for item types, and for the input that they take where that matters."""

    def takes(leaf: Indicator) -> bool:
        return isinstance(leaf, kinds) and source in {None, getattr(leaf, "input", None)}

    return takes


def _tiers(leaf: Indicator) -> int:
    return len(leaf.tiers) if isinstance(leaf, Tiers) else 0


def _corners(leaf: Indicator) -> int:
    return len(leaf.curve) if isinstance(leaf, Piecewise) else 2


def _categories(leaf: Indicator) -> int:
    return len(leaf.categories) if isinstance(leaf, Mix) else 0


def _events(leaf: Indicator) -> int:
    return len(leaf.events) if isinstance(leaf, Deduct) else 1


_FAMILIES = {
    "codes": _Family(_is(Coded)),
    "value steps": _Family(_is(Tiers, "value"), _tiers),
    "ratio steps": _Family(_is(Tiers, "ratio"), _tiers),
    "value lines": _Family(_is(Lined, "value"), _corners),
    "ratio lines": _Family(_is(Lined, "ratio"), _corners),
    "mixes": _Family(_is(Mix), _categories),
    "events": _Family(_is(Counted), _events),
    "reviewed": _Family(_is(Manual)),
    "whole": _Family(_is(Placing | Formula | PluginScored)),
}
"""Every family in the order of the rows; within it, longer rows first, as their tables want."""


class Compiler:
    """Lays indicators out in rows and columns, and compiles the kernels that score them."""

    def __init__(self, indicators: Sequence[Indicator], decimals: int, scorers: Scorers) -> None:
        self.decimals = decimals
        self.scorers = scorers
        self.layout = Layout()
        self.leaves: list[Indicator] = []
        self.kernels: list[Kernel] = []
        compile_family = {
            "codes": self._codes,
            "value steps": self._value_curves,
            "ratio steps": self._ratio_curves,
            "value lines": self._value_curves,
            "ratio lines": self._ratio_curves,
            "mixes": self._mixes,
            "events": self._counted,
            "reviewed": self._reviewed,
            "whole": self._whole,
        }
        for name, family in _FAMILIES.items():
            members = [leaf for leaf in indicators if family.takes(leaf)]
            members.sort(key=lambda leaf: -family.length(leaf))
            if members:
                rows = Rows(len(self.leaves), len(self.leaves) + len(members))
                self.leaves += members
                compile_family[name](members, rows)

    def _codes(self, members: Sequence[Indicator], rows: Rows) -> None:
        found = [leaf for leaf in members if isinstance(leaf, Coded)]
        first = self.layout.sizes["codes"]
        tables = [self._place_codes(leaf) for leaf in found]
        width = max(len(table) for table in tables)
        padded = np.zeros((len(found), width), np.int32)
        for number, table in enumerate(tables):
            padded[number, : len(table)] = table
        more = [
            part
            for row, leaf in enumerate(found, start=rows.start)
            if isinstance(leaf, Checklist)
            for part in self._more_checks(leaf, row)
        ]
        offsets = np.arange(len(found), dtype=np.intp)[:, None] * width
        codes = Rows(first, first + len(found))
        self.kernels.append(Lookup(rows, codes, padded.reshape(-1), offsets, more))

    def _place_codes(self, leaf: Coded) -> list[int]:
        """Take one row of codes; returns the ticks by code."""
        if isinstance(leaf, Boolean):
            self.layout.add(leaf.id, "value", "codes", "truth")
            return [0, self._ticks(leaf.points)]
        if isinstance(leaf, Levels):
            names = [level.id for level in leaf.levels]
            self.layout.add(leaf.id, "level", "codes", "choice", names)
            return [self._ticks(level.points) for level in leaf.levels]
        return self._place_checks(leaf, 0)[1]

    def _place_checks(self, leaf: Checklist, first: int) -> tuple[int, list[int]]:
        """Take a row for up to eight checks from number `first` on; returns it and the ticks."""
        row = self.layout.row("codes")
        checks = leaf.items[first : first + BITS]
        for bit, check in enumerate(checks):
            self.layout.put(leaf.id, f"checked.{check.id}", Slot("codes", row, "check", (), bit))
        worth = [self._ticks(check.points) for check in checks]
        return row, [
            sum(ticks for bit, ticks in enumerate(worth) if byte >> bit & 1)
            for byte in range(1 << len(worth))
        ]

    def _more_checks(self, leaf: Checklist, node: int) -> list[tuple[int, int, Column]]:
        parts = []
        for first in range(BITS, len(leaf.items), BITS):
            row, table = self._place_checks(leaf, first)
            parts.append((node, row, np.array(table, np.int32)))
        return parts

    def _value_curves(self, members: Sequence[Indicator], rows: Rows) -> None:
        first = self.layout.sizes["values"]
        for leaf in members:
            self.layout.add(leaf.id, "value", "values", "decimal")
        table = self._table(members, ratio=False)
        self.kernels.append(ValueCurves(rows, Rows(first, first + len(members)), table))

    def _ratio_curves(self, members: Sequence[Indicator], rows: Rows) -> None:
        found = [leaf for leaf in members if isinstance(leaf, Tiers | Lined)]
        first = self.layout.sizes["numerators"]
        for leaf in found:
            self.layout.add_ratio(leaf.id, filler(leaf))
        table, ratios = self._table(members, ratio=True), Rows(first, first + len(found))
        rules = Denominators.of(found, self.decimals)
        self.kernels.append(RatioCurves(rows, ratios, table, rules))

    def _table(self, members: Sequence[Indicator], *, ratio: bool) -> StepTable | LineTable:
        steps = [steps_of(leaf, self.decimals) for leaf in members if isinstance(leaf, Tiers)]
        lines = [
            tuple(corners_of(leaf, self.decimals)) for leaf in members if isinstance(leaf, Lined)
        ]
        return StepTable(tuple(steps), ratio) if steps else LineTable(tuple(lines), ratio)

    def _mixes(self, members: Sequence[Indicator], rows: Rows) -> None:
        found = [leaf for leaf in members if isinstance(leaf, Mix)]
        stack = Stack.of([len(leaf.categories) for leaf in found])
        order = [(found[group], found[group].categories[n]) for group, n in stack.order()]
        counts = self.layout.add_counts((leaf.id, f"counts.{each.id}") for leaf, each in order)
        nothing, everything = (Fraction(0), Fraction(0)), Fraction(MILLION)
        lines = [(nothing, (everything, Fraction(self._ticks(leaf.points)))) for leaf in found]
        shares = np.array([micro(each.share) for _, each in order], np.int64)[:, None]
        table = LineTable(tuple(lines), ratio=True)
        rules = Denominators.of(found, self.decimals)
        self.kernels.append(Mixes(rows, counts, stack, shares, table, rules))

    def _counted(self, members: Sequence[Indicator], rows: Rows) -> None:
        found = [leaf for leaf in members if isinstance(leaf, Counted)]
        table = EventTable(
            tuple(self._event_lines(leaf) for leaf in found),
            tuple(self._ticks(leaf.points - _floor(leaf)) for leaf in found),
        )
        names = [
            [f"counts.{event.id}" for event in leaf.events]
            if isinstance(leaf, Deduct)
            else ["count"]
            for leaf in found
        ]
        counts = self.layout.add_counts(
            (found[group].id, names[group][n]) for group, n in table.stack.order()
        )
        deducts = [isinstance(leaf, Deduct) for leaf in found]
        start = [self._ticks(leaf.points) * isinstance(leaf, Deduct) for leaf in found]
        sign = [-1 if each else 1 for each in deducts]
        columns = (np.array(each, np.int64)[:, None] for each in (start, sign))
        self.kernels.append(Events(rows, counts, table, *columns))

    def _event_lines(self, leaf: Counted) -> tuple[Line, ...]:
        if isinstance(leaf, Deduct):
            return lines_of(leaf.events, self.decimals)
        return (Line(self._ticks(leaf.per)),)

    def _reviewed(self, members: Sequence[Indicator], rows: Rows) -> None:
        first = self.layout.sizes["scores"]
        for leaf in members:
            self.layout.add(leaf.id, "score", "scores", "score")
        scores = Rows(first, first + len(members))
        self.kernels.append(Reviewed(rows, scores, 10 ** (6 - self.decimals)))

    def _whole(self, members: Sequence[Indicator], _rows: Rows) -> None:
        """Give columns to the indicators that are scored beforehand, over all units."""
        for leaf in members:
            if isinstance(leaf, Placing) and leaf.input == "value":
                self.layout.add(leaf.id, "value", "values", "decimal")
            elif isinstance(leaf, Placing):
                self.layout.add_ratio(leaf.id, filler(leaf))
            if isinstance(leaf, Formula):
                for each in leaf.inputs:
                    self.layout.add(leaf.id, f"inputs.{each.id}", "values", "decimal")
            if isinstance(leaf, PluginScored):
                for name, kind in self.scorers[leaf.scorer].inputs(leaf.params).items():
                    is_count = kind == "count"
                    block = "counts" if is_count else "values"
                    self.layout.add(leaf.id, f"inputs.{name}", block, kind)  # type: ignore[arg-type]

    def _ticks(self, points: Decimal) -> int:
        return to_ticks(points, self.decimals)


def _floor(leaf: Counted) -> Decimal:
    return leaf.floor if isinstance(leaf, Deduct) else Decimal(0)


class AdjustmentTable(NamedTuple):
    """A rubric's adjustments: their events, and which row of the table each item has."""

    events: EventTable
    counts: Rows
    rows: Sequence[int]


def compile_adjustments(
    items: Sequence[Adjustment], decimals: int, layout: Layout
) -> AdjustmentTable | None:
    """Give adjustments their columns and compile them; None where there are none."""
    if not items:
        return None
    order = sorted(range(len(items)), key=lambda number: -len(items[number].events))
    sorted_items = [items[number] for number in order]
    table = EventTable(
        tuple(lines_of(each.events, decimals) for each in sorted_items),
        tuple(None if each.cap is None else to_ticks(each.cap, decimals) for each in sorted_items),
    )
    counts = layout.add_counts(
        (sorted_items[group].id, f"counts.{sorted_items[group].events[number].id}")
        for group, number in table.stack.order()
    )
    return AdjustmentTable(table, counts, [order.index(number) for number in range(len(items))])
