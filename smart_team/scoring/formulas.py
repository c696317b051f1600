"""Formulas (公式) over columns of exact fractions."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import reduce
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from smart_team.rubric.formula import Node

Fractions = NDArray[np.object_]
Flags = NDArray[np.bool_]

_EXACT: dict[str, Any] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "min": np.minimum,
    "max": np.maximum,
    "neg": np.negative,
    "abs": np.absolute,
}
_COMPARE: dict[str, Any] = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}


class Value(NamedTuple):
    """A column of numbers or truths, and where a division by zero spoilt it."""

    column: NDArray[Any]
    spoilt: Flags


def evaluate(node: Node, inputs: Mapping[str, Fractions], units: int) -> Value:
    """Evaluate a formula for all units; what is not reached cannot spoil the result."""
    if node.op == "const":
        return Value(np.full(units, node.value, object), np.zeros(units, np.bool_))
    if node.op == "name":
        return Value(inputs[node.name], np.zeros(units, np.bool_))
    values = [evaluate(arg, inputs, units) for arg in node.args]
    if node.op == "if":
        return _choose(*values)
    if node.op == "not":
        return Value(~values[0].column, values[0].spoilt)
    if node.op in {"and", "or"}:
        stop = node.op == "or"
        return reduce(lambda left, right: _until(left, right, stop=stop), values)
    if node.op == "/":
        return _quotient(*values)
    return reduce(lambda left, right: _both(node.op, left, right), values[1:], _first(node, values))


def _first(node: Node, values: list[Value]) -> Value:
    """Return the first value, with a sign change or magnitude if that is the operation."""
    if len(values) > 1:
        return values[0]
    return Value(_EXACT[node.op](values[0].column), values[0].spoilt)


def _both(op: str, left: Value, right: Value) -> Value:
    spoilt = left.spoilt | right.spoilt
    if op in _COMPARE:
        return Value(_COMPARE[op](left.column, right.column).astype(np.bool_), spoilt)
    return Value(_EXACT[op](left.column, right.column), spoilt)


def _quotient(left: Value, right: Value) -> Value:
    zero = (right.column == 0).astype(np.bool_)
    below = right.column.copy()
    below[zero] = Fraction(1)
    return Value(left.column / below, left.spoilt | right.spoilt | zero)


def _choose(test: Value, then: Value, otherwise: Value) -> Value:
    spoilt = test.spoilt | np.where(test.column, then.spoilt, otherwise.spoilt)
    return Value(np.where(test.column, then.column, otherwise.column), spoilt)


def _until(left: Value, right: Value, *, stop: bool) -> Value:
    """Join truths; where the left one already decides, the right one is not reached."""
    decided = left.column == stop
    spoilt = left.spoilt | (~decided & right.spoilt)
    return Value(np.where(decided, left.column, right.column), spoilt)
