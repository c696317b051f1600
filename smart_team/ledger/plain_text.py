"""Texts as people write them in a table, made plain so that equal things compare equal."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_SPACE: Final = re.compile(r"[\s\u200b\ufeff]+")


def bare(text: str) -> str:
    """Return a text in half-width characters and small letters, without any space."""
    return _SPACE.sub("", half_width(text)).casefold()


def half_width(text: str) -> str:
    """Return a text with full-width digits, letters and brackets made half-width."""
    return unicodedata.normalize("NFKC", text)
