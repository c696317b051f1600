"""Formulas (公式): parsed by Python's `ast`, kept only if every node is on a short list.

What is left is our own small tree of :class:`Node`; nothing of Python is ever evaluated.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from smart_team.errors import Message, Text
from smart_team.rubric import messages as m

MAX_LENGTH = 1000
MAX_DEPTH = 40

_ALLOWED = re.compile(r"[A-Za-z0-9_+\-*/(),.<>=! \n]")
_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
_GLUED = re.compile(r"(?<![A-Za-z0-9_.])[0-9][0-9.]*[A-Za-z_][A-Za-z0-9_]*")
"""A number run together with letters: ``1e3``, ``0x1``, ``1_0``, ``1if``."""
_ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
}
_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_FUNCTIONS = {"min": 2, "max": 2, "abs": 1}
"""Functions and how many arguments they take at least (`abs`: exactly)."""

NodeKind = Literal["number", "truth"]


@dataclass(frozen=True, slots=True)
class Node:
    """One step of a formula.

    `op` is ``const`` (with `value`), ``name`` (with `name`), an operator sign, ``neg``, ``min``,
    ``max``, ``abs``, ``if`` (test, then, else), a comparison sign, ``and``, ``or`` or ``not``.
    """

    op: str
    args: tuple[Node, ...] = ()
    value: Fraction = Fraction(0)
    name: str = ""

    @property
    def kind(self) -> NodeKind:
        """Whether the step yields a number or a truth value."""
        truth = self.op in {"and", "or", "not"} or self.op in _COMPARISONS.values()
        return "truth" if truth else "number"


class FormulaRefusedError(Exception):
    """A formula was refused: the message and the values that fill it."""

    def __init__(self, message: Message, **values: object) -> None:
        super().__init__(message.code)
        self.message = message
        self.values = values


def parse_formula(expression: str, names: Collection[str]) -> Node:
    """Parse an expression over the inputs `names`.

    Raises :class:`FormulaRefusedError` for anything not on the list.
    """
    if len(expression) > MAX_LENGTH:
        raise FormulaRefusedError(m.FORMULA_TOO_LONG, limit=MAX_LENGTH)
    for character in expression:
        if not _ALLOWED.match(character):
            raise FormulaRefusedError(m.FORMULA_CHARACTER, character=character)
    if glued := _GLUED.search(expression):
        raise FormulaRefusedError(m.FORMULA_NUMBER, raw=glued.group()[:40])
    source = " ".join(expression.split())
    try:
        tree = ast.parse(source, mode="eval")
    except (SyntaxError, MemoryError, RecursionError) as error:
        detail = error.msg if isinstance(error, SyntaxError) else "too deep"
        raise FormulaRefusedError(m.FORMULA_SYNTAX, detail=detail) from None
    return _Translator(source, names).number(tree.body, 0)


class _Translator:
    """Turns allowed Python nodes into ours."""

    def __init__(self, source: str, names: Collection[str]) -> None:
        self.source = source
        self.names = names

    def number(self, node: ast.expr, depth: int) -> Node:
        """Translate a node that must yield a number."""
        return self._of_kind("number", node, depth)

    def truth(self, node: ast.expr, depth: int) -> Node:
        """Translate a node that must yield a truth value."""
        return self._of_kind("truth", node, depth)

    def _of_kind(self, wanted: NodeKind, node: ast.expr, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise FormulaRefusedError(m.FORMULA_DEPTH, limit=MAX_DEPTH)
        translate = getattr(self, f"_{type(node).__name__.lower()}", None)
        if translate is None:
            raise FormulaRefusedError(m.FORMULA_NODE, node=type(node).__name__)
        found: Node = translate(node, depth + 1)
        if found.kind != wanted:
            words = {"number": Text("数", "a number"), "truth": Text("比较", "a comparison")}
            raise FormulaRefusedError(m.FORMULA_KIND, found=words[found.kind], wanted=words[wanted])
        return found

    def _constant(self, node: ast.Constant, _depth: int) -> Node:
        raw = ast.get_source_segment(self.source, node) or ""
        if not _NUMBER.fullmatch(raw):
            raise FormulaRefusedError(m.FORMULA_NUMBER, raw=raw[:40])
        return Node("const", value=Fraction(raw))

    def _name(self, node: ast.Name, _depth: int) -> Node:
        if node.id not in self.names:
            known = ", ".join(self.names)
            raise FormulaRefusedError(m.FORMULA_NAME, name=node.id[:40], known=known)
        return Node("name", name=node.id)

    def _binop(self, node: ast.BinOp, depth: int) -> Node:
        sign = _ARITHMETIC.get(type(node.op))
        if sign is None:
            raise FormulaRefusedError(m.FORMULA_NODE, node=type(node.op).__name__)
        return Node(sign, (self.number(node.left, depth), self.number(node.right, depth)))

    def _unaryop(self, node: ast.UnaryOp, depth: int) -> Node:
        if isinstance(node.op, ast.Not):
            return Node("not", (self.truth(node.operand, depth),))
        inner = self.number(node.operand, depth)
        return Node("neg", (inner,)) if isinstance(node.op, ast.USub) else inner

    def _ifexp(self, node: ast.IfExp, depth: int) -> Node:
        branches = (self.number(node.body, depth), self.number(node.orelse, depth))
        return Node("if", (self.truth(node.test, depth), *branches))

    def _boolop(self, node: ast.BoolOp, depth: int) -> Node:
        op = "and" if isinstance(node.op, ast.And) else "or"
        return Node(op, tuple(self.truth(value, depth) for value in node.values))

    def _compare(self, node: ast.Compare, depth: int) -> Node:
        sides = [self.number(side, depth) for side in (node.left, *node.comparators)]
        signs = [_COMPARISONS.get(type(op)) for op in node.ops]
        if len(signs) != 1 or signs[0] is None:
            raise FormulaRefusedError(m.FORMULA_NODE, node=type(node.ops[-1]).__name__)
        return Node(signs[0], tuple(sides))

    def _call(self, node: ast.Call, depth: int) -> Node:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        least = _FUNCTIONS.get(name)
        enough = least is not None and (
            len(node.args) == least if name == "abs" else len(node.args) >= least
        )
        if not enough or node.keywords:
            raise FormulaRefusedError(m.FORMULA_NODE, node=f"{name or 'call'}(…)")
        return Node(name, tuple(self.number(arg, depth) for arg in node.args))
