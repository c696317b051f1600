"""Seeded streams of draws, the same on every machine and version of Python.

Only :meth:`random.Random.random` is drawn, which Python promises to repeat for one seed; whole
numbers do the rest, so that no rounding of binary fractions can differ anywhere.
"""

from __future__ import annotations

from random import Random
from typing import Final

SEED: Final = "2021"
"""The seed of the city that the project ships."""
WHOLE: Final = 10_000
"""Shares are whole ten-thousandths: 9850 is 98.5 %."""
UNIT: Final = 1_000
"""Deviations are whole thousandths of a standard deviation."""

_BITS = 53
_DICE = 12
"""The sum of twelve even draws has a standard deviation of one, and is near enough to normal."""


class Stream:
    """Draws for one purpose, named by its key: ``Stream(seed, unit, rubric, item)``."""

    def __init__(self, *key: str) -> None:
        self._random = Random(":".join(key))  # noqa: S311 - must repeat; guards nothing

    def below(self, count: int) -> int:
        """Draw a whole number from 0 to `count` - 1."""
        return int(self._random.random() * (1 << _BITS)) * count >> _BITS

    def between(self, low: int, high: int) -> int:
        """Draw a whole number from `low` to `high`, both included."""
        return low + self.below(high - low + 1)

    def chance(self, share: int) -> bool:
        """Draw whether something of this likelihood happens."""
        return self.below(WHOLE) < share

    def deviation(self) -> int:
        """Draw a normal deviation in thousandths of the standard deviation, within ±6000."""
        return sum(self.below(UNIT + 1) for _ in range(_DICE)) - _DICE // 2 * UNIT

    def part(self, whole: int, share: int) -> int:
        """Draw about this share of `whole`: its floor, or one more as the remainder has it."""
        return (whole * share + self.below(WHOLE)) // WHOLE


def clamp(value: int, low: int = 0, high: int = WHOLE) -> int:
    """Hold a value between two limits."""
    return max(low, min(high, value))
