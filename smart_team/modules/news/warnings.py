"""What an editor is told of and nobody is refused for: floods of articles, adoptions told twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from smart_team.ledger.book import Record

FLOOD: Final = 5
"""Articles of one unit within a week that are still no flood."""
_WEEK: Final = timedelta(days=7)


def floods(articles: Iterable[Record]) -> Mapping[str, int]:
    """Return the units that sent in more than that within any seven days, with the most so sent.

    An article that has not been sent in is taken by the day it happened.
    """
    days: dict[str, list[date]] = {}
    for each in articles:
        sent = date.fromisoformat(each.content.get("submitted_on", each.day.isoformat()))
        days.setdefault(each.unit, []).append(sent)
    most = {
        unit: max(sum(first <= day < first + _WEEK for day in there) for first in there)
        for unit, there in sorted(days.items())
    }
    return {unit: count for unit, count in most.items() if count > FLOOD}


def told_twice(adoptions: Iterable[Record]) -> frozenset[str]:
    """Return the ids of adoptions that several units tell of: one article, organ and issue."""
    found: dict[tuple[str, ...], list[Record]] = {}
    for each in adoptions:
        key = tuple(_plain(each.content[name]) for name in ("article", "organ", "issue"))
        found.setdefault(key, []).append(each)
    return frozenset(
        each.id
        for there in found.values()
        if len({one.unit for one in there}) > 1
        for each in there
    )


def _plain(text: str) -> str:
    return "".join(each for each in text.casefold() if each.isalnum())
