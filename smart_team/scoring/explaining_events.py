"""The lines of counted events: 计数, 扣分, 加分, 减分."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from smart_team.rubric.items import Adjustment, Count, Deduct, Event
from smart_team.scoring import finding_texts as t
from smart_team.scoring.given import Given, Told
from smart_team.scoring.numerals import decimal, operand, written

ZERO = Fraction(0)


def tell_count(leaf: Count, given: Given) -> Told:
    """Say the count times `per`, up to the full marks."""
    count, full = given.raw("count"), Fraction(leaf.points)
    worth, terms = count * Fraction(leaf.per), f"{count} × {written(leaf.per)}"
    if worth > full:
        return given.told(
            t.ABOVE, full, sum=terms, exact=decimal(worth), limit=written(leaf.points)
        )
    return given.told(t.EQUALS, worth, sum=terms)


def tell_deduct(leaf: Deduct, given: Given) -> Told:
    """Say what each event takes from the full marks."""
    full, floor = Fraction(leaf.points), Fraction(leaf.floor)
    steps, worths = _events(leaf.events, given)
    if not worths:
        return given.told(t.NO_EVENTS, full)
    terms = " − ".join([written(leaf.points), *map(decimal, worths)])
    left = full - sum(worths)
    if left < floor:
        values = {"sum": terms, "exact": decimal(left), "limit": written(leaf.floor)}
        told = given.told(t.BELOW, floor, **values)
    else:
        told = given.told(t.EQUALS, left, sum=terms)
    return told._replace(line=given.then(*steps, told.line))


def tell_adjustment(item: Adjustment, given: Given) -> Told:
    """Say what each event adds to the total, or takes from it."""
    steps, worths = _events(item.events, given)
    if not worths:
        return given.told(t.NO_EVENTS, ZERO)
    together = sum(worths, ZERO)
    earned, terms = together, " + ".join(map(decimal, worths))
    summed = f"{terms} = {decimal(together)}" if len(worths) > 1 else terms
    if item.cap is not None and together > item.cap:
        earned = Fraction(item.cap)
        steps.append(given.say(t.TOGETHER_CAPPED, sum=summed, limit=written(item.cap)))
    elif len(worths) > 1:
        steps.append(given.say(t.TOGETHER, sum=summed))
    told = given.told(t.COUNTS_AS, item.sign * earned)
    return told._replace(line=given.then(*steps, told.line))


def _events(events: Sequence[Event], given: Given) -> tuple[list[str], list[Fraction]]:
    """Return a step and the worth of every event that happened."""
    steps, worths = [], []
    for event in events:
        count = given.raw(f"counts.{event.id}")
        if not count:
            continue
        worth = count * Fraction(event.per)
        terms = f"{event.title.say(given.lang)} {count} × {operand(written(event.per))}"
        if event.max is not None and worth > event.max:
            steps.append(_capped(given, terms, worth, written(event.max)))
            worth = Fraction(event.max)
        else:
            steps.append(f"{terms} = {decimal(worth)}")
        worths.append(worth)
    return steps, worths


def _capped(given: Given, terms: str, worth: Fraction, limit: str) -> str:
    return given.say(t.CAPPED, sum=terms, exact=decimal(worth), limit=limit)
