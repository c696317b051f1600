"""Fixed-point numbers (§1): a score is an exact whole number of millionths of a point.

Columns are NumPy arrays of 64-bit integers where checked bounds prove that no product overflows,
and arrays of Python's own big integers (dtype object) elsewhere. Both take the same operations.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Column: TypeAlias = NDArray[Any]
"""Integers, one per unit: int64, or object where 64 bits might not do."""

MILLION = 1_000_000
SAFE = 2**62
"""Products that stay below this leave room for one more addition in 64 bits."""


def micro(value: Decimal | int) -> int:
    """Return a decimal of at most six places as millionths."""
    scaled = Decimal(value) * MILLION
    whole = int(scaled)
    if scaled != whole:
        message = f"{value} has more than six places"
        raise ValueError(message)
    return whole


def to_ticks(points: Decimal, decimals: int) -> int:
    """Return points of at most `decimals` places in the smallest step that these allow."""
    step: int = 10 ** (6 - decimals)
    return micro(points) // step


def round_half_away(value: Fraction) -> int:
    """Round an exact fraction to a whole number, halves away from zero."""
    return quotient(value.numerator, value.denominator)


def quotient(numerator: int, denominator: int) -> int:
    """Divide to a whole number, halves rounded away from zero; the denominator is above 0."""
    whole = (2 * abs(numerator) + denominator) // (2 * denominator)
    return whole if numerator >= 0 else -whole


def r6(value: Fraction) -> int:
    """Round points to six places; returns millionths."""
    return round_half_away(value * MILLION)


def rd(value: Fraction, decimals: int) -> int:
    """Round points to `decimals` places; returns ticks, the smallest step that these allow."""
    return round_half_away(value * 10**decimals)


def divide(numerator: Column, denominator: Column | int) -> Column:
    """Divide columns to whole numbers, halves rounded away from zero; denominators are above 0."""
    twice = 2 * denominator
    if not numerator.size or numerator.min() >= 0:
        whole: Column = (2 * numerator + denominator) // twice
    else:
        whole = np.sign(numerator) * ((2 * np.abs(numerator) + denominator) // twice)
    return whole


def peak(column: Column) -> int:
    """Return the largest absolute value of a column, 0 if it is empty."""
    if not column.size:
        return 0
    return max(abs(int(column.max())), abs(int(column.min())))


def show(score: int) -> str:
    """Write a score with its six places: ``86.250000``."""
    whole, rest = divmod(abs(score), MILLION)
    return f"{'-' if score < 0 else ''}{whole}.{rest:06d}"


def parse_score(text: str) -> int:
    """Read what :func:`show` wrote."""
    return micro(Decimal(text))


def show_short(score: int, places: int = 2) -> str:
    """Write a score for people with `places` places, halves away from zero."""
    unit = 10 ** (6 - places)
    rounded = round_half_away(Fraction(score, unit))
    sign = "-" if rounded < 0 else ""
    whole, rest = divmod(abs(rounded), 10**places)
    return f"{sign}{whole}.{rest:0{places}d}" if places else f"{sign}{whole}"


def tell_apart(score: int, others: list[int]) -> str:
    """Write a score with two places, or as many more (up to six) as tell it from `others`."""
    for places in range(2, 6):
        shown = show_short(score, places)
        if all(other == score or show_short(other, places) != shown for other in others):
            return shown
    return show(score)
