"""One unit's desk as it fills in one rubric: who it is, its luck, and the numbers it shares."""

from __future__ import annotations

from dataclasses import dataclass

from smart_team.demo.facts import Facts
from smart_team.demo.streams import UNIT, Stream, clamp
from smart_team.rubric.items import Mix
from smart_team.rubric.schema import Rubric
from smart_team.scoring.plugin import Scorers

LIGHTS = {"green": 8_000, "yellow": 1_400, "red": 600}
"""Lights of tasks and milestones, and how often each is lit."""
_DOWN = 500
"""How much less often a light is green for each deviation of effort that a unit lacks."""
_TASKS = (14, 40)
_FROM_UNIT, _FROM_RUBRIC = 7, 5
"""A unit's effort in one rubric is so many tenths its own and so many tenths the rubric's."""
_FROM_EFFORT, _FROM_LUCK = 6, 8
"""The same of one item; squared and summed, both pairs come near to one."""


@dataclass(frozen=True)
class Desk:
    """What every draw of one unit for one rubric knows."""

    seed: str
    facts: Facts
    rubric: Rubric
    scorers: Scorers

    def stream(self, *purpose: str) -> Stream:
        """Return the stream of one item, or of a number that several items share."""
        return Stream(self.seed, self.facts.unit.unit, self.rubric.id, *purpose)

    @property
    def effort(self) -> int:
        """How well the unit does in this rubric, in thousandths of a deviation."""
        own = self.stream("effort").deviation()
        return (self.facts.effort * _FROM_UNIT + own * _FROM_RUBRIC) // 10

    def quality(self, stream: Stream, mean: int, spread: int) -> int:
        """Draw a share around `mean`, higher for a unit that works well."""
        luck = stream.deviation()
        deviation = (self.effort * _FROM_EFFORT + luck * _FROM_LUCK) // 10
        return clamp(mean + spread * deviation // UNIT)

    def lights(self) -> dict[str, int]:
        """Return how many of the unit's tasks show which light; the same for all items."""
        stream = self.stream("lights")
        green = clamp(LIGHTS["green"] + _DOWN * self.effort // UNIT, 5_000, 9_700)
        yellow = (10_000 - green) * LIGHTS["yellow"] // (LIGHTS["yellow"] + LIGHTS["red"])
        counts = dict.fromkeys(LIGHTS, 0)
        for _ in range(stream.between(*_TASKS)):
            drawn = stream.below(10_000)
            light = "green" if drawn < green else "yellow" if drawn < green + yellow else "red"
            counts[light] += 1
        return counts

    @property
    def has_lights(self) -> bool:
        """Whether the rubric counts tasks by light, so that all its items must agree on them."""
        return any(
            isinstance(each, Mix) and shows_lights(each) for each in self.rubric.indicators()
        )


def shows_lights(item: Mix) -> bool:
    """Tell whether a mix counts lights."""
    return {each.id for each in item.categories} == set(LIGHTS)
