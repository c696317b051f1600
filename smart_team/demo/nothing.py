"""The answer that claims nothing, for what a unit has not got."""

from __future__ import annotations

from functools import singledispatch

from smart_team.demo.draws import Answer
from smart_team.demo.ratios import scale
from smart_team.rubric.items import Boolean, Checklist, Count, Item, Levels, OnInput

_OF_SO_MANY = 10


@singledispatch
def nothing(_item: Item) -> Answer | None:
    """Return the answer that earns least; None where none is plain."""
    return None


@nothing.register
def _(_item: Boolean) -> Answer:
    return {"value": False}


@nothing.register
def _(item: Levels) -> Answer:
    return {"level": min(item.levels, key=lambda level: level.points).id}


@nothing.register
def _(_item: Checklist) -> Answer:
    return {"checked": []}


@nothing.register
def _(_item: Count) -> Answer:
    return {"count": 0}


@nothing.register
def _(item: OnInput) -> Answer | None:
    worst, best = scale(item)
    if item.input == "value" or best < worst:
        return None
    return {"numerator": 0, "denominator": max(_OF_SO_MANY, item.min_denominator or 0)}
