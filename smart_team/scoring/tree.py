"""The tree (§4): scores of indicators to scores of dimensions and the base.

Indicators are in ticks, dimensions in millionths. What applies to a unit is the same for many
units at once, so the weights A are computed per pattern of applicability, not per unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from smart_team.rubric.checks import weight
from smart_team.rubric.items import Deduct, Indicator
from smart_team.rubric.schema import Dimension, Rubric
from smart_team.scoring.fixed import SAFE, Column, divide, micro
from smart_team.scoring.stack import Stack

Flags = NDArray[np.bool_]
SMALL = 2**31


class Children(NamedTuple):
    """The indicators, or the dimensions, below some dimensions of one layer."""

    parents: NDArray[np.intp]
    """Rows of the dimensions that have such children."""
    rows: NDArray[np.intp]
    """The children's rows as the stack orders them."""
    stack: Stack

    def total(self, columns: Column) -> Column:
        """Sum the children of each parent."""
        return self.stack.total(columns.take(self.rows, axis=0))


class Layer(NamedTuple):
    """Dimensions whose children are all known once the layers before are done."""

    rows: slice
    indicators: Children | None
    dimensions: Children | None


@dataclass(frozen=True)
class Tree:
    """Dimensions in rows from the lowest up, the root last.

    `weights` are the indicators' W and `points` the dimensions' N in millionths, one row each.
    """

    layers: tuple[Layer, ...]
    rows: Mapping[str, int]
    """Each dimension's row."""
    weights: Column
    points: Column
    tick: int
    """Millionths of a point in a tick."""
    fits: bool
    """Whether 64 bits do for every product."""
    small: bool
    """Whether 32 bits do for every sum of ticks."""

    @property
    def dtype(self) -> type:
        """The number type of the dimensions' columns."""
        return np.int64 if self.fits else object

    def applicable_weights(self, na: Flags) -> tuple[Column, Flags]:
        """Return A of every dimension, 1 where nothing applies, and which do not apply.

        `na` tells, per indicator and pattern, what does not apply.
        """
        present = self.weights * ~na
        own: Column = np.zeros((len(self.points), na.shape[1]), self.dtype)
        below = own.copy()
        for layer in self.layers:
            if layer.indicators is not None:
                own[layer.indicators.parents] += layer.indicators.total(present)
            if layer.dimensions is not None:
                own[layer.dimensions.parents] += layer.dimensions.total(below)
            below[layer.rows] = self.points[layer.rows] * (own[layer.rows] > 0)
        return np.maximum(own, 1), own == 0

    def roll_up(self, ticks: Column, weights: Column | None) -> Column:
        """Return the dimensions' scores.

        `ticks` are the indicators' earned points, 0 where they do not apply; `weights` each
        dimension's A per unit, None where A = N for all.
        """
        scores: Column = np.zeros((len(self.points), ticks.shape[1]), self.dtype)
        for layer in self.layers:
            if layer.indicators is not None:
                sums: Column = layer.indicators.total(ticks).astype(self.dtype)
                sums *= self.tick
                scores[layer.indicators.parents] = sums
            if layer.dimensions is not None:
                scores[layer.dimensions.parents] += layer.dimensions.total(scores)
            if weights is not None:
                here = layer.rows
                scores[here] = divide(scores[here] * self.points[here], weights[here])
        return scores


def build_tree(rubric: Rubric, leaves: Sequence[Indicator]) -> Tree:
    """Lay the rubric's dimensions out over its indicators, in the order of their rows."""
    heights = _heights(rubric)
    members = sorted(rubric.walk(), key=lambda each: heights[each.id])
    rows = {each.id: row for row, each in enumerate(members)}
    leaf_rows = {leaf.id: row for row, leaf in enumerate(leaves)}
    layers = []
    for height in range(1, max(heights.values()) + 1):
        here = [each for each in members if heights[each.id] == height]
        first = rows[here[0].id]
        layers.append(
            Layer(
                slice(first, first + len(here)),
                _children({rows[d.id]: [leaf_rows[i.id] for i in d.indicators] for d in here}),
                _children({rows[d.id]: [rows[c.id] for c in d.dimensions] for d in here}),
            )
        )
    root = len(members)
    top = _children({root: [rows[each.id] for each in rubric.dimensions]})
    layers.append(Layer(slice(root, root + 1), None, top))
    points = [*(weight(each) for each in members), rubric.full_marks]
    tick = 10 ** (6 - rubric.decimals)
    largest = micro(max(points))
    reach = sum(max(micro(leaf.points), _depth(leaf)) for leaf in leaves)
    fits = 4 * largest * max(reach, largest) < SAFE
    dtype = np.int64 if fits else object
    return Tree(
        tuple(layers),
        rows,
        _column([leaf.points for leaf in leaves], dtype),
        _column(points, dtype),
        tick,
        fits,
        small=reach // tick < SMALL,
    )


def _depth(indicator: Indicator) -> int:
    """Return how far below zero an indicator may go."""
    return -micro(indicator.floor) if isinstance(indicator, Deduct) else 0


def _heights(rubric: Rubric) -> dict[str, int]:
    heights: dict[str, int] = {}

    def measure(dimension: Dimension) -> int:
        height = 1 + max((measure(each) for each in dimension.dimensions), default=0)
        heights[dimension.id] = height
        return height

    for dimension in rubric.dimensions:
        measure(dimension)
    return heights


def _children(below: Mapping[int, Sequence[int]]) -> Children | None:
    """Stack the children's rows of some parents; None where no parent has any."""
    groups = sorted(
        ((parent, rows) for parent, rows in below.items() if rows),
        key=lambda group: -len(group[1]),
    )
    if not groups:
        return None
    stack = Stack.of([len(rows) for _, rows in groups])
    return Children(
        np.array([parent for parent, _ in groups], np.intp),
        np.array([groups[group][1][number] for group, number in stack.order()], np.intp),
        stack,
    )


def _column(values: Sequence[Decimal], dtype: type) -> Column:
    return np.array([micro(value) for value in values], dtype)[:, None]
