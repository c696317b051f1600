"""Long work: asked for, watched, and told of to whoever asked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from smart_team.assessment.jobs import own_job, own_jobs
from smart_team_api.asking import Acting, Ask, Look, Looking
from smart_team_api.jobs import asked
from smart_team_api.paging import Paged
from smart_team_api.schemas.base import Page
from smart_team_api.schemas.cycles import Asked
from smart_team_api.schemas.jobs import JobShown
from smart_team_api.strict_json import StrictRoute

router = APIRouter(tags=["jobs"], route_class=StrictRoute)
Own = Annotated[Look, Depends(Looking("jobs"))]


@router.get("/jobs", summary="我的后台任务 · My jobs", response_model=Page[JobShown])
async def listing(span: Paged, look: Own) -> Page[JobShown]:
    """List the long work that this person asked for, the newest first."""

    def page(found: list[JobShown]) -> Page[JobShown]:
        more = len(found) > span.limit
        items = found[: span.limit]
        return Page(items=items, next=items[-1].id if more else None)

    return await look.at(
        lambda connection, caller: page(
            [
                JobShown.model_validate(each)
                for each in own_jobs(connection, caller.principal, span.after, span.limit + 1)
            ]
        )
    )


@router.get("/jobs/{job}", summary="一项后台任务 · One job", response_model=JobShown)
async def one(job: Annotated[str, Path(max_length=80)], look: Own) -> JobShown:
    """Tell how far a job is; once it is done, its result is there, also a refusal."""
    return await look.at(
        lambda connection, caller: JobShown.model_validate(
            own_job(connection, caller.principal, job)
        )
    )


@router.post("/backups", summary="备份 · Make a backup", response_model=Asked, status_code=202)
async def back_up(ask: Annotated[Ask, Depends(Acting("back_up"))]) -> Response:
    """Back the store up into its data folder; the file never leaves by this way."""
    response = await ask.change(lambda work, caller: asked(work, caller, "backup", {}))
    ask.service.wake()
    return response


@router.post("/verifications", summary="核对 · Verify", response_model=Asked, status_code=202)
async def verify(ask: Annotated[Ask, Depends(Acting("read_audit"))]) -> Response:
    """Check chain, signatures, evidence and results; the job's result names what is wrong."""
    response = await ask.change(lambda work, caller: asked(work, caller, "verify", {}))
    ask.service.wake()
    return response
