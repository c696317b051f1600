"""A cycle as its administrator runs it: seats and days."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Response
from sqlalchemy import Connection

from smart_team.assessment.rescheduling import NewDay, move_dates
from smart_team.assessment.seating import seat_stage
from smart_team.assessment.seats import assign_panel, seats_inspectors
from smart_team.assessment.stage_parts import units_of_cycle
from smart_team.assessment.submissions import Asked
from smart_team.assessment.views.cycles import cycle_view, cycles_list
from smart_team.assessment.views.pages import Span, absent
from smart_team.assessment.views.seats import moved_days, seated_counts, seating
from smart_team.assessment.windows import has_day
from smart_team.procedure.machine import states_of
from smart_team.procedure.words import state_title
from smart_team.store.gate import Work
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.pages.days import day_of
from smart_team_api.pages.frame import go, show
from smart_team_api.pages.posting import Post, Posting
from smart_team_api.repeats import Answer

router = APIRouter(prefix="/admin/cycles", include_in_schema=False)
Cycle = Annotated[str, Path(max_length=80)]
Reading = Annotated[Look, Depends(Looking("open_cycle"))]
SHOWN: Final = 200


@router.get("")
async def listing(look: Reading) -> Response:
    """List the cycles, the newest first."""

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        page = cycles_list(connection, caller.principal, Span(SHOWN))
        titles = {each.id: each.file.title for each in look.service.platform.catalog.modules}
        return {"cycles": list(reversed(page.items)), "titles": titles}

    return await show(look, "admin/cycles.html", view)


@router.get("/{cycle}")
async def one(cycle: Cycle, look: Reading) -> Response:
    """Show a cycle's stages, its seats and the days that were moved."""

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        who = caller.principal
        found = cycle_view(connection, who, cycle, look.service.library)
        procedure = found.procedure
        return {
            "found": found,
            "titles": {each: state_title(procedure, each) for each in states_of(procedure)},
            "dated": [each for each in states_of(procedure) if has_day(procedure, each)],
            "seated": [each.id for each in procedure.steps if seats_inspectors(each)],
            "counts": seated_counts(connection, who, cycle),
            "units": units_of_cycle(connection, cycle),
            "moved": moved_days(connection, who, cycle),
        }

    return await show(look, "admin/cycle.html", view)


@router.post("/{cycle}/dates")
async def move_day(cycle: Cycle, post: Annotated[Post, Depends(Posting("move_dates"))]) -> Response:
    """Move the day of a step."""
    day, units = day_of(post.text("day")), post.texts("units")
    new = NewDay(post.text("stage"), post.text("state"), day, post.text("reason"), units)

    def step(work: Work, caller: Caller) -> Answer:
        version = move_dates(work, caller.principal, cycle, post.seen, new)
        return Answer({"version": version}, version)

    await post.submit(step, cycle)
    return go(f"/admin/cycles/{cycle}", "changed")


@router.get("/{cycle}/seats/{stage}/{place}")
async def seats(
    cycle: Cycle,
    stage: Annotated[str, Path(max_length=80)],
    place: Annotated[str, Path(max_length=80)],
    look: Annotated[Look, Depends(Looking("panel_members"))],
    only: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """Show who sits for a step of a stage; `only` one submission, to be changed."""

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        who = caller.principal
        found = cycle_view(connection, who, cycle, look.service.library)
        here = next((each for each in found.stages if each.id == stage), None)
        if here is None:
            raise absent()
        return {
            "cycle": found,
            "stage": here,
            "place": place,
            "title": state_title(found.procedure, place),
            "seating": seating(connection, who, stage, place, look.service.clock()),
            "only": only,
        }

    return await show(look, "admin/seats.html", view)


@router.post("/{cycle}/seats/{stage}/{place}")
async def fill(
    cycle: Cycle,
    stage: Annotated[str, Path(max_length=80)],
    place: Annotated[str, Path(max_length=80)],
    post: Annotated[Post, Depends(Posting("panel_members", versioned=False))],
) -> Response:
    """Spread inspectors evenly over the stage: those that were ticked, or all."""
    persons = post.texts("persons") or None

    def step(work: Work, caller: Caller) -> Answer:
        return Answer({"n": seat_stage(work, caller.principal, stage, place, persons)})

    await post.submit(step, stage)
    return go(f"/admin/cycles/{cycle}/seats/{stage}/{place}", "seated")


@router.post("/{cycle}/seats/{stage}/{place}/{submission}")
async def sit(
    cycle: Cycle,
    stage: Annotated[str, Path(max_length=80)],
    place: Annotated[str, Path(max_length=80)],
    submission: Annotated[str, Path(max_length=80)],
    post: Annotated[Post, Depends(Posting("panel_members"))],
) -> Response:
    """Set who sits for one submission."""
    persons = post.texts("persons")

    def step(work: Work, caller: Caller) -> Answer:
        asked = Asked(caller.principal, submission, post.seen)
        return Answer({"version": assign_panel(work, asked, place, persons)})

    await post.submit(step, submission)
    return go(f"/admin/cycles/{cycle}/seats/{stage}/{place}", "seated")
