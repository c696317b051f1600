"""How the installation is, and what keeps it: backups and verification as jobs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlalchemy import Connection

from smart_team import __version__
from smart_team.assessment.condition import condition
from smart_team.assessment.jobs import ask
from smart_team.assessment.views.jobs import jobs_list
from smart_team.store.gate import Work
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.pages.frame import go, show
from smart_team_api.pages.posting import Post, Posting
from smart_team_api.repeats import Answer

router = APIRouter(prefix="/admin/health", include_in_schema=False)
PLACE = "/admin/health"


@router.get("")
async def health(look: Annotated[Look, Depends(Looking("back_up"))]) -> Response:
    """Show disk, database, gate, heads, backups, jobs, versions and plugins."""
    service = look.service

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        who = caller.principal
        return {
            "state": condition(connection, who, service.engine, service.settings.data),
            "waiting": service.gate.waiting(),
            "jobs": jobs_list(connection, who),
            "version": __version__,
            "plugins": service.platform.plugins.hashes(),
        }

    return await show(look, "admin/health.html", view)


@router.post("/backup")
async def back_up(
    post: Annotated[Post, Depends(Posting("back_up", versioned=False))],
) -> Response:
    """Ask for a backup."""
    return await start(post, "backup", PLACE)


@router.post("/verification")
async def verify(
    post: Annotated[Post, Depends(Posting("read_audit", versioned=False))],
) -> Response:
    """Ask for the whole store to be verified."""
    return await start(post, "verify", PLACE)


async def start(post: Post, sort: str, place: str) -> Response:
    """Ask for long work and go to the page that tells of it."""

    def step(work: Work, caller: Caller) -> Answer:
        return Answer({"job": ask(work, caller.principal.person, sort, {})})

    await post.submit(step)
    post.service.wake()
    return go(place, "asked")
