"""The lines of indicators over x or over a denominator: 阶梯, 线性, 折线, 构成, 名次."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from smart_team.rubric.items import (
    Linear,
    Mix,
    OnDenominator,
    OnInput,
    Piecewise,
    Placing,
    Scored,
    Tier,
    Tiers,
)
from smart_team.scoring import finding_texts as t
from smart_team.scoring.answers import ANSWERED
from smart_team.scoring.given import Given, Told
from smart_team.scoring.numerals import ends, exact, operand, percent, quotient, written

ZERO = Fraction(0)


class Measure(NamedTuple):
    """x: its exact value, as a term of a sum, and as the line opens with it."""

    value: Fraction
    term: str
    opening: str


def measure(leaf: OnInput, given: Given) -> Measure:
    """Return x, the value or the exact quotient; its denominator is above zero."""
    if leaf.input == "value":
        value = given.number("value")
        return Measure(value, exact(value), exact(value))
    above, below = given.raw("numerator"), given.raw("denominator")
    value = Fraction(above, below)
    fraction = f"{above}/{below}"
    return Measure(value, exact(value) if ends(value) else fraction, f"{fraction} {percent(value)}")


def not_applicable(leaf: Scored, given: Given, reason: str) -> Told:
    """Return what the rubric's `na` makes of an indicator that does not apply."""
    rule = given.scores.plan.rubric.na
    if rule == "rescale":
        return Told(given.say(t.LEFT_OUT, reason=reason), None, "na")
    earned = Fraction(leaf.points) if rule == "full" else ZERO
    template = t.NA_FULL if rule == "full" else t.NA_ZERO
    return given.told(template, earned, reason=reason)._replace(status="na")


def thin(leaf: OnDenominator, given: Given) -> Told | None:
    """Return what a zero or too small denominator means; None where it is large enough."""
    below = denominator(leaf, given)
    if below is None or below >= (leaf.min_denominator or 1):
        return None
    rule = leaf.when_small if below else leaf.when_empty
    small = given.say(t.SMALL, denominator=below, least=leaf.min_denominator)
    reason = small if below else given.say(t.EMPTY)
    if rule == "na":
        return not_applicable(leaf, given, reason)
    if rule == "full":
        return given.told(t.THIN_FULL, Fraction(leaf.points), reason=reason)
    return given.told(t.THIN_ZERO, ZERO, reason=reason)


def denominator(leaf: OnDenominator, given: Given) -> int | None:
    """Return what an answer is divided by; None where it is a value."""
    if isinstance(leaf, Mix):
        return sum(given.raw(f"counts.{each.id}") for each in leaf.categories)
    is_ratio = isinstance(leaf, OnInput) and leaf.input == "ratio"
    return given.raw("denominator") if is_ratio else None


def tell_tiers(leaf: Tiers, given: Given) -> Told:
    """Say which tier held, after which one did not."""
    x = measure(leaf, given)
    held = next((number for number, tier in enumerate(leaf.tiers) if _holds(tier, x.value)), None)
    last = len(leaf.tiers) - 1
    shown = leaf.tiers[-1:] if held is None else leaf.tiers[max(0, held - 1) : held + 1]
    tests = given.say(t.AND).join(_test(tier, x) for tier in shown)
    earned = ZERO if held is None else Fraction(leaf.tiers[min(held, last)].points)
    told = given.told(t.NO_TIER if held is None else t.TIER, earned, tests=tests)
    return told if leaf.input == "value" else _after(given, x.opening, told)


def _holds(tier: Tier, x: Fraction) -> bool:
    limit = Fraction(tier.limit)
    return x <= limit if tier.at_least is None else x >= limit


def _test(tier: Tier, x: Measure) -> str:
    signs = ("≤", ">") if tier.at_least is None else ("≥", "<")
    return f"{x.term} {signs[0] if _holds(tier, x.value) else signs[1]} {written(tier.limit)}"


def _after(given: Given, opening: str, told: Told) -> Told:
    """Put the opening before a line."""
    return told._replace(line=given.then(opening, told.line))


def tell_linear(leaf: Linear, given: Given) -> Told:
    """Say how far x is on the way from `zero_at` to `full_at`."""
    x = measure(leaf, given)
    zero_at, full_at = (end for end in leaf.ends if end is not None)
    way = (x.value - Fraction(zero_at)) / (Fraction(full_at) - Fraction(zero_at))
    zero = operand(written(zero_at))
    terms = f"({x.term} − {zero}) ÷ ({written(full_at)} − {zero})"
    share = min(max(way, ZERO), Fraction(1))
    step = f"{terms} = {quotient(way)}"
    if share != way:
        step = given.say(t.TAKEN_AS, sum=terms, exact=quotient(way), taken=exact(share))
    times = f"{written(leaf.points)} × {operand(exact(share))}"
    told = given.rounded_points(times, Fraction(leaf.points) * share)
    return _after(given, given.then(x.opening, step), told)


def tell_piecewise(leaf: Piecewise, given: Given) -> Told:
    """Say between which corners x is, or beyond which end."""
    x, first, last = measure(leaf, given), leaf.curve[0], leaf.curve[-1]
    opening = "" if leaf.input == "value" else x.opening
    for corner, beyond, template in (
        (first, x.value <= first.at, t.FLAT_FIRST),
        (last, x.value >= last.at, t.FLAT_LAST),
    ):
        if beyond:
            earned = Fraction(corner.points)
            told = given.told(template, earned, x=x.term, at=written(corner.at))
            return _after(given, opening, told)
    low, high = next(pair for pair in pairwise(leaf.curve) if pair[0].at <= x.value < pair[1].at)
    where = given.say(
        t.BETWEEN,
        from_at=written(low.at),
        from_points=written(low.points),
        to_at=written(high.at),
        to_points=written(high.points),
    )
    start = operand(written(low.at))
    rise = f"({written(high.points)} − {written(low.points)})"
    way = f"({x.term} − {start}) ÷ ({written(high.at)} − {start})"
    span = Fraction(high.at) - Fraction(low.at)
    gained = (Fraction(high.points) - Fraction(low.points)) * (x.value - Fraction(low.at)) / span
    terms = f"{written(low.points)} + {rise} × {way}"
    told = given.rounded_points(terms, Fraction(low.points) + gained)
    return _after(given, given.then(x.opening, where), told)


def tell_mix(leaf: Mix, given: Given) -> Told:
    """Say the mean share over all members."""
    counts = [(each, given.raw(f"counts.{each.id}")) for each in leaf.categories]
    known = [(each, count) for each, count in counts if count]
    shared = sum((count * Fraction(each.share) for each, count in known), ZERO)
    members = sum(count for _, count in known)
    above = " + ".join(
        f"{each.title.say(given.lang)} {count} × {written(each.share)}" for each, count in known
    )
    below = " + ".join(str(count) for _, count in known)
    mean = shared / members
    times = f"{written(leaf.points)} × {operand(exact(mean))}"
    told = given.rounded_points(times, Fraction(leaf.points) * mean)
    return _after(given, f"({above}) ÷ ({below}) = {quotient(mean)}", told)


def tell_placing(leaf: Placing, given: Given) -> Told:
    """Say the place among the units of the peer group that were compared."""
    mine = measure(leaf, given)
    others = list(_compared(leaf, given))
    sign = 1 if leaf.best == "high" else -1
    better = sum(sign * x > sign * mine.value for x in others)
    tied = sum(x == mine.value for x in others) - 1
    place = better + 1
    values = {"compared": len(others), "better": better, "place": place}
    stands = given.say(t.BETTER[leaf.best], **values)
    stands += given.say(t.TIED, tied=tied) if tied else ""
    row = next((row for row in leaf.places if place <= row.to), None)
    if row is None:
        told = given.told(t.BEYOND, ZERO, to=leaf.places[-1].to)
    else:
        told = given.told(t.PLACE_TO, Fraction(row.points), to=row.to)
    return _after(given, given.then(mine.opening, stands), told)


def _compared(leaf: Placing, given: Given) -> Iterator[Fraction]:
    """Yield every x of the peer group that counts, the unit's own included."""
    scores = given.scores
    groups = scores.outcome.groups
    selectors = scores.plan.bindings[scores.plan.bound_by[leaf.id]]
    for position in np.flatnonzero(groups == groups[given.position]).tolist():
        other = given.at(position)
        applies = all(scores.units.matching(each)[position] for each in selectors)
        below = denominator(leaf, other)
        is_thin = below is not None and below < (leaf.min_denominator or 1)
        if applies and other.state(position) == ANSWERED and not is_thin:
            yield measure(leaf, other).value
