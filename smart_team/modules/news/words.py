"""Searching words in the texts of articles: what holds them, where to begin, what to mark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

LEAD: Final = 120
"""Characters of an article that the feed shows."""
_BEFORE: Final = 30
"""Characters of these before the first hit."""


class Piece(NamedTuple):
    """A part of a text, and whether it is a hit."""

    text: str
    hit: bool


def words_of(said: str) -> tuple[str, ...]:
    """Return the words of a search, apart by any blanks, the full-width one too; each once."""
    return tuple(dict.fromkeys(said.split()))


def holds(words: Sequence[str], *texts: str) -> bool:
    """Whether each word stands in one of the texts, in capitals or not."""
    return all(any(_hits([word]).search(text) for text in texts) for word in words)


def marked(text: str, words: Sequence[str]) -> list[Piece]:
    """Return a text in pieces that together are the text, the hits apart."""
    if not words:
        return [Piece(text, hit=False)]
    parts = _hits(words).split(text)
    return [Piece(part, hit=place % 2 == 1) for place, part in enumerate(parts) if part]


def lead_of(text: str, words: Sequence[str] = ()) -> str:
    """Return the beginning of a text on one line, or what stands around the first hit."""
    line = " ".join(text.split())
    hit = _hits(words).search(line) if words else None
    start = max(0, hit.start() - _BEFORE) if hit and hit.end() > LEAD else 0
    cut = line[start : start + LEAD]
    return ("…" if start else "") + cut + ("…" if len(line) > start + LEAD else "")


def _hits(words: Sequence[str]) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, longest))})", re.IGNORECASE)
