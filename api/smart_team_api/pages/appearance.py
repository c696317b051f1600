"""Language and colours, as somebody chose them; and the files that pages are made with."""

from __future__ import annotations

import gzip
from functools import cache
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Request, Response

from smart_team.assessment import cycle_messages as cycle
from smart_team.errors import Problem
from smart_team_api.asking import Guest
from smart_team_api.language import LANGUAGE_COOKIE
from smart_team_api.pages.frame import THEME_COOKIE, go
from smart_team_api.pages.posting import read_form
from smart_team_api.pages.signing_in import inner
from smart_team_api.pages.templating import STATIC

router = APIRouter(include_in_schema=False)
YEAR: Final = 365 * 24 * 3600
KINDS: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
CHOICES: Final = {
    "language": (LANGUAGE_COOKIE, {"zh", "en"}),
    "theme": (THEME_COOKIE, {"auto", "light", "dark"}),
}


@router.post("/appearance", dependencies=[Depends(Guest("to choose a language"))])
async def choose(request: Request) -> Response:
    """Keep a choice in a cookie of its own."""
    form = await read_form(request)
    response = go(inner(str(form.get("next", "/"))))
    for name, (cookie, known) in CHOICES.items():
        if form.get(name) in known:
            response.set_cookie(
                cookie, str(form[name]), max_age=YEAR, secure=True, httponly=True, samesite="lax"
            )
    return response


@router.get("/static/{path:path}", dependencies=[Depends(Guest("what pages are made with"))])
def file(request: Request, path: Annotated[str, Path(max_length=80)]) -> Response:
    """Serve one of our own files; its address changes with its content, so it may be kept.

    Only these are compressed: a page holds secrets, whose length compression would tell.
    """
    if path not in FILES:
        raise cycle.AbsentError([Problem(cycle.ABSENT)])
    headers = {
        "Cache-Control": f"public, max-age={YEAR}, immutable",
        "Vary": "Accept-Encoding",
    }
    packs = "gzip" in _encodings(request)
    if packs:
        headers["Content-Encoding"] = "gzip"
    kind = KINDS[STATIC.joinpath(path).suffix]
    return Response(_content(path, packed=packs), media_type=kind, headers=headers)


def _encodings(request: Request) -> set[str]:
    """Return the encodings that a browser says it can read, without those it refuses."""
    said = request.headers.get("accept-encoding", "").lower().replace(" ", "").split(",")
    return {each.partition(";")[0] for each in said if not each.endswith((";q=0", ";q=0.0"))}


@cache
def _content(path: str, *, packed: bool) -> bytes:
    content = (STATIC / path).read_bytes()
    return gzip.compress(content, mtime=0) if packed else content


FILES: Final = frozenset(
    each.relative_to(STATIC).as_posix() for each in STATIC.rglob("*") if each.suffix in KINDS
)
