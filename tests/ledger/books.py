"""Ledgers for tests, written as a module's author writes them."""

from __future__ import annotations

from textwrap import dedent
from typing import Final

from smart_team.ledger.book import Book
from smart_team.rubric.ledgers import Ledger
from smart_team.rubric.loader import load

UNITS: Final = frozenset({"D01-court", "D02-court"})


def book_of(ledger: str | Ledger) -> Book:
    """Return a ledger of the module `test` from its YAML below id and title, or from a model."""
    return named_book("cases", ledger) if isinstance(ledger, str) else Book("test", ledger)


def named_book(name: str, text: str) -> Book:
    """Return a ledger of the module `test` by its YAML below id and title."""
    whole = f"id: {name}\ntitle: 台账\n{dedent(text)}"
    return Book("test", load(Ledger, whole.encode(), "module.yaml")[0])
