"""Language and colours, as somebody chose them; and the files that pages are made with."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import FileResponse

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
async def file(path: Annotated[str, Path(max_length=80)]) -> Response:
    """Serve one of our own files; its address changes with its content, so it may be kept."""
    if path not in FILES:
        raise cycle.AbsentError([Problem(cycle.ABSENT)])
    headers = {"Cache-Control": f"public, max-age={YEAR}, immutable"}
    kind = KINDS[STATIC.joinpath(path).suffix]
    return FileResponse(STATIC / path, media_type=kind, headers=headers)


FILES: Final = frozenset(
    each.relative_to(STATIC).as_posix() for each in STATIC.rglob("*") if each.suffix in KINDS
)
