"""The kernels: each scores neighbouring rows of indicators over a run of units at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from smart_team.rubric.items import Empty, OnDenominator
from smart_team.scoring.answers import NA, SCORED, Answers
from smart_team.scoring.curves import CurveTable, LineTable
from smart_team.scoring.events import EventTable
from smart_team.scoring.fixed import MILLION, SAFE, Column, to_ticks
from smart_team.scoring.layout import Block, Rows
from smart_team.scoring.stack import Stack


@dataclass
class Chunk:
    """A run of units being scored.

    `earned` takes each indicator's ticks, `statuses` what a kernel finds not applicable or
    unresolved; `found_na` says that it found any of the former.
    """

    answers: Answers
    units: slice
    earned: Column
    statuses: NDArray[np.uint8]
    found_na: bool = False

    def inputs(self, block: Block, rows: Rows) -> Column:
        """Return the chunk's part of some rows of a block."""
        return self.answers.blocks[block][rows.start : rows.stop, self.units]

    def put(self, rows: Rows, ticks: Column) -> None:
        """Take the ticks of some rows."""
        self.earned[rows.start : rows.stop] = ticks


class Kernel(Protocol):
    """Scores the rows of indicators that it was compiled for."""

    def fill(self, chunk: Chunk) -> None:
        """Put the earned ticks, and what turned out not applicable or unresolved."""


@dataclass(frozen=True)
class Lookup:
    """有无, 分档, 清单: a byte of code per answer, looked up among ticks."""

    rows: Rows
    codes: Rows
    table: NDArray[np.int32]
    offsets: NDArray[np.intp]
    more: Sequence[tuple[int, int, Column]] = ()
    """Further bytes of long checklists: indicator's row, row of codes, ticks by code."""

    def fill(self, chunk: Chunk) -> None:
        """Look up every row's codes."""
        index = chunk.inputs("codes", self.codes) + self.offsets
        chunk.put(self.rows, self.table.take(index))
        for row, codes, table in self.more:
            chunk.earned[row] += table.take(chunk.inputs("codes", Rows(codes, codes + 1))[0])


@dataclass(frozen=True)
class Denominators:
    """What a zero or too small denominator means, per row (`when_empty`, `when_small`)."""

    least: Column
    rules: Sequence[tuple[Empty, Empty]]
    full: Sequence[int]

    @classmethod
    def of(cls, indicators: Sequence[OnDenominator], decimals: int) -> Denominators:
        """Collect the rules of some indicators."""
        return cls(
            np.array([filler(each) for each in indicators], np.int64)[:, None],
            [(each.when_empty, each.when_small) for each in indicators],
            [to_ticks(each.points, decimals) for each in indicators],
        )

    def apply(self, chunk: Chunk, first: int, denominators: Column) -> None:
        """Overwrite what was earned, from row `first` on, where a denominator is too small."""
        small = denominators < self.least
        if not small.any():
            return
        for number in np.flatnonzero(small.any(axis=1)).tolist():
            row, empty = first + number, denominators[number] == 0
            answered = small[number] & (chunk.statuses[row] == SCORED)
            when_empty, when_small = self.rules[number]
            cases = ((answered & empty, when_empty), (answered & ~empty, when_small))
            for where, rule in cases:
                chunk.earned[row, where] = self.full[number] if rule == "full" else 0
                if rule == "na":
                    chunk.statuses[row, where] = NA
                    chunk.found_na |= bool(where.any())


def usable(denominators: Column) -> Column:
    """Return denominators to divide by: 1 in place of 0, whose quotient is not used."""
    return denominators if denominators.min(initial=1) > 0 else np.maximum(denominators, 1)


def filler(indicator: OnDenominator) -> int:
    """Return the least denominator that is scored; it stands where nothing is answered."""
    return indicator.min_denominator or 1


@dataclass(frozen=True)
class ValueCurves:
    """阶梯 or lines over typed values."""

    rows: Rows
    values: Rows
    table: CurveTable

    def fill(self, chunk: Chunk) -> None:
        """Score every row's values."""
        safe = self.table.is_safe(chunk.answers.peaks["values"], 1)
        chunk.put(self.rows, self.table.ticks(chunk.inputs("values", self.values), None, safe=safe))


@dataclass(frozen=True)
class RatioCurves:
    """阶梯 or lines over exact quotients of two counts."""

    rows: Rows
    ratios: Rows
    table: CurveTable
    denominators: Denominators

    def fill(self, chunk: Chunk) -> None:
        """Score every row's quotients, then apply the rules for empty and small ones."""
        peaks = chunk.answers.peaks
        safe = self.table.is_safe(peaks["numerators"], peaks["denominators"])
        above = chunk.inputs("numerators", self.ratios)
        below = chunk.inputs("denominators", self.ratios)
        chunk.put(self.rows, self.table.ticks(above, usable(below), safe=safe))
        self.denominators.apply(chunk, self.rows.start, below)


@dataclass(frozen=True)
class Mixes:
    """构成: full marks times the mean share of all members."""

    rows: Rows
    counts: Rows
    stack: Stack
    shares: Column
    """Per category, its share in millionths."""
    table: LineTable
    denominators: Denominators

    def fill(self, chunk: Chunk) -> None:
        """Score every row's mean share as a quotient."""
        counts = chunk.inputs("counts", self.counts)
        members = chunk.answers.peaks["counts"] * len(self.shares)
        if members * MILLION >= SAFE:
            counts = counts.astype(object)
        shared = self.stack.total(counts * self.shares)
        total = self.stack.total(counts.copy())
        safe = self.table.is_safe(members * MILLION, members)
        chunk.put(self.rows, self.table.ticks(shared, usable(total), safe=safe))
        self.denominators.apply(chunk, self.rows.start, total)


@dataclass(frozen=True)
class Events:
    """计数 and 扣分: events add points up, or take them from the full marks."""

    rows: Rows
    counts: Rows
    table: EventTable
    start: Column
    sign: Column

    def fill(self, chunk: Chunk) -> None:
        """Score every row's events."""
        counts = chunk.inputs("counts", self.counts)
        ticks = self.table.points(counts, chunk.answers.peaks["counts"])
        ticks *= self.sign
        ticks += self.start
        chunk.put(self.rows, ticks)


@dataclass(frozen=True)
class Reviewed:
    """评分: the reviewers' scores as they are."""

    rows: Rows
    scores: Rows
    tick: int

    def fill(self, chunk: Chunk) -> None:
        """Copy every row's scores."""
        chunk.put(self.rows, chunk.inputs("scores", self.scores) // self.tick)


@dataclass(frozen=True)
class Known:
    """An indicator scored beforehand over all units: 名次, 公式, 插件."""

    row: int
    ticks: Column
    statuses: NDArray[np.uint8]

    def fill(self, chunk: Chunk) -> None:
        """Copy the chunk's part."""
        chunk.earned[self.row] = self.ticks[chunk.units]
        found = self.statuses[chunk.units]
        mine = chunk.statuses[self.row]
        np.copyto(mine, found, where=mine == SCORED)
        chunk.found_na |= bool((found == NA).any())
