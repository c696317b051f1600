"""Answers over x: a ratio of counts that fit the unit, or a value along the indicator's scale."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from smart_team.demo.desk import Desk
from smart_team.demo.sources import FEW_PROBLEMS, RANGES, Source, find, size
from smart_team.demo.streams import WHOLE, Stream, clamp
from smart_team.rubric.items import Linear, OnInput, Piecewise, Placing, Tiers
from smart_team.rubric.types import plain

_SCALE = (9_000, 900)
"""Mean and spread of where a unit stands between no points and full marks."""
_VALUES = (Decimal(0), Decimal(100))
_RATIOS = (Decimal(0), Decimal(1))
_PLACES = Decimal("0.01")
_EMPTY_SIZES = frozenset({"orders", "leads"})
"""Sizes that may well be 0, so that nothing is there to be judged."""


def answer_ratio(item: OnInput, desk: Desk) -> dict[str, Any]:
    """Draw numerator and denominator."""
    source = find(item.title.zh)
    stream = desk.stream(item.id)
    if source is None:
        return _unknown(item, desk, stream)
    below = _denominator(item, desk, source)
    if source.size == "grids" and not source.spread:
        above = desk.facts.covered
    else:
        if _is_of_faults(item) and source.spread > 0:
            source = source.turned()
        share = desk.quality(stream, source.mean, source.spread)
        above = stream.part(below, clamp(share, source.low, source.high))
    return _within(item, above, below)


def answer_value(item: OnInput, desk: Desk) -> dict[str, Any]:
    """Draw a value with two places along the indicator's scale."""
    worst, best = scale(item)
    quality = desk.quality(desk.stream(item.id), *_SCALE)
    value = (worst + (best - worst) * quality / WHOLE).quantize(_PLACES)
    return {"value": plain(value if item.bound is None else min(value, item.bound))}


def scale(item: OnInput) -> tuple[Decimal, Decimal]:
    """Return the x that earns least and the x that earns most."""
    if isinstance(item, Tiers):
        ends = item.tiers[-1].limit, item.tiers[0].limit
    elif isinstance(item, Piecewise):
        corners = sorted(item.curve, key=lambda corner: corner.points)
        ends = corners[0].at, corners[-1].at
    elif isinstance(item, Linear):
        zero, full = item.ends
        ends = zero or Decimal(0), full or Decimal(0)
    else:
        ends = _RATIOS if item.input == "ratio" else _VALUES
    lower_is_better = isinstance(item, Placing) and item.best == "low"
    return (ends[1], ends[0]) if lower_is_better else ends


def _unknown(item: OnInput, desk: Desk, stream: Stream) -> dict[str, Any]:
    worst, best = scale(item)
    quality = desk.quality(stream, *_SCALE)
    share = int((worst + (best - worst) * quality / WHOLE) * WHOLE)
    below = max(size(desk, "matters"), item.min_denominator or 0)
    return _within(item, stream.part(below, max(0, share)), below)


def _denominator(item: OnInput, desk: Desk, source: Source) -> int:
    count = size(desk, source.size)
    if source.size in {"sample", "survey"}:
        count = desk.stream(item.id, source.size).between(*RANGES[source.size])
    if source.size == "problems" and _is_one_of_many(item, desk):
        return desk.stream(item.id, source.size).between(*FEW_PROBLEMS)
    least = 0 if source.size in _EMPTY_SIZES else 1
    return max(count, item.min_denominator or least)


def _is_of_faults(item: OnInput) -> bool:
    worst, best = scale(item)
    return best < worst


def _is_one_of_many(item: OnInput, desk: Desk) -> bool:
    return sum(each.title.zh == item.title.zh for each in desk.rubric.indicators()) > 1


def _within(item: OnInput, above: int, below: int) -> dict[str, Any]:
    if item.bound is not None:
        above = min(above, int(item.bound * below))
    return {"numerator": above, "denominator": below}
