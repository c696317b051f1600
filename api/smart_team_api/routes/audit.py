"""The audit, searched: every act, success, refusal and failure."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from smart_team.assessment.views.audit import AuditWanted, audit_search
from smart_team_api.asking import Look, Looking
from smart_team_api.paging import Paged
from smart_team_api.schemas.audit import AuditGiven, AuditShown
from smart_team_api.schemas.base import Page

router = APIRouter(prefix="/audit", tags=["audit"])


@router.get("", summary="审计记录 · The audit", response_model=Page[AuditShown])
async def search(
    span: Paged,
    wanted: Annotated[AuditGiven, Query()],
    look: Annotated[Look, Depends(Looking("read_audit"))],
) -> Page[AuditShown]:
    """List audit records, the newest first."""
    asked = AuditWanted(**wanted.model_dump())
    return await look.at(
        lambda connection, caller: Page[AuditShown].model_validate(
            audit_search(connection, caller.principal, asked, span)
        )
    )
