"""What one indicator earns from one answer (§2, §3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

from .exact import ZERO, Record, clamp, exact, rounded
from .expression import evaluate

MEASURED = frozenset({"tiers", "linear", "piecewise", "placing"})
ANSWER_FIELDS: dict[str, tuple[str, ...]] = {
    "boolean": ("value",),
    "levels": ("level",),
    "checklist": ("checked",),
    "count": ("count",),
    "deduct": ("counts",),
    "mix": ("counts",),
    "formula": ("inputs",),
    "manual": ("score",),
}


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
    rivals: tuple[Fraction, ...] = ()

    @property
    def full(self) -> Fraction:
        """P, the full marks of the indicator."""
        return exact(self.indicator["points"])

    def to_points(self, number: Fraction) -> Fraction:
        """rd: round half away from zero to the rubric's decimals (§1)."""
        return rounded(number, self.decimals)


Scorer: TypeAlias = Callable[[Question], Fraction]


def judged(question: Question) -> Outcome:
    """Judge an indicator that is applicable and whose request for na was not granted."""
    if is_blank(question.indicator, question.answer):
        return Outcome("missing", ZERO)
    policy = thin_denominator(question.indicator, question.answer)
    if policy == "na":
        return Outcome("na", None)
    if policy is not None:
        return Outcome("scored", question.full if policy == "full" else ZERO)
    try:
        return Outcome("scored", SCORERS[question.indicator["type"]](question))
    except ZeroDivisionError:
        return Outcome("unresolved", ZERO)


def is_blank(indicator: Record, answer: Record) -> bool:
    """Tell whether a field that the type needs was not answered (§2)."""
    fields = ANSWER_FIELDS.get(indicator["type"])
    if fields is None:
        fields = ("numerator", "denominator") if takes_ratio(indicator) else ("value",)
    if any(answer.get(field) is None for field in fields):
        return True
    if indicator["type"] != "formula":
        return False
    return any(answer["inputs"].get(item["id"]) is None for item in indicator["inputs"])


def takes_ratio(indicator: Record) -> bool:
    """Tell whether the input is a quotient rather than a value."""
    return indicator["type"] in MEASURED and indicator.get("input") == "ratio"


def thin_denominator(indicator: Record, answer: Record) -> str | None:
    """Give `na`, `full` or `zero` where the denominator is zero or too small (§3)."""
    if takes_ratio(indicator):
        denominator = exact(answer["denominator"])
    elif indicator["type"] == "mix":
        denominator = sum((_counted(answer, each["id"]) for each in indicator["categories"]), ZERO)
    else:
        return None
    if denominator == 0:
        return str(indicator.get("when_empty", "na"))
    if denominator < exact(indicator.get("min_denominator", 0)):
        return str(indicator.get("when_small", "na"))
    return None


def measured(indicator: Record, answer: Record) -> Fraction:
    """x: the value, or the exact quotient (§3)."""
    if takes_ratio(indicator):
        return exact(answer["numerator"]) / exact(answer["denominator"])
    return exact(answer["value"])


def weighed_events(events: list[Record], answer: Record) -> Fraction:
    """Sum over events of n times per, each at most its max (§3)."""
    total = ZERO
    for event in events:
        effect = _counted(answer, event["id"]) * exact(event["per"])
        if "max" in event:
            effect = min(effect, exact(event["max"]))
        total += effect
    return total


def _counted(answer: Record, key: str) -> Fraction:
    return exact(answer["counts"].get(key, 0))


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
    weighed = counted = ZERO
    for category in question.indicator["categories"]:
        number = _counted(question.answer, category["id"])
        weighed += number * exact(category["share"])
        counted += number
    return question.to_points(question.full * weighed / counted)


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
    inputs = {
        item["id"]: exact(question.answer["inputs"][item["id"]])
        for item in question.indicator["inputs"]
    }
    result = evaluate(question.indicator["expression"], inputs)
    return question.to_points(clamp(result, ZERO, question.full))


def _manual(question: Question) -> Fraction:
    return exact(question.answer["score"])


SCORERS: dict[str, Scorer] = {
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
}
