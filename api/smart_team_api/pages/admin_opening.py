"""Opening a cycle, step by step, with a check of what is missing before it is opened."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Response
from sqlalchemy import Connection

from smart_team.assessment.cycles import open_cycle
from smart_team.assessment.metrics.period import default_period
from smart_team.assessment.platform import Platform
from smart_team.assessment.views.pages import Span
from smart_team.assessment.views.readiness import dues_of, readiness
from smart_team.assessment.views.registry import (
    UnitsWanted,
    districts_list,
    every_unit,
    modules_list,
    place_names,
    rubrics_list,
)
from smart_team.assessment.windows import load_calendar
from smart_team.people.principal import Principal
from smart_team.procedure.calendar import shanghai_day
from smart_team.store.gate import Work
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.pages.frame import go, show
from smart_team_api.pages.opening_plan import Plan, plan_of
from smart_team_api.pages.posting import Post, Posting, trial_of
from smart_team_api.repeats import Answer

router = APIRouter(prefix="/admin/cycles/new", include_in_schema=False)
Planning = Annotated[Look, Depends(Looking("open_cycle"))]
ALL: Final = Span(200)


@router.get("")
@router.get("/step")
async def guide(look: Planning) -> Response:
    """Show the step of the guide that an address asks for, the first as a rule."""
    query = look.request.query_params
    return await _page(look, plan_of(query.getlist, list(query)))


@router.post("/step")
async def step_on(look: Planning) -> Response:
    """Show the step that is next; the plan is too long for an address, and nothing is kept."""
    form = await trial_of(look)

    def texts(name: str) -> list[str]:
        return [value for value in form.getlist(name) if isinstance(value, str)]

    return await _page(look, plan_of(texts, list(form)))


async def _page(look: Look, given: Plan) -> Response:
    platform = look.service.platform
    plan = _settled(given, platform)

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        who = caller.principal
        found: dict[str, Any] = {"plan": plan, "module": None, "stages": ()}
        match plan.step:
            case 1:
                modules = modules_list(who, platform)
                return found | {"modules": [each for each in modules if each.has_procedure]}
            case 2:
                return found | _days(connection, plan, look)
            case 3:
                return found | _choices(connection, who)
            case 4:
                return found | _rubrics(connection, who, plan, platform)
        return found | _checked(connection, who, plan, look)

    return await show(look, "admin/opening.html", view)


def _settled(plan: Plan, platform: Platform) -> Plan:
    """Return the plan at the first step of which something is still missing, at the latest."""
    procedure = platform.procedures.get(plan.module)
    if procedure is None:
        return replace(plan, step=1)
    starts = {stage.rubric: plan.starts.get(stage.rubric, "") for stage in procedure.stages}
    rubrics = {stage.rubric: plan.rubrics.get(stage.rubric, "") for stage in procedure.stages}
    settled = replace(plan, starts=starts, rubrics=rubrics)
    if plan.step > 2 and not (plan.title and settled.has_days(procedure)):  # noqa: PLR2004 - the step of title and days
        return replace(settled, step=2)
    return settled


def _days(connection: Connection, plan: Plan, look: Look) -> dict[str, Any]:
    platform, today = look.service.platform, shanghai_day(look.service.clock())
    procedure, calendar = platform.procedures[plan.module], load_calendar(connection)
    suggested = calendar.add_working_days(today, 1)
    rubrics = platform.catalog.rubrics()
    stages: list[dict[str, Any]] = []
    for stage in procedure.stages:
        day = plan.day(stage.rubric) or suggested
        dues = dues_of(procedure, day, calendar)
        stages.append({"rubric": rubrics[stage.rubric], "day": day, "dues": dues})
    module = next(each for each in platform.catalog.modules if each.id == plan.module)
    usual = default_period(min(each["day"] for each in stages))
    return {"stages": stages, "module": module, "year": today.year, "usual": usual}


def _choices(connection: Connection, who: Principal) -> dict[str, Any]:
    return {
        "units": every_unit(connection, who, UnitsWanted()),
        "districts": districts_list(connection, who, ALL).items,
    }


def _rubrics(
    connection: Connection, who: Principal, plan: Plan, platform: Platform
) -> dict[str, Any]:
    rubrics = platform.catalog.rubrics()
    return {
        "stages": [
            {
                "rubric": rubrics[stage.rubric],
                "versions": rubrics_list(connection, who, ALL, stage.rubric).items,
            }
            for stage in platform.procedures[plan.module].stages
        ]
    }


def _checked(connection: Connection, who: Principal, plan: Plan, look: Look) -> dict[str, Any]:
    service = look.service
    opening = plan.opening(every_unit(connection, who, UnitsWanted()))
    found = readiness(connection, who, opening, service.platform, service.library, service.clock())
    counted = opening.counted()
    return {"found": found, "places": place_names(connection, who), "period": counted}


@router.post("")
async def begin(
    post: Annotated[Post, Depends(Posting("open_cycle", versioned=False))],
) -> Response:
    """Open the cycle as it was planned."""
    plan, platform = plan_of(post.texts, list(post.form)), post.service.platform

    def step(work: Work, caller: Caller) -> Answer:
        registered = every_unit(work.connection, caller.principal, UnitsWanted())
        opening, calendar = plan.opening(registered), load_calendar(work.connection)
        cycle = open_cycle(work, caller.principal, opening, platform, calendar)
        return Answer({"cycle": cycle})

    answer = await post.submit(step)
    return go(f"/admin/cycles/{answer.body['cycle']}", "opened")
