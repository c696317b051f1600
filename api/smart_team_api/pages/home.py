"""The first page: what is due, what came back, what may be done now."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlalchemy import Connection

from smart_team.assessment.views.cycles import cycles_list
from smart_team.assessment.views.pages import Span
from smart_team.assessment.views.submissions import Wanted, submissions_list
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.pages.frame import show

router = APIRouter(include_in_schema=False)


@router.get("/")
async def home(look: Annotated[Look, Depends(Looking("account"))]) -> Response:
    """Show what this person has to do, and where everything else is."""
    return await show(look, "home.html", _view)


def _view(connection: Connection, caller: Caller) -> dict[str, Any]:
    mine = submissions_list(connection, caller.principal, Wanted(), Span(200))
    due = [each for each in mine.items if each.actions]
    cycles = cycles_list(connection, caller.principal, Span(50))
    return {"due": due, "cycles": cycles.items}
