"""The first page: what is due, what came back, how the unit stands; and where the rest is."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlalchemy import Connection

from smart_team.assessment.library import Library
from smart_team.assessment.views.announcements import announcements
from smart_team.assessment.views.unit_home import UnitLine, unit_lines
from smart_team.people.principal import Principal
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.language import language_of
from smart_team_api.pages.claims_due import due
from smart_team_api.pages.frame import show
from smart_team_api.pages.standings_cycles import Line, cycle_lines

router = APIRouter(include_in_schema=False)


@router.get("/")
async def home(look: Annotated[Look, Depends(Looking("account"))]) -> Response:
    """Show what this person has to do, and where everything else is."""

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        lang, library = language_of(look.request), look.service.library
        lines = unit_lines(connection, caller.principal, library, lang)
        now = look.service.clock()
        waiting = sorted((each for each in lines if each.actions), key=_bound)
        return {
            "lines": lines,
            "waiting": waiting,
            "under_way": [each for each in lines if not each.actions and not each.is_published],
            "published": [each for each in lines if each.is_published],
            "going": _going(connection, caller.principal, library, now),
            "announced": announcements(connection, caller.principal, library),
            "dues": {each.id: due(each.due_at, now) for each in lines},
        }

    return await show(look, "home.html", view)


def _going(
    connection: Connection, principal: Principal, library: Library, now: datetime
) -> list[Line]:
    """Return the cycles that are not published as a whole, for who leads and has nothing to do."""
    if all(held.role != "leader" for held in principal.assignments):
        return []
    lines = cycle_lines(connection, principal, library, now)
    return [line for line in lines if any(not stage.publication for stage, _ in line[1])]


def _bound(line: UnitLine) -> str:
    return line.due_at or "9"
