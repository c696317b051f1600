"""Whom a part of a rubric applies to, one unit at a time, and why not to the others (§2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from smart_team.errors import Lang, Text
from smart_team.rubric.items import Indicator
from smart_team.rubric.schema import Dimension, Rubric
from smart_team.rubric.types import AppliesTo
from smart_team.scoring import finding_texts as t
from smart_team.scoring.given import Speaker, words_of
from smart_team.scoring.units import Unit

LANGS: Final[tuple[Lang, ...]] = ("zh", "en")
Bound = tuple[Text, AppliesTo]
"""A selector, and in words whose it is."""


def selectors(rubric: Rubric) -> dict[str, list[Bound]]:
    """Return, for every indicator, adjustment and redline, all selectors that bind it."""
    top = [] if rubric.applies_to is None else [(t.OWNER_RUBRIC, rubric.applies_to)]
    found = dict(_below(rubric.dimensions, top))
    for item in (*rubric.adjustments.items, *rubric.redlines):
        found[item.id] = [*top, *_own(item.applies_to, t.OWNER_ITEM)]
    return found


def _below(
    parts: Sequence[Dimension | Indicator], above: list[Bound]
) -> Iterator[tuple[str, list[Bound]]]:
    for part in parts:
        if isinstance(part, Dimension):
            bound = [*above, *_own(part.applies_to, _owner(part))]
            yield from _below(part.children, bound)
        else:
            yield part.id, [*above, *_own(part.applies_to, t.OWNER_ITEM)]


def _owner(dimension: Dimension) -> Text:
    zh, en = (Speaker(lang).say(t.OWNER_DIMENSION, title=dimension.title) for lang in LANGS)
    return Text(zh, en)


def _own(selector: AppliesTo | None, owner: Text) -> list[Bound]:
    return [] if selector is None else [(owner, selector)]


def why_not(bound: Sequence[Bound], unit: Unit, speaker: Speaker) -> str | None:
    """Return the first reason why a part does not apply to a unit; None where it does."""
    for owner, selector in bound:
        for key, text in t.KEYS.items():
            wanted, own = getattr(selector, f"{key}s"), getattr(unit, key)
            if wanted is not None and own not in wanted:
                names = speaker.say(t.AND).join(words_of(each).say(speaker.lang) for each in wanted)
                values = {"owner": owner, "key": text, "wanted": names, "own": words_of(own)}
                return speaker.say(t.SELECTED, **values)
        if unit.unit in selector.except_:
            return speaker.say(t.EXCEPTED, owner=owner, own=unit.unit)
    return None
