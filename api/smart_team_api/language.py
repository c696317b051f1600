"""Which language a request is answered in."""

from __future__ import annotations

from typing import Final

from fastapi import Request

from smart_team.errors import Lang

LANGUAGE_COOKIE: Final = "smart-team-language"
"""What somebody chose on a page; it says nothing else and need not be kept secret."""


def language_of(request: Request) -> Lang:
    """Return the language that was chosen, else English for who prefers it, else Chinese."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in {"zh", "en"}:
        return "en" if chosen == "en" else "zh"
    said = request.headers.get("accept-language", "").lower()
    english, chinese = said.find("en"), said.find("zh")
    return "en" if english >= 0 and (chinese < 0 or english < chinese) else "zh"
