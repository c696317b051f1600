"""One plausible answer to one item, by item type."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import singledispatch
from typing import Any

from smart_team.demo.desk import LIGHTS, Desk, shows_lights
from smart_team.demo.guideline import GUIDELINE, guideline_items
from smart_team.demo.named import draw_inputs
from smart_team.demo.ratios import answer_ratio, answer_value
from smart_team.demo.streams import UNIT, WHOLE, Stream
from smart_team.rubric.items import (
    Adjustment,
    Boolean,
    Checklist,
    Count,
    Deduct,
    Event,
    Formula,
    Item,
    Levels,
    Manual,
    Mix,
    OnInput,
    PluginScored,
)
from smart_team.rubric.types import plain

Answer = dict[str, Any]
"""One answer as JSON Lines hold it: whole numbers, truths and texts; decimals are texts."""

_YES = (9_450, 500)
_CHECKED = (9_300, 600)
_BEST_LEVEL = (8_000, 1_300)
_ENOUGH = (8_700, 1_100)
_MORE_THAN_ENOUGH = 2_000
_DEDUCTED = (600, -400)
_BONUS = (300, 250)
_PENALTY = (200, -200)
_RARE = 3
"""An event of three points or more happens this many times more rarely."""
_TRIALS = 3
_BEST_CATEGORY = (8_200, 1_000)
_MEMBERS = (8, 24)
_SCORE = (8_800, 700)
_STEPS = 2
"""Reviewers score in halves of a point where the rubric has places for them."""


@singledispatch
def draw(item: Item, desk: Desk) -> Answer | None:
    """Draw a unit's answer to one item; None where there is nothing to say."""
    raise NotImplementedError(type(item).__name__)


@draw.register
def _(item: Boolean, desk: Desk) -> Answer:
    stream = desk.stream(item.id)
    return {"value": stream.chance(desk.quality(stream, *_YES))}


@draw.register
def _(item: Levels, desk: Desk) -> Answer:
    stream = desk.stream(item.id)
    ordered = sorted(item.levels, key=lambda level: -level.points)
    chosen = _first(stream, desk.quality(stream, *_BEST_LEVEL), len(ordered))
    return {"level": ordered[chosen].id}


@draw.register
def _(item: Checklist, desk: Desk) -> Answer:
    stream = desk.stream(item.id)
    share = desk.quality(stream, *_CHECKED)
    return {"checked": [each.id for each in item.items if stream.chance(share)]}


@draw.register
def _(item: OnInput, desk: Desk) -> Answer:
    return (answer_ratio if item.input == "ratio" else answer_value)(item, desk)


@draw.register
def _(item: Count, desk: Desk) -> Answer:
    stream = desk.stream(item.id)
    count = stream.part(wanted(item), desk.quality(stream, *_ENOUGH))
    if stream.chance(_MORE_THAN_ENOUGH):
        count += 1 + stream.below(2)
    return {"count": count if item.bound is None else min(count, item.bound)}


@draw.register
def _(item: Deduct, desk: Desk) -> Answer:
    counts = _events(item.events, desk, item.id, _DEDUCTED)
    if desk.has_lights:
        counts |= {each.id: desk.lights()[each.id] for each in item.events if each.id in LIGHTS}
    return {"counts": counts}


@draw.register
def _(item: Mix, desk: Desk) -> Answer:
    if (desk.rubric.id, item.id) == GUIDELINE:
        return {"counts": dict(guideline_items(desk.seed)[desk.facts.unit.unit])}
    if shows_lights(item):
        return {"counts": desk.lights()}
    stream = desk.stream(item.id)
    share = desk.quality(stream, *_BEST_CATEGORY)
    ordered = sorted(item.categories, key=lambda category: -category.share)
    counts = dict.fromkeys((each.id for each in item.categories), 0)
    members = max(stream.between(*_MEMBERS), item.min_denominator or 0)
    for _ in range(members):
        counts[ordered[_first(stream, share, len(ordered))].id] += 1
    return {"counts": counts}


@draw.register
def _(item: Formula, desk: Desk) -> Answer:
    return {"inputs": draw_inputs((each.id for each in item.inputs), desk, item.id)}


@draw.register
def _(item: Manual, desk: Desk) -> Answer:
    steps = _STEPS if desk.rubric.decimals else 1
    share = desk.quality(desk.stream(item.id), *_SCORE)
    return {"score": plain(Decimal(int(item.points * steps * share / WHOLE)) / steps)}


@draw.register
def _(item: PluginScored, desk: Desk) -> Answer:
    return {"inputs": draw_inputs(desk.scorers[item.scorer].inputs(item.params), desk, item.id)}


@draw.register
def _(item: Adjustment, desk: Desk) -> Answer | None:
    odds = _BONUS if item.type == "bonus" else _PENALTY
    counts = {k: n for k, n in _events(item.events, desk, item.id, odds).items() if n}
    return {"counts": counts} if counts else None


def wanted(item: Count) -> int:
    """Return the fewest that earn full marks."""
    return -int(-item.points // item.per)


def _first(stream: Stream, share: int, choices: int) -> int:
    """Draw how many choices fail before one holds; the last one always does."""
    chosen = 0
    while chosen < choices - 1 and not stream.chance(share):
        chosen += 1
    return chosen


def _events(
    events: Sequence[Event], desk: Desk, item: str, odds: tuple[int, int]
) -> dict[str, int]:
    stream = desk.stream(item)
    likely = max(0, odds[0] + odds[1] * desk.effort // UNIT)
    counts = {}
    for event in events:
        share = likely // _RARE if event.per >= _RARE else likely
        counts[event.id] = sum(stream.chance(share) for _ in range(_TRIALS))
    return counts
