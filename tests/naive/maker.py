"""What all makers of random rubrics share: dice, fresh ids, numbers, titles."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

Fields: TypeAlias = dict[str, Any]

KINDS = ("commission", "court", "procuratorate", "police", "justice")
LEVELS = ("city", "district")
HUGE = 999_999_999_999
SPANS = ((-2, 3, 1), (-50, 150, 2), (0, 1, 6), (-1000, 10_000, 4), (0, HUGE, 6))
TITLES = ("学习教育", "查纠整改", "总结提升", "队伍管理", "重点工作", "队建动态", "no")


@dataclass
class Maker:
    """Dice, and what the parts of one rubric have to agree on."""

    seed: int
    decimals: int = 2
    scaled: bool = False
    texts: bool = False
    codes: list[str] = field(default_factory=list)
    districts: list[str] = field(default_factory=list)
    serial: int = 0

    def __post_init__(self) -> None:
        """Seed the dice."""
        self.dice = random.Random(self.seed)

    @property
    def one(self) -> int:
        """Count the smallest steps in one whole point."""
        return int(10**self.decimals)

    def chance(self, share: float) -> bool:
        """Throw for a thing that happens this often."""
        return self.dice.random() < share

    def fresh(self, prefix: str) -> str:
        """Give an id used nowhere else in the rubric, an identifier too."""
        self.serial += 1
        return f"{prefix}{self.dice.choice(('', '_'))}{self.serial}"

    def fresh_dashed(self, prefix: str) -> str:
        """Give an id that may hold a dash."""
        made = self.fresh(prefix)
        return f"{made}-{self.dice.choice('abXY')}" if self.chance(0.2) else made

    def title(self) -> str | Fields:
        """Give a text, in one language or in two."""
        text = self.dice.choice(TITLES)
        return {"zh": text, "en": "A title: #1"} if self.chance(0.2) else text

    def points(self, quanta: int) -> int | Decimal:
        """Write a number of the smallest steps that `decimals` allows."""
        return self.scaled_down(quanta, self.decimals)

    def scaled_down(self, whole: int, places: int) -> int | Decimal:
        """Write whole / 10**places, with or without its trailing zeros."""
        number = Decimal(whole).scaleb(-places)
        if number == number.to_integral_value() and self.chance(0.5):
            return int(number)
        return number if places else Decimal(whole)

    def between(self, low: int, high: int, places: int) -> int | Decimal:
        """Draw a number of so many places between two whole ends."""
        scale = 10**places
        return self.scaled_down(self.dice.randint(low * scale, high * scale), places)

    def rising(self, count: int, *, ratio: bool) -> list[int | Decimal]:
        """Draw so many different thresholds, lowest first."""
        low, high, most = (0, 2, 6) if ratio else self.dice.choice(SPANS)
        if ratio and self.chance(0.6):
            high, most = 1, 2
        found: set[int | Decimal] = set()
        while len(found) < count:
            found.add(self.between(low, high, self.dice.choice((most, most, 6))))
        return sorted(found)

    def falling_quanta(self, most: int, count: int) -> list[int]:
        """Draw different numbers of steps within 0..most, best first."""
        count = min(count, most + 1)
        return sorted(self.dice.sample(range(most + 1), count), reverse=True)

    def split(self, quanta: int, count: int) -> list[int]:
        """Cut a whole into parts of at least one step each."""
        cuts = sorted(self.dice.sample(range(1, quanta), count - 1))
        return [end - start for start, end in zip([0, *cuts], [*cuts, quanta], strict=True)]

    def some(self, things: tuple[str, ...] | list[str]) -> list[str]:
        """Choose one or more."""
        return self.dice.sample(things, self.dice.randint(1, len(things)))

    def applies_to(self, often: float) -> Fields:
        """Give an `applies_to` this often, else nothing."""
        return {"applies_to": self.condition()} if self.chance(often) else {}

    def condition(self) -> Fields:
        """Draw the inside of an `applies_to`."""
        choices: dict[str, tuple[str, ...] | list[str]] = {
            "kinds": KINDS,
            "levels": LEVELS,
            "districts": self.districts,
            "units": self.codes,
            "except": self.codes,
        }
        weights = (5, 3, 2, 1, 2)
        keys = set(self.dice.choices(list(choices), weights, k=self.dice.choice((1, 1, 2))))
        return {key: self.some(choices[key]) for key in choices if key in keys}
