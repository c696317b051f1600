"""Tiers and lines over x, exact: x is a typed value, or the quotient of two counts.

Points are whole ticks, the smallest step that the rubric's `decimals` allow. Tables hold many
indicators, one per row of their input columns, and read whole rows of units at once. A table
keeps its numbers in 64 bits, and as big integers for inputs with which 64 bits might overflow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import lcm
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from smart_team.rubric.items import Linear, OnInput, Piecewise, Tiers
from smart_team.scoring.fixed import MILLION, SAFE, Column

Corner = tuple[Fraction, Fraction]
"""A point of a piecewise line: x, ticks."""


class CurveTable(Protocol):
    """What the kernels ask of a table."""

    def is_safe(self, numerators: int, denominators: int) -> bool:
        """Tell whether 64 bits do for inputs of at most these absolute sizes."""

    def ticks(self, x: Column, denominators: Column | None, *, safe: bool) -> Column:
        """Return ticks for x in millionths, or for numerators x over denominators above 0."""


class Steps(NamedTuple):
    """One indicator's tiers from left to right.

    A new step begins at each limit, or just above it where `strict`; there is one more step than
    limits.
    """

    limits: tuple[Fraction, ...]
    ticks: tuple[int, ...]
    strict: bool


def steps_of(tiers: Tiers, decimals: int) -> Steps:
    """Return the steps of a tiers indicator."""
    ticks = [int(tier.points * 10**decimals) for tier in tiers.tiers]
    limits = [Fraction(tier.limit) for tier in tiers.tiers]
    if tiers.tiers[0].at_least is None:
        return Steps(tuple(limits), (*ticks, 0), strict=True)
    return Steps(tuple(limits[::-1]), (0, *ticks[::-1]), strict=False)


def corners_of(indicator: OnInput, decimals: int) -> list[Corner]:
    """Return the corners of a linear or piecewise indicator, x rising."""
    unit = 10**decimals
    if isinstance(indicator, Linear):
        zero_at, full_at = (Fraction(end) for end in indicator.ends if end is not None)
        return sorted([(zero_at, Fraction(0)), (full_at, Fraction(indicator.points) * unit)])
    rows = indicator.curve if isinstance(indicator, Piecewise) else ()
    return [(Fraction(row.at), Fraction(row.points) * unit) for row in rows]


@dataclass(frozen=True)
class StepTable:
    """Tiers, rows in falling number of limits."""

    rows: tuple[Steps, ...]
    ratio: bool

    def is_safe(self, numerators: int, denominators: int) -> bool:
        """See :class:`CurveTable`."""
        scale, limit = self._largest
        return max((numerators + 1) * scale, limit * (denominators + 1)) < SAFE

    @cached_property
    def _largest(self) -> tuple[int, int]:
        """The largest scale and limit."""
        limit = max(abs(int(each)) for limits in self._limits for each in limits[:, 0])
        return max(int(each) for each in self._scale[:, 0]), limit

    def ticks(self, x: Column, denominators: Column | None, *, safe: bool) -> Column:
        """See :class:`CurveTable`."""
        scale, limits_by_depth, strict = self._narrow if safe else self._wide
        scaled = x * scale if self.ratio or not safe else x
        if strict is not None:
            scaled = scaled - strict
        step = np.zeros(x.shape, np.uint8)
        for limits in limits_by_depth:
            rows = len(limits)
            reached = limits if denominators is None else limits * denominators[:rows]
            step[:rows] += (scaled[:rows] >= reached).view(np.uint8)
        return self._ticks.take(step + self._offsets)

    @cached_property
    def _scale(self) -> Column:
        """Per row, the common denominator of its limits (1 for values, kept in millionths)."""
        common = [lcm(*(limit.denominator for limit in row.limits)) for row in self.rows]
        return _column(common if self.ratio else [1] * len(common))

    @cached_property
    def _limits(self) -> list[Column]:
        """Per depth, the limits of the rows that have one there, times the row's scale."""
        unit = [int(each) if self.ratio else MILLION for each in self._scale[:, 0]]
        deepest = len(self.rows[0].limits)
        return [
            _column(
                [
                    each.limits[depth] * scale
                    for each, scale in zip(self.rows, unit, strict=True)
                    if len(each.limits) > depth
                ]
            )
            for depth in range(deepest)
        ]

    @cached_property
    def _ticks(self) -> NDArray[np.int32]:
        table = np.zeros((len(self.rows), len(self.rows[0].ticks)), np.int32)
        for number, row in enumerate(self.rows):
            table[number, : len(row.ticks)] = row.ticks
        return table.reshape(-1)

    @cached_property
    def _offsets(self) -> NDArray[np.intp]:
        return np.arange(len(self.rows), dtype=np.intp)[:, None] * len(self.rows[0].ticks)

    @cached_property
    def _wide(self) -> tuple[Column, list[Column], Column | None]:
        strict = _column([int(row.strict) for row in self.rows])
        return self._scale, self._limits, strict if strict.any() else None

    @cached_property
    def _narrow(self) -> tuple[Column, list[Column], Column | None]:
        scale, limits, strict = self._wide
        small = None if strict is None else strict.astype(np.int64)
        return scale.astype(np.int64), [each.astype(np.int64) for each in limits], small


class Segments(NamedTuple):
    """One depth of a :class:`LineTable`: the pieces between neighbouring corners.

    `low` and `high` are where they begin and end, `slope` twice the ticks per x, all times the
    row's scales.
    """

    low: Column
    high: Column
    slope: Column


class LineNumbers(NamedTuple):
    """The numbers of a :class:`LineTable` in one number type."""

    scale: Column
    start: Column
    divisor: Column
    depths: list[Segments]


@dataclass(frozen=True)
class LineTable:
    """Piecewise lines, rows in falling number of corners; ends are held flat.

    A line is its first corner's ticks plus, for each piece, its slope times how far x has come
    within it: a sum of clipped pieces over one common divisor, rounded once.
    """

    rows: tuple[tuple[Corner, ...], ...]
    ratio: bool

    def is_safe(self, numerators: int, denominators: int) -> bool:
        """See :class:`CurveTable`."""
        scale, most = self._largest
        return max(numerators * scale, (denominators + 1) * most) < SAFE

    @cached_property
    def _largest(self) -> tuple[int, int]:
        """The largest scale, and the largest number that a denominator is multiplied by."""
        scale, start, divisor, depths = self._wide
        reach = max(int(np.abs(each).max()) for part in depths for each in (part.low, part.high))
        climb = sum(int(np.abs(part.slope).max()) for part in depths)
        most = reach * climb + int(np.abs(start).max()) + int(divisor.max()) + reach
        return int(scale.max()), most

    def ticks(self, x: Column, denominators: Column | None, *, safe: bool) -> Column:
        """See :class:`CurveTable`."""
        numbers = self._narrow if safe else self._wide
        start, divisor = numbers.start, numbers.divisor
        if self.ratio or not safe:
            x = x * numbers.scale
        if denominators is not None:
            start, divisor = start * denominators, divisor * denominators
        top: Column | None = None
        for low, high, slope in numbers.depths:
            rows = len(slope)
            if denominators is not None:
                low, high = low * denominators[:rows], high * denominators[:rows]  # noqa: PLW2901
            piece = np.maximum(x[:rows], low)
            np.minimum(piece, high, out=piece)
            piece *= slope
            if top is None:
                top = piece
                top += start
            else:
                top[:rows] += piece
        assert top is not None  # noqa: S101 - every line has a piece
        top //= divisor
        return top

    @cached_property
    def _wide(self) -> LineNumbers:
        lines = [_Line.of(corners, ratio=self.ratio) for corners in self.rows]
        deepest = len(lines[0].pieces)
        return LineNumbers(
            _column([line.scale for line in lines]),
            _column([line.start for line in lines]),
            _column([line.divisor for line in lines]),
            [
                Segments(
                    *(
                        _column(
                            [line.pieces[depth][part] for line in lines if len(line.pieces) > depth]
                        )
                        for part in range(3)
                    )
                )
                for depth in range(deepest)
            ],
        )

    @cached_property
    def _narrow(self) -> LineNumbers:
        wide = self._wide
        return LineNumbers(
            wide.scale.astype(np.int64),
            wide.start.astype(np.int64),
            wide.divisor.astype(np.int64),
            [Segments(*(each.astype(np.int64) for each in part)) for part in wide.depths],
        )


class _Line(NamedTuple):
    """One line in whole numbers: `pieces` are (low, high, slope), doubled for rounding."""

    scale: int
    start: int
    divisor: int
    pieces: list[tuple[int, int, int]]

    @classmethod
    def of(cls, corners: Sequence[Corner], *, ratio: bool) -> _Line:
        """Return a line through rising corners over x in millionths, or over a quotient."""
        xs = [at for at, _ in corners]
        scale = lcm(*(at.denominator for at in xs)) if ratio else 1
        unit = scale if ratio else MILLION
        first = corners[0]
        pairs = list(pairwise(corners)) or [(first, first)]
        pieces = [
            (left * unit, right * unit, _slope(left, low, right, high) / unit)
            for (left, low), (right, high) in pairs
        ]
        start = first[1] - sum(low * slope for low, _, slope in pieces)
        divisor = lcm(start.denominator, *(slope.denominator for _, _, slope in pieces))
        return cls(
            scale,
            int(2 * start * divisor) + divisor,
            2 * divisor,
            [(int(low), int(high), int(2 * slope * divisor)) for low, high, slope in pieces],
        )


def _slope(left: Fraction, low: Fraction, right: Fraction, high: Fraction) -> Fraction:
    return Fraction(0) if left == right else (high - low) / (right - left)


def _column(values: Sequence[Any]) -> Column:
    """Return whole numbers as a column of Python integers, one row each."""
    column = np.empty((len(values), 1), object)
    column[:, 0] = [int(value) for value in values]
    return column
