"""One unit's part of a stage as the demo plays it: what it claims and what is found of that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from smart_team.assessment.drafts import Draft
from smart_team.demo import reasons as r
from smart_team.demo.answers import answers, claims
from smart_team.demo.draws import Answer
from smart_team.demo.nothing import nothing
from smart_team.demo.perfect import perfect
from smart_team.demo.streams import SEED, Stream
from smart_team.rubric.schema import Rubric
from smart_team.scoring.plugin import Scorers
from smart_team.scoring.units import Unit

_HIGH: Final = 3_500
"""So many units in ten thousand claim more than is found."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A unit's answers to a rubric; `position` is its place among the cycle's units."""

    unit: Unit
    position: int
    rubric: Rubric
    claim: Mapping[str, Answer]
    truth: Mapping[str, Answer]
    granted: tuple[str, ...] = ()
    submission: str = ""
    sampled: bool = False

    @property
    def disputed(self) -> list[str]:
        """The items that the unit claims and that are found otherwise."""
        return [item for item, said in self.claim.items() if self.truth.get(item, said) != said]

    @property
    def shown(self) -> list[str]:
        """The items that the unit answers and shows evidence of."""
        items = (*self.rubric.indicators(), *self.rubric.adjustments.items)
        asked = [each.id for each in items if each.evidence.required]
        return [item for item in asked if item in self.claim]

    def claimed(self) -> Draft:
        """Return what the unit hands in."""
        return Draft(self.claim)

    def begun(self) -> Draft:
        """Return a draft that is half filled in."""
        return Draft(dict(list(self.claim.items())[: len(self.claim) // 2]))

    def found(self) -> Draft:
        """Return all that a first review says beyond the claim or against it, with its reasons."""
        items = {item.id: item for item in self.rubric.items()}
        said = {item: answer for item, answer in self.truth.items() if self._is_news(item)}
        why = {
            item: r.one_of(r.CORRECTED, self.position)
            if item in self.claim
            else r.found_by(items[item])
            for item in said
        }
        return Draft(said, self.granted, {**why, **dict.fromkeys(self.granted, r.GRANTED)})

    def stricter(self, by: int, why: str) -> Draft | None:
        """Return the view of somebody who finds less in one item; None if there is no such item."""
        for item, answer in self.truth.items():
            if item in self.claim and (less := _less(answer, by)) is not None:
                return Draft({item: less}, (), {item: why})
        return None

    def _is_news(self, item: str) -> bool:
        return self.claim.get(item) != self.truth[item]


def papers_of(
    rubric: Rubric, units: Sequence[Unit], scorers: Scorers, seed: str = SEED
) -> list[Paper]:
    """Return the papers of these units, for those that the rubric assesses."""
    truths = {line["unit"]: line for line in answers(rubric, scorers, seed)}
    claimed = {line["unit"]: line["answers"] for line in claims(rubric, scorers, seed)}
    granted = {unit: tuple(line.get("granted_na", ())) for unit, line in truths.items()}
    return [
        Paper(
            unit,
            position,
            rubric,
            {
                **_raised(rubric, unit.unit, claimed[unit.unit], seed),
                **_none_of(rubric, granted[unit.unit]),
            },
            truths[unit.unit]["answers"],
            granted[unit.unit],
        )
        for position, unit in enumerate(units)
        if unit.unit in truths
    ]


def _none_of(rubric: Rubric, granted: Sequence[str]) -> dict[str, Answer]:
    """Let a unit claim nothing in what is then granted not to apply to it: none is left blank."""
    asked = [each for each in rubric.indicators() if each.answered_by == "unit"]
    found = {item.id: nothing(item) for item in asked if item.id in granted}
    return {item: answer for item, answer in found.items() if answer is not None}


def _raised(
    rubric: Rubric, unit: str, claim: Mapping[str, Answer], seed: str
) -> Mapping[str, Answer]:
    """Let some units claim full marks in one item where they do not earn them."""
    stream = Stream(seed, unit, rubric.id, "raised")
    items = {item.id: item for item in rubric.items()}
    best = {item: perfect(items[item], answer) for item, answer in claim.items()}
    short = [item for item, answer in best.items() if answer != claim[item]]
    if not short or not stream.chance(_HIGH):
        return claim
    chosen = short[stream.below(len(short))]
    return {**claim, chosen: best[chosen]}


def _less(answer: Answer, by: int) -> dict[str, Any] | None:
    """Return an answer with one number lower; None where it has none that can be."""
    for name in ("numerator", "count"):
        if answer.get(name, 0) >= by:
            return {**answer, name: answer[name] - by}
    return None
