"""What one indicator earns from one answer (§2, §3)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final, TypeAlias

from smart_team.recount.answers import counted, is_blank, measured, thin_denominator, weighed_events
from smart_team.recount.exact import ZERO, Record, clamp, exact, rounded
from smart_team.recount.expression import evaluate
from smart_team.recount.plugin import Plugins, ask, params_of


@dataclass(frozen=True)
class Outcome:
    """An indicator's status and points; points are None only where it is na."""

    status: str
    points: Fraction | None


@dataclass(frozen=True)
class Question:
    """An indicator, its answer, and what else its type needs to know."""

    indicator: Record
    answer: Record
    decimals: int
    rivals: tuple[Fraction, ...]
    plugins: Plugins

    @property
    def full(self) -> Fraction:
        """P, the full marks of the indicator."""
        return exact(self.indicator["points"])

    @property
    def names(self) -> Collection[str]:
        """The inputs that the answer must name one by one."""
        kind = self.indicator["type"]
        if kind == "formula":
            return [item["id"] for item in self.indicator["inputs"]]
        if kind == "plugin":
            return self.plugins[self.indicator["scorer"]].inputs(params_of(self.indicator))
        return ()

    def to_points(self, number: Fraction) -> Fraction:
        """rd: round half away from zero to the rubric's decimals (§1)."""
        return rounded(number, self.decimals)


Scorer: TypeAlias = Callable[[Question], Fraction]


def judged(question: Question) -> Outcome:
    """Judge an indicator that is applicable and whose request for na was not granted."""
    if is_blank(question.indicator, question.answer, question.names):
        return Outcome("missing", ZERO)
    policy = thin_denominator(question.indicator, question.answer)
    if policy == "na":
        return Outcome("na", None)
    if policy is not None:
        return Outcome("scored", question.full if policy == "full" else ZERO)
    kind = question.indicator["type"]
    try:
        return Outcome("scored", SCORERS[kind](question))
    except ZeroDivisionError:
        if kind != "formula":
            raise
        return Outcome("unresolved", ZERO)


def imposed(said: str) -> Outcome:
    """Take what a panel came to: points, or the status that has none (§6)."""
    if said == "na":
        return Outcome("na", None)
    if said == "unresolved":
        return Outcome("unresolved", ZERO)
    return Outcome("scored", exact(said))


def _boolean(question: Question) -> Fraction:
    return question.full if question.answer["value"] is True else ZERO


def _levels(question: Question) -> Fraction:
    for level in question.indicator["levels"]:
        if level["id"] == question.answer["level"]:
            return exact(level["points"])
    raise KeyError(question.answer["level"])


def _checklist(question: Question) -> Fraction:
    earned = ZERO
    for item in question.indicator["items"]:
        if item["id"] in question.answer["checked"]:
            earned += exact(item["points"])
    return earned


def _tiers(question: Question) -> Fraction:
    x = measured(question.indicator, question.answer)
    for tier in question.indicator["tiers"]:
        if "at_least" in tier and x >= exact(tier["at_least"]):
            return exact(tier["points"])
        if "at_most" in tier and x <= exact(tier["at_most"]):
            return exact(tier["points"])
    return ZERO


def _linear(question: Question) -> Fraction:
    x = measured(question.indicator, question.answer)
    zero_at = exact(question.indicator.get("zero_at", 0))
    full_at = exact(question.indicator.get("full_at", 1))
    part = clamp((x - zero_at) / (full_at - zero_at), ZERO, Fraction(1))
    return question.to_points(question.full * part)


def _piecewise(question: Question) -> Fraction:
    x = measured(question.indicator, question.answer)
    curve = [(exact(knot["at"]), exact(knot["points"])) for knot in question.indicator["curve"]]
    return question.to_points(_interpolated(x, curve))


def _interpolated(x: Fraction, curve: list[tuple[Fraction, Fraction]]) -> Fraction:
    if x <= curve[0][0]:
        return curve[0][1]
    for (left, low), (right, high) in pairwise(curve):
        if x <= right:
            return low + (high - low) * (x - left) / (right - left)
    return curve[-1][1]


def _count(question: Question) -> Fraction:
    count = exact(question.answer["count"])
    return min(question.full, count * exact(question.indicator["per"]))


def _deduct(question: Question) -> Fraction:
    lost = weighed_events(question.indicator["events"], question.answer)
    return max(exact(question.indicator.get("floor", 0)), question.full - lost)


def _mix(question: Question) -> Fraction:
    weighed = members = ZERO
    for category in question.indicator["categories"]:
        number = counted(question.answer, category["id"])
        weighed += number * exact(category["share"])
        members += number
    return question.to_points(question.full * weighed / members)


def _placing(question: Question) -> Fraction:
    x = measured(question.indicator, question.answer)
    if question.indicator.get("best", "high") == "high":
        better = [rival for rival in question.rivals if rival > x]
    else:
        better = [rival for rival in question.rivals if rival < x]
    for row in question.indicator["places"]:
        if 1 + len(better) <= row["to"]:
            return exact(row["points"])
    return ZERO


def _formula(question: Question) -> Fraction:
    inputs = {name: exact(question.answer["inputs"][name]) for name in question.names}
    result = evaluate(question.indicator["expression"], inputs)
    return question.to_points(clamp(result, ZERO, question.full))


def _manual(question: Question) -> Fraction:
    return exact(question.answer["score"])


def _plugin(question: Question) -> Fraction:
    scorer = question.plugins[question.indicator["scorer"]]
    return question.to_points(ask(scorer, question.indicator, question.answer))


SCORERS: Final[dict[str, Scorer]] = {
    "boolean": _boolean,
    "levels": _levels,
    "checklist": _checklist,
    "tiers": _tiers,
    "linear": _linear,
    "piecewise": _piecewise,
    "count": _count,
    "deduct": _deduct,
    "mix": _mix,
    "placing": _placing,
    "formula": _formula,
    "manual": _manual,
    "plugin": _plugin,
}
