"""The answer that earns full marks, kept as near as can be to the one that was drawn."""

from __future__ import annotations

from functools import singledispatch

from smart_team.demo.draws import Answer, wanted
from smart_team.demo.ratios import scale
from smart_team.rubric.items import (
    Boolean,
    Checklist,
    Count,
    Deduct,
    Item,
    Levels,
    Manual,
    Mix,
    OnInput,
)
from smart_team.rubric.types import plain


@singledispatch
def perfect(_item: Item, drawn: Answer) -> Answer:
    """Return the answer with full marks; what has none that is plain stays as drawn."""
    return drawn


@perfect.register
def _(_item: Boolean, _drawn: Answer) -> Answer:
    return {"value": True}


@perfect.register
def _(item: Levels, _drawn: Answer) -> Answer:
    return {"level": max(item.levels, key=lambda level: level.points).id}


@perfect.register
def _(item: Checklist, _drawn: Answer) -> Answer:
    return {"checked": [each.id for each in item.items]}


@perfect.register
def _(item: OnInput, drawn: Answer) -> Answer:
    worst, best = scale(item)
    if item.input == "value":
        return {"value": plain(best)}
    below = drawn["denominator"]
    return {"numerator": below if best > worst else 0, "denominator": below}


@perfect.register
def _(item: Count, drawn: Answer) -> Answer:
    return {"count": max(wanted(item), drawn["count"])}


@perfect.register
def _(_item: Deduct, drawn: Answer) -> Answer:
    return {"counts": dict.fromkeys(drawn["counts"], 0)}


@perfect.register
def _(item: Mix, drawn: Answer) -> Answer:
    best = max(item.categories, key=lambda category: category.share).id
    counts = drawn["counts"]
    return {"counts": dict.fromkeys(counts, 0) | {best: sum(counts.values())}}


@perfect.register
def _(item: Manual, _drawn: Answer) -> Answer:
    return {"score": plain(item.points)}
