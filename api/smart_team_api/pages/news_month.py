"""队建动态 month by month in a browser: the desk of units and editors, and the bulletin."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Response
from sqlalchemy import Connection

from smart_team.modules.news.desk import waiting_for
from smart_team.modules.news.months import month_of
from smart_team.modules.news.names import ARTICLES
from smart_team.modules.news.warnings import floods, told_twice
from smart_team.procedure.calendar import SHANGHAI
from smart_team.reports.workbook import workbook_bytes
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.language import language_of
from smart_team_api.pages.frame import go, show
from smart_team_api.pages.news_looking import asked_month, bulletin_of, months_until, today_of
from smart_team_api.pages.news_sheets import TITLES, bulletin_sheets
from smart_team_api.pages.standings_sending import XLSX, Kind, send

router = APIRouter(prefix="/news", include_in_schema=False)
Reading = Annotated[Look, Depends(Looking("read_records"))]
MonthId = Annotated[str, Path(max_length=20)]


@router.get("/desk")
async def desk(look: Reading) -> Response:
    """Show what waits for this person, and how the units in sight stand this month."""
    today = today_of(look)

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        month = month_of(today)
        bulletin = bulletin_of(look, connection, caller.principal, month)
        book, articles = bulletin.books[ARTICLES], bulletin.articles
        return {
            "book": book,
            "waiting": waiting_for(connection, caller.principal, book),
            "bulletin": bulletin,
            "floods": floods(articles),
            "titles": TITLES,
        }

    return await show(look, "news/desk.html", view)


@router.get("/bulletin")
async def newest(look: Reading) -> Response:
    """Go to the bulletin of the last month that ended, or of the month that is asked for."""
    await look.know()
    said = look.request.query_params.get("month")
    month = asked_month(said) if said else month_of(today_of(look)).back(1)
    return go(f"/news/bulletin/{month.id}")


@router.get("/bulletin/{month}")
async def bulletin(month: MonthId, look: Reading) -> Response:
    """Show a month: the units beside each other, what was taken up, what was returned."""
    today = today_of(look)

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        found = bulletin_of(look, connection, caller.principal, asked_month(month))
        return {
            "bulletin": found,
            "months": months_until(today),
            "twice": told_twice(found.adoptions),
            "titles": TITLES,
        }

    return await show(look, "news/bulletin.html", view)


@router.get("/bulletin/{month}/export")
async def export(month: MonthId, look: Reading) -> Response:
    """Send a month's bulletin as a workbook."""
    lang, now = language_of(look.request), look.service.clock()
    at = now.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")

    def view(connection: Connection, caller: Caller) -> tuple[bytes, str]:
        found = bulletin_of(look, connection, caller.principal, asked_month(month))
        sheets = bulletin_sheets(found, lang, at)
        return workbook_bytes(sheets, lang), f"{sheets[0].heading[0]}.xlsx"

    content, name = await look.at(view)
    return await send(look, Kind(XLSX, name), content, month)
