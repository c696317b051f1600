"""Random indicators of every type (§3), valid by the written format."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from .random_formula import formula

if TYPE_CHECKING:
    from collections.abc import Callable

    from .maker import Fields, Maker

POLICIES = ("na", "full", "zero")


def indicator(maker: Maker, quanta: int) -> Fields:
    """Draw an indicator worth so many steps of points."""
    kind = maker.dice.choice(list(MAKERS))
    made: Fields = {
        "id": maker.fresh_dashed("I"),
        "title": maker.title(),
        "type": kind,
        "points": maker.points(quanta),
    }
    made |= MAKERS[kind](maker, quanta)
    if maker.chance(0.2):
        made["reference"] = "示例第 8 条"
    return made | maker.applies_to(0.15)


def events(maker: Maker) -> list[Fields]:
    """Draw the events of a deduction, a bonus or a penalty."""
    return [_event(maker) for _ in range(maker.dice.randint(1, 3))]


def _event(maker: Maker) -> Fields:
    made: Fields = {
        "id": maker.fresh_dashed("E"),
        "title": maker.title(),
        "per": maker.points(maker.dice.randint(1, 3 * maker.one)),
    }
    if maker.chance(0.5):
        made["max"] = maker.points(maker.dice.randint(1, 8 * maker.one))
    return made


def _boolean(_maker: Maker, _quanta: int) -> Fields:
    return {}


def _levels(maker: Maker, quanta: int) -> Fields:
    worse = maker.falling_quanta(quanta - 1, maker.dice.randint(1, 4))
    return {"levels": [_keyed(maker, "L", part) for part in (quanta, *worse)]}


def _checklist(maker: Maker, quanta: int) -> Fields:
    count = min(quanta, maker.dice.randint(1, 5))
    parts = maker.split(quanta, count)
    return {"items": [_keyed(maker, "K", part) for part in parts]}


def _keyed(maker: Maker, prefix: str, quanta: int) -> Fields:
    return {
        "id": maker.fresh_dashed(prefix),
        "title": maker.title(),
        "points": maker.points(quanta),
    }


def _best_full(maker: Maker, quanta: int, count: int) -> list[int]:
    falling = maker.falling_quanta(quanta, count)
    return [quanta, *falling[1:]] if maker.chance(0.85) else falling


def _tiers(maker: Maker, quanta: int) -> Fields:
    made = _input(maker)
    worth = _best_full(maker, quanta, maker.dice.randint(1, 5))
    lines = maker.rising(len(worth), ratio=made["input"] == "ratio")
    key = maker.dice.choice(("at_least", "at_most"))
    if key == "at_least":
        lines.reverse()
    made["tiers"] = [
        {key: line, "points": maker.points(part)} for line, part in zip(lines, worth, strict=True)
    ]
    return made


def _linear(maker: Maker, _quanta: int) -> Fields:
    made = _input(maker)
    ratio = made["input"] == "ratio"
    ends = maker.rising(2, ratio=ratio)
    if maker.chance(0.4):
        ends.reverse()
    keep_zero = not ratio or maker.chance(0.6)
    keep_full = not ratio or maker.chance(0.6)
    zero_at = ends[0] if keep_zero else 0
    full_at = ends[1] if keep_full else 1
    if zero_at == full_at:
        return made
    made |= {"zero_at": zero_at} if keep_zero else {}
    return made | ({"full_at": full_at} if keep_full else {})


def _piecewise(maker: Maker, quanta: int) -> Fields:
    made = _input(maker)
    knots = maker.rising(maker.dice.randint(2, 5), ratio=made["input"] == "ratio")
    worth = [maker.dice.randint(0, quanta) for _ in knots]
    worth[maker.dice.choice((0, -1, -1, -1))] = quanta
    if maker.chance(0.5):
        worth.sort(reverse=maker.chance(0.3))
    made["curve"] = [
        {"at": knot, "points": maker.points(part)} for knot, part in zip(knots, worth, strict=True)
    ]
    return made


def _count(maker: Maker, quanta: int) -> Fields:
    return {"per": maker.points(maker.dice.randint(1, max(1, quanta)))}


def _deduct(maker: Maker, quanta: int) -> Fields:
    made: Fields = {"events": events(maker)}
    if maker.chance(0.4):
        made["floor"] = maker.points(maker.dice.randint(0, quanta))
    return made


def _mix(maker: Maker, _quanta: int) -> Fields:
    made: Fields = {"categories": [_category(maker)]}
    made["categories"] += [_category(maker) for _ in range(maker.dice.randint(1, 3))]
    made["categories"][0]["share"] = 1
    return made | _when(maker, "when_empty")


def _category(maker: Maker) -> Fields:
    share = maker.between(0, 1, maker.dice.choice((0, 1, 2, 6)))
    return {"id": maker.fresh_dashed("C"), "title": maker.title(), "share": share}


def _placing(maker: Maker, quanta: int) -> Fields:
    made = _input(maker) | {"best": maker.dice.choice(("high", "low"))}
    worth = _best_full(maker, quanta, maker.dice.randint(1, 4))
    lines = sorted(maker.dice.sample(range(1, 12), len(worth)))
    made["places"] = [
        {"to": line, "points": maker.points(part)} for line, part in zip(lines, worth, strict=True)
    ]
    return made


def _formula(maker: Maker, _quanta: int) -> Fields:
    names = [maker.fresh("x") for _ in range(maker.dice.randint(1, 3))]
    return {
        "inputs": [{"id": name, "title": maker.title()} for name in names],
        "expression": formula(maker, names),
    }


def _manual(_maker: Maker, _quanta: int) -> Fields:
    return {"answered_by": "reviewer"}


def _input(maker: Maker) -> Fields:
    """Draw a value, or a ratio with what it says of thin denominators."""
    if maker.chance(0.4):
        return {"input": "value"}
    made: Fields = {"input": "ratio"} | _when(maker, "when_empty")
    if maker.chance(0.3):
        made["min_denominator"] = maker.dice.choice((2, 5, 30, 100))
        made |= _when(maker, "when_small")
    if maker.chance(0.25):
        made["bound"] = maker.dice.choice((1, 1, 2, Decimal("1.5")))
    return made


def _when(maker: Maker, key: str) -> Fields:
    return {key: maker.dice.choice(POLICIES)} if maker.chance(0.5) else {}


MAKERS: dict[str, Callable[[Maker, int], Fields]] = {
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
