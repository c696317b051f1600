"""The line of a formula (公式): the expression with the unit's numbers put in."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Any, Final

from smart_team.rubric.formula import Node, parse_formula
from smart_team.rubric.items import Formula
from smart_team.scoring import finding_texts as t
from smart_team.scoring.given import Given, Told
from smart_team.scoring.numerals import exact, written

_EXACT: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "min": min,
    "max": max,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_ALONE: Final[Mapping[str, Callable[[Any], Any]]] = {
    "neg": operator.neg,
    "abs": abs,
    "not": operator.not_,
}
_SIGNS: Final = {"-": "−", "*": "×", "/": "÷", "<=": "≤", ">=": "≥", "==": "=", "!=": "≠"}
_BINDING: Final = {"or": 1, "and": 2, "not": 3, "+": 5, "-": 5, "*": 6, "/": 6, "neg": 7}
_COMPARES, _ATOM = 4, 8


class DividedByZeroError(ArithmeticError):
    """A division by zero was reached at `node`."""

    def __init__(self, node: Node) -> None:
        super().__init__("division by zero")
        self.node = node


def tell_formula(leaf: Formula, given: Given) -> Told:
    """Say the expression in numbers, its value, and what holds it within the full marks."""
    names = [each.id for each in leaf.inputs]
    inputs = {name: given.number(f"inputs.{name}") for name in names}
    node = parse_formula(leaf.expression, names)
    opening = given.say(t.AND).join(
        f"{each.title.say(given.lang)} {exact(inputs[each.id])}" for each in leaf.inputs
    )
    told = _result(leaf, node, Writer(given, inputs))
    return told._replace(line=given.then(opening, told.line))


def _result(leaf: Formula, node: Node, writer: Writer) -> Told:
    given, terms = writer.given, writer.write(node)
    zero, full = Fraction(0), Fraction(leaf.points)
    try:
        value = value_of(node, writer.inputs)
    except DividedByZeroError as error:
        division = writer.write(error.node)
        told = given.told(t.UNRESOLVED, zero, sum=terms, division=division)
        return told._replace(status="unresolved")
    if value > full:
        limit = written(leaf.points)
        return given.told(t.ABOVE, full, sum=terms, exact=exact(value), limit=limit)
    if value < zero:
        return given.told(t.BELOW, zero, sum=terms, exact=exact(value), limit=0)
    return given.rounded_points(terms, value)


def value_of(node: Node, inputs: Mapping[str, Fraction]) -> Any:  # noqa: ANN401 - number or truth
    """Return a formula's exact value; raises :class:`DividedByZeroError` if one is reached."""
    if node.op in {"const", "name"}:
        return inputs[node.name] if node.name else node.value
    if node.op == "if":
        return value_of(node.args[1 if value_of(node.args[0], inputs) else 2], inputs)
    if node.op == "and":
        return all(value_of(each, inputs) for each in node.args)
    if node.op == "or":
        return any(value_of(each, inputs) for each in node.args)
    values = [value_of(each, inputs) for each in node.args]
    if node.op == "/" and not values[1]:
        raise DividedByZeroError(node)
    if len(values) == 1:
        return _ALONE[node.op](values[0])
    return reduce(_EXACT[node.op], values)


@dataclass(frozen=True)
class Writer:
    """Writes a formula with numbers in place of names."""

    given: Given
    inputs: Mapping[str, Fraction]

    def write(self, node: Node) -> str:
        """Return a node as a person would write it."""
        if node.op in {"const", "name"}:
            return exact(self.inputs[node.name] if node.name else node.value)
        if node.op == "if":
            test, then, otherwise = map(self.write, node.args)
            return self.given.say(t.CONDITION, test=test, then=then, otherwise=otherwise)
        if node.op in {"min", "max", "abs"}:
            return f"{node.op}({', '.join(map(self.write, node.args))})"
        if node.op == "neg":
            return f"-{self._inside(node.args[0], _BINDING['neg'] + 1)}"
        if node.op == "not":
            return self.given.say(t.WORDS["not"]) + self._inside(node.args[0], _BINDING["not"])
        return self._joined(node)

    def _joined(self, node: Node) -> str:
        strength = _BINDING.get(node.op, _COMPARES)
        words = t.WORDS.get(node.op)
        sign = self.given.say(words) if words else f" {_SIGNS.get(node.op, node.op)} "
        first, *rest = node.args
        parts = [
            self._inside(first, strength),
            *(self._inside(each, strength + 1) for each in rest),
        ]
        return sign.join(parts)

    def _inside(self, node: Node, least: int) -> str:
        """Write a part, in brackets where it binds less than `least`."""
        text = self.write(node)
        strength = _COMPARES if node.kind == "truth" else _ATOM
        loose = _BINDING.get(node.op, strength) < least
        is_signed = text.startswith("-") and least > _BINDING["+"]
        return f"({text})" if loose or is_signed else text
