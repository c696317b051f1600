"""The pages of one stage: its ranked table, one unit, the heat map, two units side by side."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlalchemy import Connection

from smart_team.assessment.views.pages import among
from smart_team.assessment.views.unit_figures import row_of, unit_figures
from smart_team.procedure.words import state_title
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.language import language_of
from smart_team_api.pages.frame import show
from smart_team_api.pages.standings_comparing import compared_units
from smart_team_api.pages.standings_desk import desk_of
from smart_team_api.pages.standings_heat import BY, heat
from smart_team_api.pages.standings_looking import (
    StageId,
    Word,
    about,
    choices,
    names_of,
    seen,
)
from smart_team_api.pages.standings_table import Wanted, narrowed, totals, wanted_of
from smart_team_api.pages.standings_unit import parts_of

router = APIRouter(prefix="/stages", include_in_schema=False)
Reading = Annotated[Look, Depends(Looking("results"))]
Asking = Annotated[Wanted, Depends(wanted_of)]


@router.get("/{stage}")
async def table(stage: StageId, asking: Asking, look: Reading, job: Word = "") -> Response:
    """Show the ranked table, and to the administrator what may be done with it."""
    lang, library = language_of(look.request), look.service.library

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        who = caller.principal
        found = seen(connection, who, stage, library, now=asking.now, against=asking.against)
        rows, districts = found.table.rows, names_of(connection, who)
        return {
            **about(found, lang, districts),
            "wanted": asking,
            "rows": narrowed(rows, asking),
            "totals": totals(rows),
            "against": found.against,
            **choices(found, districts, lang),
            "state_name": partial(state_title, found.head.procedure),
            "desk": desk_of(connection, who, stage),
            "job": job,
        }

    return await show(look, "standings/stage.html", view)


@router.get("/{stage}/units/{code}")
async def unit(stage: StageId, code: StageId, look: Reading, now: Word = "") -> Response:
    """Show one unit: its dimensions, its indicators, and the finding of each."""
    lang, library = language_of(look.request), look.service.library

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        who = caller.principal
        found = seen(connection, who, stage, library, now=now, against=None, whole=True)
        figures = unit_figures(found.asked, found.standing, found.table, code, lang)
        return {
            **about(found, lang, names_of(connection, who)),
            "row": figures.row,
            "parts": parts_of(found.head.rubric, figures),
            "findings": figures.findings,
            "against": found.against,
            "others": [each.unit for each in found.table.rows if each.unit.unit != code],
            "now": now,
        }

    return await show(look, "standings/unit.html", view)


@router.get("/{stage}/heat")
async def heat_map(stage: StageId, asking: Asking, look: Reading, by: Word = BY[0]) -> Response:
    """Show units × dimensions, or × indicators, in five shades."""
    lang, library = language_of(look.request), look.service.library
    among("by", by, BY)

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        who = caller.principal
        found = seen(connection, who, stage, library, now=asking.now, whole=by == BY[1])
        rows = narrowed(found.table.rows, asking)
        districts = names_of(connection, who)
        return {
            **about(found, lang, districts),
            "wanted": asking,
            "by": by,
            **choices(found, districts, lang),
            "heat": heat(found.head.rubric, rows, by, lang),
        }

    return await show(look, "standings/heat.html", view)


@router.get("/{stage}/compare")
async def compare(
    stage: StageId, look: Reading, a: Word = "", b: Word = "", now: Word = ""
) -> Response:
    """Show two units side by side, by dimension and indicator."""
    lang, library = language_of(look.request), look.service.library

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        who = caller.principal
        found = seen(connection, who, stage, library, now=now, whole=True)
        chosen = [row_of(found.table, code) for code in (a, b) if code]
        return {
            **about(found, lang, names_of(connection, who)),
            "units": [row.unit for row in found.table.rows],
            "a": a,
            "b": b,
            "now": now,
            "pair": chosen,
            "parts": compared_units(found.head.rubric, *chosen) if a and b else (),
        }

    return await show(look, "standings/compare.html", view)
