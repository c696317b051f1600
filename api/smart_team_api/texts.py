"""The pages' texts: Chinese as they are written, English from the catalogues."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from smart_team.errors import Lang

CATALOGUES: Final = Path(__file__).parent / "locale" / "en" / "LC_MESSAGES"
"""English; the texts themselves are Chinese."""


class Translations:
    """One language's texts, as Jinja and the routes ask for them."""

    def __init__(self, texts: dict[str, tuple[str, ...]]) -> None:
        self._texts = texts

    def gettext(self, text: str) -> str:
        """Return a text in this language, or as it was written where there is no other."""
        return self._texts.get(text, (text,))[0]

    def ngettext(self, one: str, many: str, n: int) -> str:
        """Return the form for a number."""
        forms = self._texts.get(one)
        if forms is None:
            return one if n == 1 else many
        return forms[0] if n == 1 else forms[-1]


@cache
def translations(lang: Lang) -> Translations:
    """Return a language's texts from all catalogues, one for each part of the pages."""
    texts: dict[str, tuple[str, ...]] = {}
    for catalog in catalogues() if lang == "en" else ():
        for entry in catalog:
            forms = entry.string if isinstance(entry.string, (tuple, list)) else (entry.string,)
            key = entry.id if isinstance(entry.id, str) else entry.id[0]
            if key and all(forms):
                texts[key] = tuple(str(form) for form in forms)
    return Translations(texts)


def catalogues() -> Iterator[Catalog]:
    """Yield the English catalogues."""
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as stream:
            yield read_po(stream, locale="en")
