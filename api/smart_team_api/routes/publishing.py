"""Publishing a stage, and publishing it anew."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from smart_team.assessment.publication import require_ready
from smart_team.store.gate import Work
from smart_team_api.asking import Acting, Ask
from smart_team_api.callers import Caller
from smart_team_api.jobs import asked
from smart_team_api.repeats import Answer
from smart_team_api.routes.cycles import Stage
from smart_team_api.schemas.cycles import Asked, CorrectionGiven
from smart_team_api.strict_json import StrictRoute

router = APIRouter(prefix="/stages", tags=["results"], route_class=StrictRoute)


@router.post(
    "/{stage}/publication",
    summary="定等发布 · Publish a stage",
    response_model=Asked,
    status_code=202,
)
async def publish(stage: Stage, ask: Annotated[Ask, Depends(Acting("publish"))]) -> Response:
    """Recompute by two paths, then freeze, sign and publish; refused on any difference."""

    def step(work: Work, caller: Caller) -> Answer:
        require_ready(work.connection, caller.principal, stage, "publish")
        return asked(work, caller, "publish", {"stage": stage})

    response = await ask.change(step, stage)
    ask.service.wake()
    return response


@router.post(
    "/{stage}/corrections",
    summary="更正发布 · Publish anew",
    response_model=Asked,
    status_code=202,
)
async def correct(
    stage: Stage, given: CorrectionGiven, ask: Annotated[Ask, Depends(Acting("correct"))]
) -> Response:
    """Publish a stage again with what has changed since; the revisions before it stay."""

    def step(work: Work, caller: Caller) -> Answer:
        require_ready(work.connection, caller.principal, stage, "correct")
        return asked(work, caller, "correct", {"stage": stage, "reason": given.reason})

    response = await ask.change(step, stage)
    ask.service.wake()
    return response
