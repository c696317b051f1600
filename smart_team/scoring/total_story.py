"""From the indicators' points to total, grade and rank (§4, §5), one line a step."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from smart_team.errors import Lang
from smart_team.rubric.checks import weight
from smart_team.rubric.items import Indicator
from smart_team.rubric.schema import Dimension
from smart_team.scoring import finding_texts as t
from smart_team.scoring.answers import NA
from smart_team.scoring.engine import Scores
from smart_team.scoring.explaining import effect_of
from smart_team.scoring.fixed import MILLION, r6, tell_apart
from smart_team.scoring.given import Told
from smart_team.scoring.grade_story import explain_grade, explain_rank
from smart_team.scoring.numerals import points, written
from smart_team.scoring.outcome import HELD
from smart_team.scoring.peers import Peers

ZERO = Fraction(0)
PLACES = 6


class Child(NamedTuple):
    """A part of a dimension: its name in a sum, its weight, and its score if it applies."""

    name: str
    weight: Decimal
    score: Fraction | None


def explain_total(scores: Scores, position: int, lang: Lang) -> list[str]:
    """Return how one unit's points become dimensions, base, total, grade and rank."""
    me = Peers(lang, scores, position)
    rubric, lines = scores.plan.rubric, list[str]()
    children = [_dimension(each, me, lines) for each in rubric.dimensions]
    base = _node(me.say(t.BASE), children, rubric.full_marks, me, lines)
    if base is None:
        return [*lines, me.say(t.NOT_RATED)]
    lines += _total(base, me)
    if scores.outcome.statuses[position] == HELD:
        return [*lines, me.say(t.HELD)]
    return [*lines, *explain_grade(me), explain_rank(me)]


def _dimension(dimension: Dimension, me: Peers, lines: list[str]) -> Child:
    """Tell what is below a dimension, then itself; returns it as a part of what is above."""
    children = [
        _dimension(each, me, lines) if isinstance(each, Dimension) else _leaf(each, me)
        for each in dimension.children
    ]
    title, full = dimension.title.say(me.lang), weight(dimension)
    score = _node(me.say(t.DIMENSION, title=title), children, full, me, lines)
    return Child(title, full, score)


def _leaf(leaf: Indicator, me: Peers) -> Child:
    plan, row = me.scores.plan, me.scores.plan.rows[leaf.id]
    gone = me.scores.statuses[row, me.position] == NA and plan.rubric.na == "rescale"
    score = None if gone else Fraction(me.scores.points(row, me.position), MILLION)
    return Child(leaf.id, leaf.points, score)


def _node(
    name: str, children: Sequence[Child], full: Decimal, me: Peers, lines: list[str]
) -> Fraction | None:
    """Tell S, A, N and the score of a dimension or of the whole; None where nothing applies."""
    kept = [(each, each.score) for each in children if each.score is not None]
    if not kept:
        lines.append(me.say(t.TITLE, title=name, line=me.say(t.ABSENT)))
        return None
    together = sum((score for _, score in kept), ZERO)
    terms = " + ".join(f"{each.name} {points(score)}" for each, score in kept)
    applicable = sum((each.weight for each, _ in kept), Decimal(0))
    summed = me.say(t.SUM, sum=terms)
    if applicable == full:
        told = me.told(t.EQUALS if len(kept) > 1 else t.ALONE, together, sum=summed)
        lines.append(me.say(t.TITLE, title=name, line=told.line))
        return together
    gone = me.say(t.AND).join(each.name for each in children if each.score is None)
    values = {"applicable": written(applicable), "full": written(full)}
    scaled = me.say(t.SCALED, sum=points(together), **values)
    told = me.rounded(scaled, together * Fraction(full) / Fraction(applicable), PLACES)
    steps = (
        f"{summed} = {points(together)}" if len(kept) > 1 else summed,
        me.say(t.WITHOUT, gone=gone) if gone else "",
        me.say(t.WEIGHTS, **values),
        told.line,
    )
    lines.append(me.say(t.TITLE, title=name, line=me.then(*steps)))
    return told.points


def _total(base: Fraction, me: Peers) -> Iterator[str]:
    """Yield the lines from the base to the total: adjustments, redlines, and how it is shown."""
    caps = me.rubric.adjustments
    bonus = _side(1, caps.bonus_cap, me)
    penalty = _side(-1, caps.penalty_cap, me)
    told = _adjusted(base, bonus, penalty, me)
    if caps.items:
        yield me.say(t.TITLE, title=t.BONUSES, line=bonus.line)
        yield me.say(t.TITLE, title=t.PENALTIES, line=penalty.line)
    yield me.say(t.TITLE, title=t.ADJUSTED, line=told.line)
    left = yield from _redlines(worth(told), me)
    yield from _bound(left, me)
    total = me.total
    shown = tell_apart(r6(total), [r6(each) for each in (*me.neighbours(), *me.grade_lines())])
    template = t.EARNED if shown == points(total) else t.TOTAL_SHOWN
    line = me.say(template, points=points(total), shown=shown)
    yield me.say(t.TITLE, title=t.TOTAL, line=line)


def worth(told: Told) -> Fraction:
    """Return the points of a line that has them."""
    return ZERO if told.points is None else told.points


def _side(sign: int, cap: Decimal | None, me: Peers) -> Told:
    """Tell all bonuses, or all penalties, of a unit together."""
    effects = [
        (item.id, abs(Fraction(int(me.scores.effects[row, me.position]), MILLION)))
        for row, item in enumerate(me.rubric.adjustments.items)
        if item.sign == sign and me.scores.effect_applies[row, me.position]
    ]
    together = sum((effect for _, effect in effects), ZERO)
    terms = " + ".join(f"{name} {points(effect)}" for name, effect in effects if effect)
    if not terms:
        return me.told(t.NONE, ZERO)
    is_sum = " + " in terms
    if cap is not None and together > cap:
        summed = f"{terms} = {points(together)}" if is_sum else terms
        return me.told(t.SIDE_CAPPED, Fraction(cap), sum=summed, limit=written(cap))
    return me.told(t.EQUALS if is_sum else t.ALONE, together, sum=terms)


def _adjusted(base: Fraction, bonus: Told, penalty: Told, me: Peers) -> Told:
    total, most = base + worth(bonus) - worth(penalty), me.rubric.max_total
    terms = f"{points(base)} + {points(worth(bonus))} − {points(worth(penalty))}"
    if total < 0:
        return me.told(t.BELOW, ZERO, sum=terms, exact=points(total), limit=0)
    if most is not None and total > most:
        values = {"sum": terms, "exact": points(total), "limit": written(most)}
        return me.told(t.OVER_MAX_TOTAL, Fraction(most), **values)
    return me.told(t.EQUALS, total, sum=terms)


def _redlines(total: Fraction, me: Peers) -> Generator[str, None, Fraction]:
    """Yield the effect of every breached redline; returns the total that they leave."""
    found = me.breached(me.position)
    if me.rubric.redlines and not found:
        yield me.say(t.NO_BREACH)
    for line in found:
        said = effect_of(line, me)
        if line.effect in {"zero", "cap"}:
            after = min(total, ZERO if line.cap is None else Fraction(line.cap))
            values = {"effect": said, "before": points(total)}
            said, total = me.told(t.TO_TOTAL, after, **values).line, after
        title = me.say(t.REDLINE, title=line.title)
        yield me.say(t.TITLE, title=title, line=said)
    return total


def _bound(total: Fraction, me: Peers) -> Iterator[str]:
    """Yield the line of the most that the total may be, where the unit is bound."""
    bounds = None if me.scores.imposed is None else me.scores.imposed.bounds
    if bounds is None or not bounds.where[me.position]:
        return
    most = Fraction(int(bounds.most[me.position]), MILLION)
    template = t.WITHIN_BOUND if total <= most else t.BEYOND_BOUND
    values = {"limit": points(most), "before": points(total)}
    yield me.say(t.TITLE, title=t.BOUND, line=me.told(template, min(total, most), **values).line)
