"""The administrator's first page: what has to be seen to, and where everything is."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlalchemy import Connection

from smart_team.assessment.condition import condition
from smart_team.assessment.views.attention import attention
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.pages.frame import show

router = APIRouter(prefix="/admin", include_in_schema=False)


@router.get("")
async def overview(look: Annotated[Look, Depends(Looking("manage_people"))]) -> Response:
    """Show what has to be seen to."""
    service = look.service

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        who = caller.principal
        return {
            "found": attention(connection, who, service.clock(), service.library),
            "state": condition(connection, who, service.engine, service.settings.data),
        }

    return await show(look, "admin/overview.html", view)
