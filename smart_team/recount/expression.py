"""The formula language, over exact fractions (§3, formula)."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TypeAlias

Inputs: TypeAlias = Mapping[str, Fraction]

PLAIN_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
ARITHMETIC: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: lambda left, right: left + right,
    ast.Sub: lambda left, right: left - right,
    ast.Mult: lambda left, right: left * right,
    ast.Div: lambda left, right: left / right,
}
COMPARISONS: dict[type[ast.cmpop], Callable[[Fraction, Fraction], bool]] = {
    ast.Lt: lambda left, right: left < right,
    ast.LtE: lambda left, right: left <= right,
    ast.Gt: lambda left, right: left > right,
    ast.GtE: lambda left, right: left >= right,
    ast.Eq: lambda left, right: left == right,
    ast.NotEq: lambda left, right: left != right,
}


class FormulaError(ValueError):
    """The expression is outside the formula language."""


def evaluate(expression: str, inputs: Inputs) -> Fraction:
    """Evaluate an expression exactly.

    Raises ZeroDivisionError for a division by zero that is reached: the branch of a
    conditional that is not taken, and the part of an `and` or `or` after the one
    that decides it, are not reached.
    """
    text = expression.strip()
    return _number(ast.parse(text, mode="eval").body, text, inputs)


def _number(node: ast.expr, text: str, inputs: Inputs) -> Fraction:
    match node:
        case ast.Constant():
            return _constant(node, text)
        case ast.Name(id=name):
            return inputs[name]
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
            value = _number(operand, text, inputs)
            return -value if isinstance(sign, ast.USub) else value
        case ast.BinOp(left=left, op=op, right=right) if type(op) in ARITHMETIC:
            first = _number(left, text, inputs)
            return ARITHMETIC[type(op)](first, _number(right, text, inputs))
        case ast.IfExp(test=test, body=body, orelse=orelse):
            taken = body if _holds(test, text, inputs) else orelse
            return _number(taken, text, inputs)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
            return _called(name, [_number(arg, text, inputs) for arg in args])
    raise FormulaError(ast.dump(node))


def _constant(node: ast.Constant, text: str) -> Fraction:
    """Read a number from its own characters, since the parser makes it a float."""
    written = ast.get_source_segment(text, node) or ""
    if not PLAIN_NUMBER.fullmatch(written):
        raise FormulaError(written)
    return Fraction(written)


def _called(name: str, values: list[Fraction]) -> Fraction:
    if name == "min" and values:
        return min(values)
    if name == "max" and values:
        return max(values)
    if name == "abs" and len(values) == 1:
        return abs(values[0])
    raise FormulaError(name)


def _holds(node: ast.expr, text: str, inputs: Inputs) -> bool:
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not _holds(operand, text, inputs)
        case ast.BoolOp(op=ast.And(), values=values):
            return all(_holds(value, text, inputs) for value in values)
        case ast.BoolOp(op=ast.Or(), values=values):
            return any(_holds(value, text, inputs) for value in values)
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in COMPARISONS:
            first = _number(left, text, inputs)
            return COMPARISONS[type(op)](first, _number(right, text, inputs))
    raise FormulaError(ast.dump(node))
