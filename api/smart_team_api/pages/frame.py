"""The frame of a page: who looks, where they may go, and what was just done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection, select

from smart_team.assessment.inbox import unread
from smart_team.errors import Lang
from smart_team.people.policy import CITY, Action, may
from smart_team.procedure.schema import Role
from smart_team.store.tables import districts, people, units
from smart_team_api.asking import Look
from smart_team_api.callers import Caller
from smart_team_api.cookies import CSRF_COOKIE
from smart_team_api.language import language_of
from smart_team_api.pages.templating import render

Context = Mapping[str, Any]
View = Callable[[Connection, Caller], Context]
SEE_OTHER: Final = 303
THEME_COOKIE: Final = "smart-team-theme"
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Vary": "Cookie, Accept-Language",
}
"""What a page may load: our own files alone, no script or style within it."""
SAID: Final = "said"
"""The query parameter by which a page knows what was just done; its words are ours."""


@dataclass(frozen=True, slots=True)
class Held:
    """A role that the person holds now, and where, by name."""

    role: Role
    where: str | None


@dataclass(frozen=True, slots=True)
class Frame:
    """What the frame shows; nobody is signed in where there is no name."""

    path: str
    said: str
    theme: str
    csrf: str = ""
    name: str = ""
    roles: tuple[Held, ...] = ()
    unread: int = 0
    allowed: frozenset[Action] = frozenset()

    def holds(self, *roles: Role) -> bool:
        """Whether the person holds any of these roles."""
        return any(held.role in roles for held in self.roles)


async def show(look: Look, template: str, view: View, status: int = 200) -> HTMLResponse:
    """Return a page, filled with what a function finds for who looks."""
    request, lang = look.request, language_of(look.request)

    def fill(connection: Connection, caller: Caller) -> str:
        frame = _frame(request, connection, caller)
        return render(lang, template, {**view(connection, caller), "frame": frame})

    return HTMLResponse(await look.at(fill), status, dict(HEADERS))


def plain(request: Request, template: str, context: Context, status: int = 200) -> HTMLResponse:
    """Return a page for somebody who need not be known."""
    lang: Lang = language_of(request)
    frame = Frame(request.url.path, request.query_params.get(SAID, ""), _theme(request))
    return HTMLResponse(render(lang, template, {**context, "frame": frame}), status, dict(HEADERS))


def go(path: str, said: str = "") -> RedirectResponse:
    """Send the browser on to a page of ours, which then says what was done."""
    joint = "&" if "?" in path else "?"
    return RedirectResponse(f"{path}{joint}{SAID}={said}" if said else path, SEE_OTHER)


def _frame(request: Request, connection: Connection, caller: Caller) -> Frame:
    principal = caller.principal
    name = select(people.c.name).where(people.c.id == principal.person)
    return Frame(
        path=request.url.path,
        said=request.query_params.get(SAID, ""),
        theme=_theme(request),
        csrf=request.cookies.get(CSRF_COOKIE, ""),
        name=connection.execute(name).scalar_one(),
        roles=tuple(
            Held(each.role, _where(connection, each.unit, each.district))
            for each in principal.assignments
        ),
        unread=unread(connection, principal),
        allowed=frozenset(action for action in _SHOWN if may(principal, action, CITY)),
    )


_SHOWN: Final[tuple[Action, ...]] = (
    "open_cycle",
    "panel_members",
    "standing",
    "results",
    "registry",
    "manage_units",
    "read_people",
    "manage_people",
    "upload_rubric",
    "read_audit",
    "back_up",
)
"""What belongs to no unit and decides which entries the navigation has."""


def _where(connection: Connection, unit: str | None, district: str | None) -> str | None:
    for table, code in ((units, unit), (districts, district)):
        if code is not None:
            query = select(table.c.name).where(table.c.code == code)
            return str(connection.execute(query).scalar_one())
    return None


def _theme(request: Request) -> str:
    chosen = request.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in {"light", "dark"} else "auto"
