"""队伍管理 in a browser: units side by side, one unit, and the problems of all in sight."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Request, Response
from sqlalchemy import Connection

from smart_team.assessment.records.merging import merged_rows
from smart_team.assessment.records.views import RecordsWanted
from smart_team.assessment.views.pages import Span, among
from smart_team.assessment.views.registry import districts_list
from smart_team.modules.team.figures import figures_of, total
from smart_team.modules.team.names import COURSES, POSTS, PROBLEMS
from smart_team.modules.team.problems import lines_of
from smart_team.modules.team.sight import problems_seen, records_by_unit, seen_unit, seen_units
from smart_team.modules.team.table import totals
from smart_team.people.principal import Principal
from smart_team.procedure.calendar import SHANGHAI
from smart_team.reports.workbook import workbook_bytes
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.language import language_of
from smart_team_api.pages.frame import go, show
from smart_team_api.pages.standings_sending import XLSX, Kind, send
from smart_team_api.pages.team_looking import (
    asked_quarter,
    quarters_until,
    table_of,
    team_books,
    today_of,
)
from smart_team_api.pages.team_sheets import TITLES, team_sheet

router = APIRouter(prefix="/team", include_in_schema=False)
Reading = Annotated[Look, Depends(Looking("read_records"))]
UnitId = Annotated[str, Path(max_length=140)]
HISTORY: Final = 4
"""Quarters that stand beside the one that is shown."""
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
            "districts": _districts(connection, caller.principal),
            "by_district": totals(table.lines, lambda unit: unit.district),
            "by_kind": totals(table.lines, lambda unit: unit.kind),
            "all": total(line.now for line in table.lines),
            "query": urlencode(said),
        }

    return await show(look, "team/overview.html", view)


@router.get("/export")
async def export(look: Reading) -> Response:
    """Send the table as it was narrowed and sorted."""
    lang, now = language_of(look.request), look.service.clock()
    at = now.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")

    def view(connection: Connection, caller: Caller) -> tuple[bytes, str]:
        table = table_of(look, connection, caller.principal)
        sheet = team_sheet(table, _districts(connection, caller.principal), lang, at)
        return workbook_bytes([sheet], lang), f"{sheet.name}-{table.quarter.id}.xlsx"

    content, name = await look.at(view)
    return await send(look, Kind(XLSX, name), content, "team")


@router.get("/units/{unit}")
async def one(unit: UnitId, request: Request, look: Reading) -> Response:
    """Show a unit's figures of a quarter beside the quarters before, and what they rest on."""
    today = today_of(look)

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        who, books = caller.principal, team_books(look)
        found, quarter = seen_unit(connection, who, unit), asked_quarter(request, today)
        quarters = [quarter.back(count) for count in range(HISTORY, -1, -1)]
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
async def problems(request: Request, look: Reading) -> Response:
    """Show the problems of all units in sight, the open ones first, the longest overdue on top."""
    said = {name: request.query_params.get(name, "").strip() for name in _NARROWING}

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        who, book = caller.principal, team_books(look)[PROBLEMS]
        among("late", said["late"] or None, {"1"})
        units = {each.code: each for each in seen_units(connection, who)}
        among("unit", said["unit"] or None, units)
        plain = {name: said[name] or None for name in ("unit", "state", "since", "until")}
        choices = {"source": said["source"]} if said["source"] else {}
        wanted = RecordsWanted(**plain, choices=choices)
        lines = problems_seen(connection, who, book, wanted, units, today_of(look))
        shown = [each for each in lines if each.overdue or not said["late"]]
        return {"book": book, "units": units, "lines": shown, "said": said}

    return await show(look, "team/problems.html", view)


_NARROWING: Final = ("unit", "state", "source", "since", "until", "late")


def _districts(connection: Connection, principal: Principal) -> Mapping[str, str]:
    every = districts_list(connection, principal, Span(200)).items
    return {each.code: each.name for each in every}
