"""The pages of 队伍管理 as workbooks, to be taken along."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from sqlalchemy import Connection

from smart_team.errors import Lang
from smart_team.modules.sight import seen_unit
from smart_team.modules.team.figures import figures_of
from smart_team.modules.team.sight import records_by_unit
from smart_team.people.principal import Principal
from smart_team.procedure.calendar import SHANGHAI
from smart_team.reports.workbook import Sheet, workbook_bytes
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.language import language_of
from smart_team_api.pages.standings_sending import XLSX, Kind, send
from smart_team_api.pages.team_looking import (
    asked_quarter,
    district_names,
    problem_list,
    table_of,
    team_books,
    today_of,
    with_history,
)
from smart_team_api.pages.team_sheets import problems_sheet, team_sheet, unit_sheet

router = APIRouter(prefix="/team", include_in_schema=False)
Reading = Annotated[Look, Depends(Looking("read_records"))]
Make = Callable[[Connection, Principal, Lang, str], Sheet]


@router.get("/export")
async def table(look: Reading) -> Response:
    """Send the table as it was narrowed and sorted."""

    def make(connection: Connection, who: Principal, lang: Lang, at: str) -> Sheet:
        found = table_of(look, connection, who)
        return team_sheet(found, district_names(connection, who), lang, at)

    return await _workbook(look, "team", make)


@router.get("/units/{unit}/export")
async def one(unit: Annotated[str, Path(max_length=140)], look: Reading) -> Response:
    """Send a unit's figures of a quarter and of the four before."""
    today = today_of(look)

    def make(connection: Connection, who: Principal, lang: Lang, at: str) -> Sheet:
        books, found = team_books(look), seen_unit(connection, who, unit)
        quarters = with_history(asked_quarter(look.request, today))
        records = records_by_unit(connection, who, books, [unit], quarters[0].first)[unit]
        history = [(each, figures_of(books, records, each, today)) for each in quarters]
        return unit_sheet(found, history, lang, at)

    return await _workbook(look, unit, make)


@router.get("/problems/export")
async def problems(look: Reading) -> Response:
    """Send the problems as they were narrowed."""

    def make(connection: Connection, who: Principal, lang: Lang, at: str) -> Sheet:
        return problems_sheet(problem_list(look, connection, who), lang, at)

    return await _workbook(look, "team", make)


async def _workbook(look: Look, object_: str, make: Make) -> Response:
    lang, now = language_of(look.request), look.service.clock()
    at = now.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")

    def view(connection: Connection, caller: Caller) -> tuple[bytes, str]:
        sheet = make(connection, caller.principal, lang, at)
        return workbook_bytes([sheet], lang), f"{sheet.heading[0]}.xlsx"

    content, name = await look.at(view)
    return await send(look, Kind(XLSX, name), content, object_)
