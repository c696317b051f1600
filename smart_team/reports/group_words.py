"""Peer groups in words."""

from __future__ import annotations

from smart_team.errors import Lang
from smart_team.reports.words import KINDS, LEVELS, OTHER
from smart_team.rubric.schema import Outcome
from smart_team.scoring.units import OTHER_GROUP


def group_title(rules: Outcome, name: str | None, lang: Lang) -> str:
    """Return a peer group's title, or the words of the attributes that make it."""
    groups = rules.groups
    if name is None or groups is None:
        return ""
    for group in groups.lists or ():
        if group.id == name:
            return group.title.say(lang)
    if groups.lists is not None:
        return OTHER.say(lang) if name == OTHER_GROUP else name
    return " ".join(word(part, lang) for part in name.split("/"))


def word(code: str, lang: Lang) -> str:
    """Return a kind or level in words; other codes as they are."""
    known = KINDS.get(code) or LEVELS.get(code)
    return code if known is None else known.say(lang)
