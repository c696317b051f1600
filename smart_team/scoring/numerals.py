"""Exact numbers as people write them: decimals where they end, fractions where they do not."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from smart_team.scoring.fixed import MILLION, r6, round_half_away

_PLACES = 6


def decimal(value: Fraction, least: int = 0) -> str:
    """Write a number of at most six places, with at least `least` of them."""
    ticks = round_half_away(value * MILLION)
    whole, rest = divmod(abs(ticks), MILLION)
    places = f"{rest:0{_PLACES}d}".rstrip("0").ljust(least, "0")
    sign = "-" if ticks < 0 else ""
    return f"{sign}{whole}.{places}" if places else f"{sign}{whole}"


def ends(value: Fraction) -> bool:
    """Whether six places say a number exactly."""
    return (value * MILLION).denominator == 1


def exact(value: Fraction) -> str:
    """Write a number so that nothing is lost: ``0.984``, ``2/3``."""
    return decimal(value) if ends(value) else f"{value.numerator}/{value.denominator}"


def quotient(value: Fraction) -> str:
    """Write the result of a division: ``1.05``, ``2/3 ≈ 0.666667``."""
    about = "" if ends(value) else f" ≈ {decimal(Fraction(r6(value), MILLION))}"
    return exact(value) + about


def percent(value: Fraction) -> str:
    """Write a share with its sign of equality: ``= 98.4%``, ``≈ 66.67%``."""
    if ends(value):
        return f"= {decimal(100 * value)}%"
    return f"≈ {decimal(Fraction(round_half_away(value * 10_000), 100), 2)}%"


def points(value: Fraction) -> str:
    """Write points with two places, or as many more as they have: ``14.00``."""
    return decimal(value, 2)


def written(value: Decimal | int) -> str:
    """Write a number as the rubric does: ``0.90``."""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def operand(text: str) -> str:
    """Put a number in brackets where a sign or a division would be misread."""
    return f"({text})" if text.startswith("-") or "/" in text else text
