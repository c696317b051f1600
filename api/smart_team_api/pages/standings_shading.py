"""Five shades for what was earned of what could be, each with its word."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from smart_team.errors import Text
from smart_team.scoring.fixed import micro, parse_score, show_short

LINES: Final = (60, 70, 80, 90)
"""Per cent of the full marks from which a shade is one step stronger."""
WORDS: Final = (
    Text("低", "low"),
    Text("较低", "rather low"),
    Text("中", "middling"),
    Text("较高", "rather high"),
    Text("高", "high"),
)


@dataclass(frozen=True, slots=True)
class Shaded:
    """A number as it is shown, in a shade from 1 (low) to 5 (high); 0 where there is none."""

    number: str
    step: int
    word: Text | None


BESIDE: Final = (-3, -1, 1, 3)
"""Per cent of the full marks, from the city's mean, at which a mean is one step higher."""
BESIDE_WORDS: Final = (
    Text("明显低于全市", "well below the city"),
    Text("低于全市", "below the city"),
    Text("接近全市", "near the city"),
    Text("高于全市", "above the city"),
    Text("明显高于全市", "well above the city"),
)
NOTHING: Final = Shaded("—", 0, None)


def shaded(points: str | None, full: Decimal) -> Shaded:
    """Return points in their shade; what does not apply has none."""
    if points is None or full <= 0:
        return NOTHING
    score, most = parse_score(points), micro(full)
    step = sum(score * 100 >= line * most for line in LINES)
    return Shaded(show_short(score), step + 1, WORDS[step])


def beside_city(mean: str | None, city: str | None, full: Decimal) -> Shaded:
    """Return a mean in one of five steps from well below the city's mean to well above it."""
    if mean is None or city is None or full <= 0:
        return NOTHING
    score, apart = parse_score(mean), parse_score(mean) - parse_score(city)
    step = sum(apart * 100 >= line * micro(full) for line in BESIDE)
    return Shaded(show_short(score), step + 1, BESIDE_WORDS[step])
