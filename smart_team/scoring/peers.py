"""One unit among the rated units of its peer group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from smart_team.rubric.items import Redline
from smart_team.rubric.schema import Rubric
from smart_team.scoring.engine import Scores
from smart_team.scoring.fixed import MILLION
from smart_team.scoring.given import Speaker
from smart_team.scoring.outcome import RATED


@dataclass(frozen=True)
class Peers(Speaker):
    """What a story of one unit (at `position`) needs to know of itself and of the others."""

    scores: Scores
    position: int

    @property
    def rubric(self) -> Rubric:
        """The rubric that scored them."""
        return self.scores.plan.rubric

    @property
    def total(self) -> Fraction:
        """The unit's own total."""
        return self.total_at(self.position)

    @cached_property
    def rated(self) -> list[int]:
        """Positions of the peer group's rated units."""
        outcome = self.scores.outcome
        same = outcome.groups == outcome.groups[self.position]
        found: list[int] = np.flatnonzero(same & (outcome.statuses == RATED)).tolist()
        return found

    @cached_property
    def totals(self) -> dict[int, Fraction]:
        """The rated units' totals by position."""
        return {position: self.total_at(position) for position in self.rated}

    def total_at(self, position: int) -> Fraction:
        """Return one unit's total."""
        return Fraction(int(self.scores.outcome.totals[position]), MILLION)

    def neighbours(self) -> list[Fraction]:
        """Return the next higher and the next lower total of the peer group."""
        above = min((each for each in self.totals.values() if each > self.total), default=None)
        below = max((each for each in self.totals.values() if each < self.total), default=None)
        return [each for each in (above, below) if each is not None]

    def grade_lines(self) -> list[Fraction]:
        """Return the totals from which the grades hold."""
        return [Fraction(band.at_least) for band in self.rubric.grades]

    def breached(self, position: int) -> Sequence[Redline]:
        """Return the redlines that a unit breached."""
        breaches = self.scores.breaches[:, position].tolist()
        return [
            line for line, is_true in zip(self.rubric.redlines, breaches, strict=True) if is_true
        ]

    def band(self, position: int) -> int | None:
        """Return the number of the band, best first, that a total reaches by itself."""
        total = self.total_at(position)
        lines = enumerate(self.grade_lines())
        return next((number for number, line in lines if line <= total), None)

    def band_after_redlines(self, position: int) -> int | None:
        """Return the number of the band that is left after `fail` and `no_top`."""
        band, worst = self.band(position), len(self.rubric.grades) - 1
        effects = {line.effect for line in self.breached(position)}
        if "fail" in effects:
            return worst
        return min(1, worst) if "no_top" in effects and band == 0 else band
