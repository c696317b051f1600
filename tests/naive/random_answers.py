"""Random answers that look for the edges of a rubric (§2, §3)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from .maker import HUGE, Fields, Maker

if TYPE_CHECKING:
    from collections.abc import Callable

COUNTS = (0, 1, 1, 2, 2, 3, 5, 8, 40)
MILLIONTH = Decimal("0.000001")


def sheets(maker: Maker, rubric: Fields, indicators: list[Fields]) -> list[Fields]:
    """Draw every unit's answers; some units say nothing, some copy the one before."""
    blank = maker.dice.choice((0.0, 0.08, 0.08, 0.4))
    granted = maker.dice.choice((0.0, 0.05, 0.05, 0.3))
    made: list[Fields] = []
    for code in maker.codes:
        if made and maker.chance(0.2):
            made.append(made[-1] | {"unit": code})
        elif not maker.chance(0.04):
            sheet = _sheet(maker, indicators, blank, granted)
            sheet["answers"] |= _outside(maker, rubric)
            made.append({"unit": code} | sheet)
    return made


def _sheet(maker: Maker, indicators: list[Fields], blank: float, granted: float) -> Fields:
    share = 1.0 if maker.chance(0.03) else granted
    away = [each["id"] for each in indicators if maker.chance(share)]
    answers = {}
    for each in indicators:
        if maker.chance(0.9 if each["id"] in away else blank):
            continue
        answers[each["id"]] = ANSWERS[each["type"]](maker, each)
    sheet: Fields = {"answers": answers}
    return sheet | {"granted_na": away} if away or maker.chance(0.3) else sheet


def _outside(maker: Maker, rubric: Fields) -> Fields:
    answers: Fields = {}
    for item in rubric.get("adjustments", {}).get("items", ()):
        if maker.chance(0.6):
            answers[item["id"]] = {"counts": _counts(maker, item["events"])}
    for redline in rubric.get("redlines", ()):
        if maker.chance(0.4):
            answers[redline["id"]] = {"breached": maker.chance(0.4)}
    return answers


def _counts(maker: Maker, keyed: list[Fields]) -> dict[str, int]:
    return {each["id"]: _whole(maker) for each in keyed if maker.chance(0.7)}


def _whole(maker: Maker) -> int:
    if maker.chance(0.03):
        return maker.dice.randint(10**9, HUGE)
    return maker.dice.choice(COUNTS)


def _written(maker: Maker, number: int | Decimal) -> int | Decimal | str:
    """Write a number as the case does: as itself, or as text."""
    return format(number, "f") if maker.texts else number


def _boolean(maker: Maker, _each: Fields) -> Fields:
    return {"value": maker.chance(0.6)}


def _levels(maker: Maker, each: Fields) -> Fields:
    return {"level": maker.dice.choice(each["levels"])["id"]}


def _checklist(maker: Maker, each: Fields) -> Fields:
    return {"checked": [item["id"] for item in each["items"] if maker.chance(0.6)]}


def _count(maker: Maker, each: Fields) -> Fields:
    enough = int(Decimal(each["points"]) // Decimal(each["per"]))
    near = maker.dice.choice((enough, enough + 1, max(0, enough - 1)))
    return {"count": near if maker.chance(0.4) else _whole(maker)}


def _deduct(maker: Maker, each: Fields) -> Fields:
    return {"counts": _counts(maker, each["events"])}


def _mix(maker: Maker, each: Fields) -> Fields:
    if maker.chance(0.15):
        return {"counts": maker.dice.choice(({}, {each["categories"][0]["id"]: 0}))}
    return {"counts": _counts(maker, each["categories"])}


def _formula(maker: Maker, each: Fields) -> Fields:
    return {"inputs": {item["id"]: _input(maker) for item in each["inputs"]}}


def _input(maker: Maker) -> int | Decimal | str:
    if maker.chance(0.25):
        return _written(maker, maker.dice.choice((0, 0, 1, 10, Decimal("0.000001"))))
    return _written(maker, maker.between(0, 100, maker.dice.choice((0, 0, 2, 6))))


def _manual(maker: Maker, each: Fields) -> Fields:
    most = int(Decimal(each["points"]).scaleb(maker.decimals))
    quanta = maker.dice.choice((0, most, maker.dice.randint(0, most)))
    return {"score": _written(maker, maker.points(quanta))}


def _measured(maker: Maker, each: Fields) -> Fields:
    lines = _lines(each)
    if each["input"] == "ratio":
        return _ratio(maker, each, lines)
    return {"value": _written(maker, _value(maker, lines))}


def _lines(each: Fields) -> list[Decimal]:
    """Gather the values of x at which the indicator turns."""
    lines = [each.get("zero_at", 0), each.get("full_at", 1)]
    for row in each.get("tiers", ()):
        lines += [row[key] for key in ("at_least", "at_most") if key in row]
    lines += [knot["at"] for knot in each.get("curve", ())]
    return [Decimal(line) for line in lines]


def _value(maker: Maker, lines: list[Decimal]) -> int | Decimal:
    if maker.chance(0.02):
        return Decimal(maker.dice.choice((HUGE, -HUGE)))
    if maker.chance(0.4):
        step = maker.dice.choice((Decimal(0), Decimal(0), MILLIONTH, -MILLIONTH))
        return maker.dice.choice(lines) + step
    if maker.chance(0.3):
        return maker.dice.randint(-2, 5)
    low, high = int(min(lines)) - 1, min(int(max(lines)) + 2, HUGE)
    return maker.between(low, high, maker.dice.choice((0, 2, 6)))


def _ratio(maker: Maker, each: Fields, lines: list[Decimal]) -> Fields:
    bound = each.get("bound")
    if maker.chance(0.1):
        over = 0 if bound is not None else maker.dice.choice((0, 0, 3))
        return {"numerator": over, "denominator": 0}
    line = Fraction(maker.dice.choice(lines))
    if maker.chance(0.4) and (bound is None or line <= bound):
        times = maker.dice.randint(1, 20)
        return {
            "numerator": line.numerator * times,
            "denominator": line.denominator * times,
        }
    return _loose_ratio(maker, each, bound)


def _loose_ratio(maker: Maker, each: Fields, bound: int | Decimal | None) -> Fields:
    small = each.get("min_denominator", 3)
    sizes = (small - 1, small, maker.dice.randint(1, 12), maker.dice.randint(1, 2000))
    denominator = maker.dice.choice(sizes)
    if maker.chance(0.03):
        denominator = maker.dice.randint(10**9, HUGE // 2)
    most = int(denominator * Decimal("1.3" if bound is None else bound))
    return {"numerator": maker.dice.randint(0, most), "denominator": denominator}


ANSWERS: dict[str, Callable[[Maker, Fields], Fields]] = {
    "boolean": _boolean,
    "levels": _levels,
    "checklist": _checklist,
    "tiers": _measured,
    "linear": _measured,
    "piecewise": _measured,
    "count": _count,
    "deduct": _deduct,
    "mix": _mix,
    "placing": _measured,
    "formula": _formula,
    "manual": _manual,
}
