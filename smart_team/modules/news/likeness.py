"""Which articles are nearly the same: how many runs of characters two texts share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from smart_team.ledger.book import Record

ALIKE: Final = 0.6
"""From this share of common runs on, two texts are shown as near-duplicates."""
_RUN: Final = 3
"""Characters of a run."""


def runs_of(text: str) -> frozenset[str]:
    """Return the runs of three characters of a text, of its letters and digits alone."""
    plain = "".join(each for each in text.casefold() if each.isalnum())
    return frozenset(plain[at : at + _RUN] for at in range(max(1, len(plain) - _RUN + 1)))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of runs that two texts have in common, from 0 to 1."""
    together = len(one | other)
    return len(one & other) / together if together else 0.0


def alike(article: Record, others: Iterable[Record]) -> Sequence[tuple[Record, int]]:
    """Return the articles whose text is nearly this one's, with the likeness in percent.

    The likest come first. Titles are left out: the same text under another title is the same.
    """
    own = runs_of(article.content["text"])
    found = []
    for each in others:
        near = likeness(own, runs_of(each.content["text"])) if each.id != article.id else 0.0
        if near >= ALIKE:
            found.append((each, round(100 * near)))
    return sorted(found, key=lambda pair: (-pair[1], pair[0].day, pair[0].id))
