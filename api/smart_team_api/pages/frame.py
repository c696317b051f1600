"""The frame of a page: who looks, where they may go, and what was just done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import Connection, Table, select

from smart_team.assessment.inbox import unread
from smart_team.demo.marker import Standing
from smart_team.errors import Lang
from smart_team.people.policy import CITY, Action, may
from smart_team.people.principal import Principal
from smart_team.rubric.types import Role
from smart_team.store.tables import districts, people, units
from smart_team_api.asking import Look
from smart_team_api.callers import Caller
from smart_team_api.cookies import CSRF_COOKIE
from smart_team_api.language import language_of
from smart_team_api.pages.templating import render
from smart_team_api.pages.tour import tour_of

Context = Mapping[str, Any]
View = Callable[[Connection, Caller], Context]
Place = tuple[str | None, str | None]
"""A unit's code or a district's."""
SEE_OTHER: Final = 303
HOME: Final = "/"
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
    modules: frozenset[str] = frozenset()
    """The modules that have ledgers on the shelf."""
    tour: Mapping[Standing, str] | None = None
    """On the first page of a demo: its cycles, for what to try with them."""

    def holds(self, *roles: Role) -> bool:
        """Whether the person holds any of these roles."""
        return any(held.role in roles for held in self.roles)


async def show(look: Look, template: str, view: View, status: int = 200) -> HTMLResponse:
    """Return a page, filled with what a function finds for who looks."""
    lang = language_of(look.request)

    def fill(connection: Connection, caller: Caller) -> str:
        frame = _frame(look, connection, caller)
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


def _frame(look: Look, connection: Connection, caller: Caller) -> Frame:
    request, principal = look.request, caller.principal
    places = _places(connection, principal)
    name = select(people.c.name).where(people.c.id == principal.person)
    return Frame(
        path=request.url.path,
        said=request.query_params.get(SAID, ""),
        theme=_theme(request),
        csrf=request.cookies.get(CSRF_COOKIE, ""),
        name=connection.execute(name).scalar_one(),
        roles=tuple(
            Held(each.role, places.get((each.unit, each.district)))
            for each in principal.assignments
        ),
        unread=unread(connection, principal),
        allowed=frozenset(action for action in _SHOWN if may(principal, action, CITY)),
        modules=frozenset(book.module for book in look.service.platform.shelf.books.values()),
        tour=tour_of(look.service.settings.data) if request.url.path == HOME else None,
    )


_SHOWN: Final[tuple[Action, ...]] = (
    "open_cycle",
    "panel_members",
    "standing",
    "results",
    "registry",
    "manage_units",
    "manage_calendar",
    "move_dates",
    "count_metrics",
    "read_people",
    "manage_people",
    "upload_rubric",
    "read_audit",
    "back_up",
)
"""What belongs to no unit and decides which entries the navigation has."""


def _places(connection: Connection, principal: Principal) -> dict[Place, str]:
    """Return the names of the units and districts that a person's roles are for."""
    held = principal.assignments
    of_units = _names(connection, units, {each.unit for each in held if each.unit})
    of_districts = _names(connection, districts, {each.district for each in held if each.district})
    return {
        **{(code, None): name for code, name in of_units.items()},
        **{(None, code): name for code, name in of_districts.items()},
    }


def _names(connection: Connection, table: Table, codes: set[str]) -> dict[str, str]:
    if not codes:
        return {}
    query = select(table.c.code, table.c.name).where(table.c.code.in_(sorted(codes)))
    return {row.code: row.name for row in connection.execute(query)}


def _theme(request: Request) -> str:
    chosen = request.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in {"light", "dark"} else "auto"
