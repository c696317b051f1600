"""Exact numbers, rounding and printing (§1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

Record: TypeAlias = Mapping[str, Any]
Number: TypeAlias = int | Decimal | str | Fraction

SCORE_PLACES = 6
ZERO = Fraction(0)
NOTHING: Record = {}
"""What is read where a line, an answer or a part of a rubric is left out."""
PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def exact(number: Number) -> Fraction:
    """Take a number as written (§1).

    Raises ``TypeError`` for binary floating point and booleans, ``ValueError`` for a text that is
    not in plain notation.
    """
    if isinstance(number, bool) or not isinstance(number, int | Decimal | str | Fraction):
        raise TypeError(f"not an exact number: {number!r}")
    if isinstance(number, str) and not PLAIN.fullmatch(number):
        raise ValueError(f"not in plain notation: {number!r}")
    return Fraction(number)


def rounded(number: Fraction, places: int) -> Fraction:
    """Round half away from zero to so many decimal places (§1)."""
    scale = 10**places
    twice = abs(number) * scale * 2
    whole = (twice.numerator + twice.denominator) // (2 * twice.denominator)
    return Fraction(whole if number >= 0 else -whole, scale)


def r6(number: Fraction) -> Fraction:
    """Round as a rule that divides does, to six places (§1)."""
    return rounded(number, SCORE_PLACES)


def clamp(number: Fraction, low: Fraction, high: Fraction) -> Fraction:
    """Keep a number between two ends."""
    return max(low, min(number, high))


def shown(number: Fraction | None) -> str | None:
    """Print a score with six places; what a unit does not have stays null.

    Raises ``ValueError`` for a number with more places.
    """
    if number is None:
        return None
    millionths = number * 10**SCORE_PLACES
    if millionths.denominator != 1:
        raise ValueError(f"not a score of six places: {number}")
    whole, rest = divmod(abs(millionths.numerator), 10**SCORE_PLACES)
    sign = "-" if number < 0 else ""
    return f"{sign}{whole}.{rest:0{SCORE_PLACES}d}"
