"""Cycles and their stages: opened, looked at, seated, ranked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from smart_team.assessment.cycles import open_cycle
from smart_team.assessment.opening import Opening
from smart_team.assessment.recounting import recount_stage
from smart_team.assessment.rescheduling import NewDay, move_dates
from smart_team.assessment.seating import seat_stage
from smart_team.assessment.views.cycles import CycleView, cycle_view, cycles_list
from smart_team.assessment.views.published import composition
from smart_team.assessment.views.ranking import ranking
from smart_team.assessment.windows import load_calendar
from smart_team.ledger.periods import Period
from smart_team.store.gate import Work
from smart_team_api.asking import Acting, Ask, Changing, Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.paging import Paged
from smart_team_api.repeats import Answer
from smart_team_api.schemas.base import Page
from smart_team_api.schemas.cycles import (
    CompositionShown,
    CycleLine,
    CycleShown,
    DatesGiven,
    DatesMoved,
    Opened,
    OpeningGiven,
    PeriodShown,
    RankingShown,
    Recounted,
    Seated,
    SeatingGiven,
    StageShown,
)
from smart_team_api.strict_json import StrictRoute
from smart_team_api.versions import etag

router = APIRouter(tags=["cycles"], route_class=StrictRoute)
Cycle = Annotated[str, Path(max_length=80, description="周期编号 · the cycle's id")]
Stage = Annotated[str, Path(max_length=80, description="环节编号 · the stage's id")]
Reading = Annotated[Look, Depends(Looking("read"))]


@router.get("/cycles", summary="周期列表 · Cycles", response_model=Page[CycleLine])
async def listing(span: Paged, look: Reading) -> Page[CycleLine]:
    """List the cycles that this person has to do with."""
    return await look.at(
        lambda connection, caller: Page[CycleLine].model_validate(
            cycles_list(connection, caller.principal, span)
        )
    )


@router.post("/cycles", summary="开启周期 · Open a cycle", response_model=Opened, status_code=201)
async def begin(
    given: OpeningGiven, ask: Annotated[Ask, Depends(Acting("open_cycle"))]
) -> Response:
    """Pin the module's procedure and rubrics, and give every unit its submissions."""
    said = given.period
    period = None if said is None else Period(said.first, said.last)
    opening = Opening(given.title, given.module, given.starts, given.units, given.rubrics, period)

    def step(work: Work, caller: Caller) -> Answer:
        calendar = load_calendar(work.connection)
        id_ = open_cycle(work, caller.principal, opening, ask.service.platform, calendar)
        return Answer({"id": id_, "location": f"/api/v1/cycles/{id_}"}, status=201)

    return await ask.change(step)


@router.get("/cycles/{cycle}", summary="一个周期 · One cycle", response_model=CycleShown)
async def whole(cycle: Cycle, response: Response, look: Reading) -> CycleShown:
    """Return a cycle with its stages and all that it is pinned to."""
    found = await look.at(
        lambda connection, caller: _shown(
            cycle_view(connection, caller.principal, cycle, look.service.library)
        )
    )
    response.headers["ETag"] = etag(found.version)
    return found


def _shown(found: CycleView) -> CycleShown:
    named = found.named
    return CycleShown(
        id=named.id,
        title=named.title,
        module=named.module,
        opened_at=named.opened_at,
        version=named.version,
        procedure=found.procedure_hash,
        engine=found.engine,
        plugins=dict(found.plugins),
        opened_by=found.opened_by,
        period=PeriodShown(first=found.period.first, last=found.period.last),
        stages=[StageShown.model_validate(each) for each in found.stages],
        actions=sorted({action for stage in found.stages for action in stage.actions}),
    )


@router.get(
    "/cycles/{cycle}/result",
    summary="总成绩 · Over all stages",
    response_model=CompositionShown,
)
async def composed(
    cycle: Cycle, look: Annotated[Look, Depends(Looking("results"))]
) -> CompositionShown:
    """Return the newest result over all stages, once all of them are published."""
    return await look.at(
        lambda connection, caller: CompositionShown(
            **composition(connection, caller.principal, cycle)
        )
    )


@router.get("/stages/{stage}/ranking", summary="排名表 · Ranked table", response_model=RankingShown)
async def ranked(
    stage: Stage,
    look: Annotated[Look, Depends(Looking("results"))],
    against: Annotated[str | None, Query(max_length=80)] = None,
    published: Annotated[bool, Query(description="只看已发布的 · the published only")] = False,  # noqa: FBT002 - a query's own default
) -> RankingShown:
    """Return the stage's ranked table as far as this person may see it now."""
    return await look.at(
        lambda connection, caller: RankingShown.model_validate(
            ranking(
                connection,
                caller.principal,
                stage,
                look.service.library,
                against=against,
                only_published=published,
            )
        )
    )


@router.post("/stages/{stage}/seats", summary="分配评估员 · Seat a stage", response_model=Seated)
async def seat(
    stage: Stage, given: SeatingGiven, ask: Annotated[Ask, Depends(Acting("panel_members"))]
) -> Response:
    """Spread inspectors evenly over a stage's submissions, never over units of their own."""

    def step(work: Work, caller: Caller) -> Answer:
        seated = seat_stage(work, caller.principal, stage, given.step, given.persons)
        return Answer({"submissions": seated})

    return await ask.change(step, stage)


@router.post(
    "/stages/{stage}/metrics", summary="重新统计数据项 · Count metrics", response_model=Recounted
)
async def count_metrics(
    stage: Stage, ask: Annotated[Ask, Depends(Acting("count_metrics"))]
) -> Response:
    """Count a stage's metrics from the ledgers as they are now; what was announced stays."""

    def step(work: Work, caller: Caller) -> Answer:
        changed = recount_stage(work, caller.principal, stage, ask.service.library)
        return Answer({"submissions": changed})

    return await ask.change(step, stage)


@router.post("/cycles/{cycle}/dates", summary="改期 · Move a day", response_model=DatesMoved)
async def move_day(
    cycle: Cycle, given: DatesGiven, ask: Annotated[Ask, Depends(Changing("move_dates"))]
) -> Response:
    """Move the day by which a step is due, for a whole stage or some units; they are told."""
    new = NewDay(given.stage, given.state, given.day, given.reason, given.units)

    def step(work: Work, caller: Caller) -> Answer:
        version = move_dates(work, caller.principal, cycle, ask.seen, new)
        return Answer({"id": cycle, "version": version}, version)

    return await ask.change(step, cycle)
