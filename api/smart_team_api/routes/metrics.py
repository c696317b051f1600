"""The metrics, for whoever asks from this machine."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.concurrency import run_in_threadpool

from smart_team.assessment import cycle_messages as cycle
from smart_team.errors import Problem
from smart_team.observing.metrics import CONTENT_TYPE
from smart_team.observing.standing import look
from smart_team_api.asking import Guest
from smart_team_api.visiting import Visit

router = APIRouter(tags=["health"])


@router.get("/metrics", summary="运行指标 · Metrics", response_class=Response)
async def metrics(
    visit: Annotated[Visit, Depends(Guest("to watch from this machine"))],
) -> Response:
    """Return how the service does, as Prometheus reads it; for others it is not there."""
    if not _is_here(visit.credentials.source):
        raise cycle.AbsentError([Problem(cycle.ABSENT)])
    service = visit.service
    now, data = service.clock(), service.settings.data
    await run_in_threadpool(look, service.metrics, service.engine, data, now)
    return Response(service.metrics.render(), media_type=CONTENT_TYPE)


def _is_here(source: str) -> bool:
    try:
        return ip_address(source).is_loopback
    except ValueError:
        return False
