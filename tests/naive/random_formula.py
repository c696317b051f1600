"""Random expressions of the formula language (§3, formula)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .maker import Maker

NUMBERS = ("1", "2", "3", "7", "10", "100", "0.5", "0.01", "1.25", "33.333333")
COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")


def formula(maker: Maker, names: list[str]) -> str:
    """Draw an expression that uses every name."""
    text = _expression(maker, names, maker.dice.randint(1, 3))
    for name in names:
        if name not in text.replace("(", " ").replace(")", " ").replace(",", " ").split():
            text = f"{text} + min({name}, {maker.dice.choice(NUMBERS)})"
    return text


def _expression(maker: Maker, names: list[str], depth: int) -> str:
    if depth == 0:
        return maker.dice.choice((*names, *names, *names, *NUMBERS))
    shape = maker.dice.choices(("binary", "call", "abs", "signed", "conditional"), (8, 2, 1, 1, 2))[
        0
    ]
    first = _expression(maker, names, depth - 1)
    second = _expression(maker, names, depth - 1)
    if shape == "binary":
        text = f"{first} {maker.dice.choice('+-**//')} {second}"
        return f"({text})" if maker.chance(0.6) else text
    if shape == "call":
        return f"{maker.dice.choice(('min', 'max'))}({first}, {second})"
    if shape == "abs":
        return f"abs({first} - {second})"
    if shape == "signed":
        return f"({maker.dice.choice('+-')}{first} * {second})"
    return f"({first} if {_condition(maker, names, depth - 1)} else {second})"


def _condition(maker: Maker, names: list[str], depth: int) -> str:
    left = _expression(maker, names, depth)
    right = maker.dice.choice((*names, "0", "1", "10"))
    text = f"{left} {maker.dice.choice(COMPARISONS)} {right}"
    if maker.chance(0.25):
        other = f"{maker.dice.choice(names)} > {maker.dice.choice(NUMBERS)}"
        return f"{text} {maker.dice.choice(('and', 'or'))} {other}"
    return f"not {text}" if maker.chance(0.15) else text
