"""Ledgers for tests, written as a module's author writes them."""

from __future__ import annotations

from textwrap import dedent
from typing import Final

from smart_team.ledger.book import Book
from smart_team.rubric.ledgers import Ledger
from smart_team.rubric.loader import load

UNITS: Final = frozenset({"D01-court", "D02-court"})
HEAD: Final = "id: cases\ntitle: 台账\n"


def book_of(ledger: str | Ledger) -> Book:
    """Return a ledger of the module `test` from its YAML below id and title, or from a model."""
    if isinstance(ledger, str):
        ledger = load(Ledger, (HEAD + dedent(ledger)).encode(), "module.yaml")[0]
    return Book("test", ledger)
