"""Whether the service runs, and whether it can serve."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.concurrency import run_in_threadpool

from smart_team import __version__
from smart_team.store.migrate import check
from smart_team_api.asking import Guest
from smart_team_api.schemas.health import Health
from smart_team_api.visiting import Visit

router = APIRouter(prefix="/health", tags=["health"])
Anybody = Annotated[Visit, Depends(Guest("to watch over the service"))]


@router.get("/live", summary="是否在运行 · Does it run", response_model=Health)
async def live(visit: Anybody) -> Health:
    """Answer as long as the process does."""
    return Health(status="ok", version=__version__, time=visit.service.clock().isoformat())


@router.get("/ready", summary="能否服务 · Can it serve", response_model=Health)
async def ready(visit: Anybody) -> Health:
    """Answer where the database is there with the structure that this program needs, else 503."""
    await run_in_threadpool(check, visit.service.engine)
    return Health(status="ok", version=__version__, time=visit.service.clock().isoformat())
