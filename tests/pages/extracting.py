"""The pages' texts as they are written, and their English: what is missing, unused or at odds.

``python -m tests.pages.extracting`` (``make texts``) lists it.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel.messages.catalog import Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from smart_team_api.pages.templating import HERE
from smart_team_api.texts import CATALOGUES

KEYWORDS: Final = {"_": None, "gettext": None, "ngettext": (1, 2)}
OPTIONS: Final = {"trimmed": "true", "silent": "false"}
SOURCES: Final = {"templates/**/*.html": "jinja2.ext:babel_extract", "pages/*.py": "python"}
PLACE: Final = re.compile(r"%\((\w+)\)s|%[^%]")


@dataclass(frozen=True)
class Texts:
    """Every text with the files that say it, and its English by catalogue."""

    written: Mapping[str, set[str]]
    english: Mapping[str, Mapping[str, tuple[str, ...]]]

    def problems(self) -> Iterator[str]:
        """Yield all that keeps the catalogues from being complete and true."""
        for text, files in sorted(self.written.items()):
            if not any(text in catalogue for catalogue in self.english.values()):
                yield f"no English: {min(files)}: {text}"
        seen: dict[str, str] = {}
        for name, catalogue in sorted(self.english.items()):
            for text, forms in catalogue.items():
                yield from self._wrong(name, text, forms)
                if text in seen:
                    yield f"twice: {seen[text]} and {name}: {text}"
                seen[text] = name

    def _wrong(self, name: str, text: str, forms: tuple[str, ...]) -> Iterator[str]:
        if text not in self.written:
            yield f"unused: {name}: {text}"
        if not all(forms):
            yield f"empty: {name}: {text}"
        for form in forms:
            if form and set(PLACE.findall(form)) != set(PLACE.findall(text)):
                yield f"other places: {name}: {text}: {form}"


def texts_in(folder: Path = HERE, catalogues: Path = CATALOGUES) -> Texts:
    """Return the texts of all templates and pages, and of all catalogues."""
    written: dict[str, set[str]] = defaultdict(set)
    for pattern, method in SOURCES.items():
        for path in sorted(folder.glob(pattern)):
            with path.open("rb") as stream:
                for _, text, _, _ in extract(method, stream, KEYWORDS, (), OPTIONS):
                    key = text if isinstance(text, str) else text[0]
                    written[key].add(path.relative_to(folder).as_posix())
    english = {path.name: dict(_entries(path)) for path in sorted(catalogues.glob("*.po"))}
    return Texts(written, english)


def _entries(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    with path.open("rb") as stream:
        for entry in read_po(stream, locale="en"):
            if entry.id:
                yield _key(entry), _forms(entry)


def _key(entry: Message) -> str:
    return entry.id if isinstance(entry.id, str) else entry.id[0]


def _forms(entry: Message) -> tuple[str, ...]:
    said = entry.string if isinstance(entry.string, (tuple, list)) else (entry.string,)
    return ("",) if entry.fuzzy else tuple(str(form) for form in said)


if __name__ == "__main__":
    found = list(texts_in().problems())
    sys.stdout.write("".join(f"{each}\n" for each in found))
    sys.exit(1 if found else 0)
