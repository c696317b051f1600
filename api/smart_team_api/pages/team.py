"""队伍管理 in a browser: units side by side, one unit, and the problems of all in sight."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Request, Response
from sqlalchemy import Connection

from smart_team.assessment.records.merging import merged_rows
from smart_team.assessment.records.views import RecordsWanted
from smart_team.modules.sight import seen_unit, seen_units
from smart_team.modules.team.figures import figures_of, total
from smart_team.modules.team.names import COURSES, POSTS, PROBLEMS
from smart_team.modules.team.problems import lines_of
from smart_team.modules.team.sight import records_by_unit
from smart_team.modules.team.table import totals
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.pages.frame import go, show
from smart_team_api.pages.team_looking import (
    asked_quarter,
    district_names,
    problem_list,
    quarters_until,
    table_of,
    team_books,
    today_of,
    with_history,
)
from smart_team_api.pages.team_sheets import TITLES

router = APIRouter(prefix="/team", include_in_schema=False)
Reading = Annotated[Look, Depends(Looking("read_records"))]
UnitId = Annotated[str, Path(max_length=140)]
HOURS, DAYS = 90, 12
"""What one person's training of a year has to come to, in hours or in days."""


@router.get("")
async def overview(look: Reading) -> Response:
    """Show the units side by side; who sees a single unit is taken to its page."""

    def only(connection: Connection, caller: Caller) -> str | None:
        team_books(look)
        units = seen_units(connection, caller.principal)
        return units[0].code if len(units) == 1 else None

    if (code := await look.at(only)) is not None:
        return go(f"/team/units/{code}")

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        table = table_of(look, connection, caller.principal)
        said = {"quarter": table.quarter.id, "district": table.district, "kind": table.kind}
        return {
            "table": table,
            "titles": TITLES,
            "districts": district_names(connection, caller.principal),
            "by_district": totals(table.lines, lambda unit: unit.district),
            "by_kind": totals(table.lines, lambda unit: unit.kind),
            "all": total(line.now for line in table.lines),
            "query": urlencode(said),
        }

    return await show(look, "team/overview.html", view)


@router.get("/units/{unit}")
async def one(unit: UnitId, request: Request, look: Reading) -> Response:
    """Show a unit's figures of a quarter beside the quarters before, and what they rest on."""
    today = today_of(look)

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        who, books = caller.principal, team_books(look)
        found, quarter = seen_unit(connection, who, unit), asked_quarter(request, today)
        quarters = with_history(quarter)
        since = min(quarters[0].first, quarter.first.replace(month=1))
        records = records_by_unit(connection, who, books, [unit], since)[unit]
        days = (quarter.first.isoformat(), quarter.last.isoformat())
        posts = RecordsWanted(unit=unit, since=days[0], until=days[1])
        year = [each for each in records[COURSES] if each.day.year == quarter.year]
        held = [each for each in year if each.day <= quarter.last]
        history = [(each, figures_of(books, records, each, today)) for each in quarters]
        return {
            "unit": found,
            "books": books,
            "quarter": quarter,
            "quarters": quarters_until(today),
            "history": history,
            "most_posts": max(each.establishment or 0 for _, each in history),
            "titles": TITLES,
            "posts": merged_rows(connection, who, books[POSTS], posts),
            "records": {
                name: sorted(
                    (each for each in there if quarter.holds(each.day)), key=lambda each: each.day
                )
                for name, there in records.items()
            },
            "courses": sorted(held, key=lambda each: each.day),
            "hours": sum(int(each.content["hours"]) for each in held if "ended_on" in each.content),
            "needed": (HOURS, DAYS),
            "problems": lines_of(books[PROBLEMS], records[PROBLEMS], today),
            "several": len(seen_units(connection, who)) > 1,
        }

    return await show(look, "team/unit.html", view)


@router.get("/problems")
async def problems(look: Reading) -> Response:
    """Show the problems of all units in sight, the open ones first, the longest overdue on top."""

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        found = problem_list(look, connection, caller.principal)
        said = {name: value for name, value in found.said.items() if value}
        return {
            "book": found.book,
            "units": found.units,
            "lines": found.lines,
            "said": found.said,
            "query": urlencode(said),
        }

    return await show(look, "team/problems.html", view)
