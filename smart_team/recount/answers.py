"""What one answer says: whether it is blank, its quotient, its counts (§2, §3)."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from smart_team.recount.exact import ZERO, Record, exact

MEASURED: Final = frozenset({"tiers", "linear", "piecewise", "placing"})
ANSWER_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "boolean": ("value",),
    "levels": ("level",),
    "checklist": ("checked",),
    "count": ("count",),
    "deduct": ("counts",),
    "mix": ("counts",),
    "formula": ("inputs",),
    "manual": ("score",),
    "plugin": ("inputs",),
}


def is_blank(indicator: Record, answer: Record, names: Iterable[str] = ()) -> bool:
    """Tell whether a field that the type needs, or a named input, was not answered (§2)."""
    fields = ANSWER_FIELDS.get(indicator["type"])
    if fields is None:
        fields = ("numerator", "denominator") if takes_ratio(indicator) else ("value",)
    if any(answer.get(field) is None for field in fields):
        return True
    return any(answer["inputs"].get(name) is None for name in names)


def takes_ratio(indicator: Record) -> bool:
    """Tell whether the input is a quotient rather than a value."""
    return indicator["type"] in MEASURED and indicator.get("input") == "ratio"


def thin_denominator(indicator: Record, answer: Record) -> str | None:
    """Give `na`, `full` or `zero` where the denominator is zero or too small (§3)."""
    if takes_ratio(indicator):
        denominator = exact(answer["denominator"])
    elif indicator["type"] == "mix":
        denominator = sum((counted(answer, each["id"]) for each in indicator["categories"]), ZERO)
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


def weighed_events(events: Iterable[Record], answer: Record) -> Fraction:
    """Sum over events of n times per, each at most its max (§3)."""
    total = ZERO
    for event in events:
        effect = counted(answer, event["id"]) * exact(event["per"])
        if "max" in event:
            effect = min(effect, exact(event["max"]))
        total += effect
    return total


def counted(answer: Record, key: str) -> Fraction:
    """Give how often an event or category was counted; what is not mentioned counts 0."""
    return exact(answer["counts"].get(key, 0))
