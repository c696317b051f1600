"""重点工作 in a browser: tasks side by side, by month, along the time, and one with its course."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Response
from sqlalchemy import Connection

from smart_team.assessment.records.views import RecordsWanted, whole_record
from smart_team.assessment.views.pages import absent
from smart_team.modules.work.boards import columns_of, counted, rolled_up
from smart_team.modules.work.calendars import beside, events_of, weeks_of
from smart_team.modules.work.names import MILESTONES, ORDERS, PROGRESS
from smart_team.modules.work.timelines import bars_of, curve_of, scale_of
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.pages.frame import show
from smart_team_api.pages.work_looking import asked_month, narrowing, reader_of, tasks_of

router = APIRouter(prefix="/work", include_in_schema=False)
Reading = Annotated[Look, Depends(Looking("read_records"))]


@router.get("")
async def board(look: Reading) -> Response:
    """Show the tasks in columns by state, how many have which light, and each unit's."""

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        found = tasks_of(look, connection, caller.principal)
        of, tasks = found.reader.districts(), found.tasks
        return {
            **narrowing(found),
            "columns": columns_of(found.book, tasks),
            "all": counted("", tasks),
            "late": sorted((each for each in tasks if each.late), key=lambda each: -each.late),
            "by_unit": rolled_up(tasks, lambda each: each.view.record.unit),
            "by_district": rolled_up(tasks, lambda each: of.get(each.view.record.unit, "")),
        }

    return await show(look, "work/board.html", view)


@router.get("/calendar")
async def calendar(look: Reading) -> Response:
    """Show a month with the days by which tasks, milestones and orders' answers are due."""

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        found = tasks_of(look, connection, caller.principal)
        year, month = asked_month(look.request, found.reader.today)
        events = events_of(found.tasks, found.reader.orders(found.tasks))
        return {
            **narrowing(found),
            "month": f"{year:04d}-{month:02d}",
            "beside": beside(year, month),
            "weeks": weeks_of(year, month, events),
        }

    return await show(look, "work/calendar.html", view)


@router.get("/timeline")
async def timeline(look: Reading) -> Response:
    """Show the tasks as bars along the time, each with what is planned and reported."""

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        found = tasks_of(look, connection, caller.principal)
        scale = scale_of(found.tasks, found.reader.today)
        bars = bars_of(found.tasks, scale)
        return {
            **narrowing(found),
            "scale": scale,
            "now": scale.place(found.reader.today),
            "bars": bars,
            "undated": [each for each in found.tasks if each.due is None],
        }

    return await show(look, "work/timeline.html", view)


@router.get("/tasks/{task}")
async def one(task: Annotated[str, Path(max_length=80)], look: Reading) -> Response:
    """Show a task with its plan beside its reports, its lights, its orders and what comes next."""

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        reader, book = reader_of(look, connection, caller.principal)
        whole = whole_record(connection, caller.principal, reader.shelf, task)
        if whole.found.book is not book:
            raise absent()
        (found,) = reader.tasks(RecordsWanted(), only=task)
        return {
            "book": book,
            "task": found,
            "whole": whole,
            "today": reader.today,
            "curve": curve_of(found, reader.today),
            "orders": reader.orders([found]),
            "books": {name: reader.shelf.find(name) for name in (MILESTONES, PROGRESS, ORDERS)},
        }

    return await show(look, "work/task.html", view)
