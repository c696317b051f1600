"""Who an indicator applies to, and how points add up a tree (§2, §4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from smart_team.recount.exact import ZERO, Record, exact, r6
from smart_team.recount.items import Outcome

Outcomes: TypeAlias = Mapping[str, Outcome]

SELECTORS = {
    "kinds": "kind",
    "levels": "level",
    "districts": "district",
    "units": "unit",
}


@dataclass(frozen=True)
class Leaf:
    """An indicator with every `applies_to` that binds it, from the rubric down."""

    indicator: Record
    conditions: tuple[Record, ...]

    def applies(self, unit: Record) -> bool:
        """Tell whether every condition holds for the unit."""
        return all(chosen(condition, unit) for condition in self.conditions)


@dataclass(frozen=True)
class Branch:
    """A child's weight, and its score where it counts as applicable."""

    weight: Fraction
    score: Fraction | None


def chosen(condition: Record, unit: Record) -> bool:
    """Tell whether an `applies_to` holds: every key given must, and no exception."""
    for key, field in SELECTORS.items():
        if key in condition and unit[field] not in condition[key]:
            return False
    return unit["unit"] not in condition.get("except", ())


def conditions_of(node: Record) -> tuple[Record, ...]:
    """Give the node's own `applies_to`, if it has one."""
    return (node["applies_to"],) if "applies_to" in node else ()


def leaves(node: Record, above: tuple[Record, ...] = ()) -> Iterator[Leaf]:
    """Walk the indicators of a rubric or a dimension (§4)."""
    conditions = above + conditions_of(node)
    for indicator in node.get("indicators", ()):
        yield Leaf(indicator, conditions + conditions_of(indicator))
    for dimension in node.get("dimensions", ()):
        yield from leaves(dimension, conditions)


def under_policy(outcome: Outcome, full: Fraction, policy: str) -> Outcome:
    """Give an indicator that is na what the rubric's `na` gives it (§4)."""
    if outcome.status != "na" or policy == "rescale":
        return outcome
    return Outcome("na", full if policy == "full" else ZERO)


def base_of(
    rubric: Record, outcomes: Outcomes, scores: dict[str, Fraction | None]
) -> Fraction | None:
    """Score the root out of `full_marks`; None where nothing is applicable (§4).

    Every dimension's score is written into `scores` under its id.
    """
    children = _children(rubric, outcomes, scores)
    return _gathered(children, exact(rubric.get("full_marks", 100)))


def _children(node: Record, outcomes: Outcomes, scores: dict[str, Fraction | None]) -> list[Branch]:
    branches = [
        Branch(exact(indicator["points"]), outcomes[indicator["id"]].points)
        for indicator in node.get("indicators", ())
    ]
    for dimension in node.get("dimensions", ()):
        below = _children(dimension, outcomes, scores)
        target = dimension.get("points")
        weight = _weight(below) if target is None else exact(target)
        score = _gathered(below, weight)
        scores[dimension["id"]] = score
        branches.append(Branch(weight, score))
    return branches


def _weight(children: list[Branch]) -> Fraction:
    return sum((child.weight for child in children), ZERO)


def _gathered(children: list[Branch], target: Fraction) -> Fraction | None:
    """S if A = N, otherwise r6(S * N / A), over the applicable children (§4)."""
    applicable = [child for child in children if child.score is not None]
    if not applicable:
        return None
    earned = sum((child.score or ZERO for child in applicable), ZERO)
    weight = _weight(applicable)
    if weight == target:
        return earned
    return r6(earned * target / weight) if weight else ZERO
