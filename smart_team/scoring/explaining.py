"""The line that a person checks by hand (§7), for one unit's answer to one item of any type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Final

from smart_team.rubric.items import (
    Boolean,
    Checklist,
    Item,
    Levels,
    Manual,
    OnDenominator,
    PluginScored,
    Redline,
    Scored,
)
from smart_team.scoring import finding_texts as t
from smart_team.scoring.answers import BLANK, GRANTED
from smart_team.scoring.explaining_curves import (
    not_applicable,
    tell_linear,
    tell_mix,
    tell_piecewise,
    tell_placing,
    tell_tiers,
    thin,
)
from smart_team.scoring.explaining_events import tell_adjustment, tell_count, tell_deduct
from smart_team.scoring.explaining_formula import tell_formula
from smart_team.scoring.fixed import rd
from smart_team.scoring.given import Given, Speaker, Told
from smart_team.scoring.numerals import exact, written
from smart_team.scoring.whole import ask_scorer

ZERO: Final = Fraction(0)


def tell(item: Item, given: Given, excluded: str | None) -> Told:
    """Return an item's line, points and status; `excluded` says why it does not apply, if so."""
    if not isinstance(item, Scored):
        if excluded is not None:
            return Told(given.say(t.OUTSIDE, reason=excluded), None, "na")
        return TELLERS[type_of(item)](item, given)
    state = given.state(given.position)
    if excluded is not None:
        return not_applicable(item, given, excluded)
    if state == GRANTED:
        return not_applicable(item, given, given.say(t.GRANTED))
    if state == BLANK:
        return Told(given.say(t.BLANK), ZERO, "missing")
    too_thin = thin(item, given) if isinstance(item, OnDenominator) else None
    return TELLERS[type_of(item)](item, given) if too_thin is None else too_thin


def type_of(item: Item) -> str:
    """Return an item's type as the rubric writes it."""
    return str(getattr(item, "type", "redline"))


def tell_boolean(leaf: Boolean, given: Given) -> Told:
    """Say yes or no."""
    if given.raw("value"):
        return given.told(t.TRUE, Fraction(leaf.points))
    return given.told(t.FALSE, ZERO)


def tell_levels(leaf: Levels, given: Given) -> Told:
    """Say the chosen level."""
    level = leaf.levels[given.raw("level")]
    return given.told(t.LEVEL, Fraction(level.points), level=level.title)


def tell_checklist(leaf: Checklist, given: Given) -> Told:
    """Say every checked item with its points."""
    checked = [each for each in leaf.items if given.raw(f"checked.{each.id}")]
    if not checked:
        return given.told(t.NO_CHECKS, ZERO)
    terms = " + ".join(f"{each.title.say(given.lang)} {written(each.points)}" for each in checked)
    return given.told(t.EQUALS, sum((Fraction(each.points) for each in checked), ZERO), sum=terms)


def tell_manual(_leaf: Manual, given: Given) -> Told:
    """Say the reviewer's score."""
    return given.told(t.MANUAL, given.number("score"))


def tell_plugin(leaf: PluginScored, given: Given) -> Told:
    """Let the scorer speak, then say the points."""
    plan, unit = given.scores.plan, given.scores.units.rows[given.position].unit
    scorer = plan.scorers[leaf.scorer]
    inputs = {name: given.number(f"inputs.{name}") for name in scorer.inputs(leaf.params)}
    value = ask_scorer(plan, leaf, inputs, unit)
    earned = Fraction(rd(value, given.decimals), 10**given.decimals)
    said = scorer.explain(Fraction(leaf.points), leaf.params, inputs, given.lang)
    if earned == value:
        return given.told(t.PLUGIN, earned, said=said)
    values = {"said": said, "exact": exact(value), "places": given.decimals}
    return given.told(t.PLUGIN_ROUNDED, earned, **values)


def tell_redline(line: Redline, given: Given) -> Told:
    """Say whether a redline was breached, and its effect."""
    if not given.raw("breached"):
        return Told(given.say(t.NOT_BREACHED), None)
    return Told(given.say(t.BREACHED, effect=effect_of(line, given)), None)


def effect_of(line: Redline, speaker: Speaker) -> str:
    """Say what a breach of a redline does."""
    cap = "" if line.cap is None else written(line.cap)
    return speaker.say(t.EFFECTS[line.effect], cap=cap)


TELLERS: Final[Mapping[str, Callable[[Any, Given], Told]]] = {
    "boolean": tell_boolean,
    "levels": tell_levels,
    "checklist": tell_checklist,
    "tiers": tell_tiers,
    "linear": tell_linear,
    "piecewise": tell_piecewise,
    "count": tell_count,
    "deduct": tell_deduct,
    "mix": tell_mix,
    "placing": tell_placing,
    "formula": tell_formula,
    "manual": tell_manual,
    "plugin": tell_plugin,
    "bonus": tell_adjustment,
    "penalty": tell_adjustment,
    "redline": tell_redline,
}
"""Who tells which item type."""
