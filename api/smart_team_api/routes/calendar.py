"""The working calendar: read by everybody, kept by administrators."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from smart_team.assessment.calendars import put_day, remove_day
from smart_team.assessment.views.calendar import calendar_view
from smart_team.procedure.calendar import shanghai_day
from smart_team.procedure.holidays import NamedDay
from smart_team.store.gate import Work
from smart_team_api.asking import Acting, Ask, Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.repeats import Answer
from smart_team_api.schemas.calendar import CalendarShown, DayGiven, DayKept
from smart_team_api.strict_json import StrictRoute

router = APIRouter(prefix="/calendar", tags=["calendar"], route_class=StrictRoute)
Managing = Annotated[Ask, Depends(Acting("manage_calendar"))]
Day = Annotated[date, Path(description="日期 · the day, such as 2026-02-14")]


@router.get("", summary="工作日历 · The working calendar", response_model=CalendarShown)
async def of_year(
    look: Annotated[Look, Depends(Looking("registry"))],
    year: Annotated[int | None, Query(ge=2000, le=2200)] = None,
) -> CalendarShown:
    """Return the days of a year (this year's, if none is named) that the notices change."""
    wanted = shanghai_day(look.service.clock()).year if year is None else year
    return await look.at(
        lambda connection, caller: CalendarShown.model_validate(
            calendar_view(connection, caller.principal, wanted)
        )
    )


@router.put("/{day}", summary="登记一天 · Enter a day", response_model=DayKept)
async def put(day: Day, given: DayGiven, ask: Managing) -> Response:
    """Enter a day off, or a weekend day that is worked; days given before stay as they are."""

    def step(work: Work, caller: Caller) -> Answer:
        put_day(work, caller.principal, day, NamedDay(given.kind, given.name))
        return Answer({"day": day.isoformat()})

    return await ask.change(step, day.isoformat())


@router.delete("/{day}", summary="撤下一天 · Take a day back", response_model=DayKept)
async def remove(day: Day, ask: Managing) -> Response:
    """Let a day follow the week again."""

    def step(work: Work, caller: Caller) -> Answer:
        remove_day(work, caller.principal, day)
        return Answer({"day": day.isoformat()})

    return await ask.change(step, day.isoformat())
