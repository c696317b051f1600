"""The pages of a stage as workbooks, to be taken along."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlalchemy import Connection

from smart_team.assessment.views.pages import absent, among
from smart_team.assessment.views.unit_figures import row_of, unit_figures
from smart_team.errors import Lang
from smart_team.people.principal import Principal
from smart_team.procedure.calendar import SHANGHAI
from smart_team.reports.workbook import Sheet, workbook_bytes
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.language import language_of
from smart_team_api.pages.standings_comparing import compared_units
from smart_team_api.pages.standings_heat import BY, heat
from smart_team_api.pages.standings_looking import Seen, StageId, Word, names_of, seen
from smart_team_api.pages.standings_sending import XLSX, Kind, send
from smart_team_api.pages.standings_sheets import (
    compare_sheet,
    heat_sheet,
    table_sheet,
    unit_sheet,
)
from smart_team_api.pages.standings_stage import Asking
from smart_team_api.pages.standings_table import narrowed
from smart_team_api.pages.standings_unit import parts_of

router = APIRouter(prefix="/stages", include_in_schema=False)
Reading = Annotated[Look, Depends(Looking("results"))]
Make = Callable[[Connection, Principal, Lang, str], tuple[Sheet, Seen]]


@router.get("/{stage}/export")
async def table(stage: StageId, asking: Asking, look: Reading) -> Response:
    """Send the ranked table as it was narrowed and sorted."""

    def make(connection: Connection, who: Principal, lang: Lang, at: str) -> tuple[Sheet, Seen]:
        library, against = look.service.library, asking.against
        found = seen(connection, who, stage, library, now=asking.now, against=against)
        rows = narrowed(found.table.rows, asking)
        return table_sheet(found, rows, names_of(connection, who), lang, at), found

    return await _workbook(look, stage, make)


@router.get("/{stage}/heat/export")
async def heat_map(stage: StageId, asking: Asking, look: Reading, by: Word = BY[0]) -> Response:
    """Send the heat map."""
    among("by", by, BY)

    def make(connection: Connection, who: Principal, lang: Lang, at: str) -> tuple[Sheet, Seen]:
        whole = by == BY[1]
        found = seen(connection, who, stage, look.service.library, now=asking.now, whole=whole)
        rows = narrowed(found.table.rows, asking)
        return heat_sheet(found, heat(found.head.rubric, rows, by, lang), lang, at), found

    return await _workbook(look, stage, make)


@router.get("/{stage}/compare/export")
async def compare(stage: StageId, look: Reading, a: Word, b: Word, now: Word = "") -> Response:
    """Send two units side by side."""

    def make(connection: Connection, who: Principal, lang: Lang, at: str) -> tuple[Sheet, Seen]:
        found = seen(connection, who, stage, look.service.library, now=now, whole=True)
        first, second = (row_of(found.table, code) for code in (a, b))
        parts = compared_units(found.head.rubric, first, second)
        return compare_sheet(found, (first, second), parts, lang, at), found

    return await _workbook(look, stage, make)


@router.get("/{stage}/units/{code}/export")
async def unit(stage: StageId, code: StageId, look: Reading, now: Word = "") -> Response:
    """Send one unit's figures, each with how it came about."""

    def make(connection: Connection, who: Principal, lang: Lang, at: str) -> tuple[Sheet, Seen]:
        found = seen(connection, who, stage, look.service.library, now=now, whole=True)
        figures = unit_figures(found.asked, found.standing, found.table, code, lang)
        parts = parts_of(found.head.rubric, figures)
        if parts is None:
            raise absent()
        return unit_sheet(found, figures, parts, lang, at), found

    return await _workbook(look, stage, make)


async def _workbook(look: Look, stage: str, make: Make) -> Response:
    lang, now = language_of(look.request), look.service.clock()

    def view(connection: Connection, caller: Caller) -> tuple[bytes, str]:
        sheet, found = make(connection, caller.principal, lang, _shown(now))
        name = f"{found.head.rubric.title.say(lang)}-{sheet.name}.xlsx"
        return workbook_bytes([sheet], lang), name

    content, name = await look.at(view)
    return await send(look, Kind(XLSX, name), content, stage)


def _shown(now: datetime) -> str:
    return now.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
