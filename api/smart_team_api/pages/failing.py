"""Refusals as pages, and as fragments where a part of a page asked."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from smart_team.errors import SHOWN_AT_MOST, SmartTeamError
from smart_team_api.language import language_of
from smart_team_api.pages.frame import go, plain
from smart_team_api.pages.templating import render

UNKNOWN: Final = 401
SIGN_IN: Final = "/sign-in"


def is_page(request: Request) -> bool:
    """Whether a person with a browser asked, not a program."""
    path = request.url.path
    return not path.startswith(("/api/", "/health", "/metrics"))


def page_of(request: Request, error: SmartTeamError, status: int) -> Response:
    """Return a refusal as a page; whoever is not signed in is sent to do so first."""
    if request.headers.get("hx-request") == "true":
        return _fragment(request, error, status)
    if status == UNKNOWN and request.method == "GET" and request.url.path != SIGN_IN:
        query = f"?{request.url.query}" if request.url.query else ""
        return go(f"{SIGN_IN}?next={quote(request.url.path + query, safe='')}")
    problems = error.problems[:SHOWN_AT_MOST]
    return plain(request, "error.html", {"problems": problems, "status": status}, status)


def _fragment(request: Request, error: SmartTeamError, status: int) -> Response:
    lang = language_of(request)
    context = {"problems": error.problems[:SHOWN_AT_MOST], "status": status}
    headers = {"HX-Retarget": "#refusal", "HX-Reswap": "innerHTML"}
    return HTMLResponse(render(lang, "fragments/refusal.html", context), status, headers)
