"""Units' teams beside each other on one page."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy import Connection

from smart_team.assessment.views.pages import among
from smart_team.modules.team.comparing import medians, peers
from smart_team.modules.team.table import COLUMNS
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.pages.frame import show
from smart_team_api.pages.team_looking import table_of
from smart_team_api.pages.team_sheets import STAFFED, TITLES

router = APIRouter(prefix="/team", include_in_schema=False)
PLACES: Final = 4
"""Units that stand beside each other at most."""
Units = Annotated[tuple[Annotated[str, Query(max_length=140)], ...], Query(max_length=PLACES)]


@router.get("/compare")
async def compare(
    look: Annotated[Look, Depends(Looking("read_records"))], unit: Units = ()
) -> Response:
    """Show units beside each other and beside the median of the first one's peers in sight."""

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        table = table_of(look, connection, caller.principal)
        lines = {each.unit.code: each for each in sorted(table.lines, key=lambda x: x.unit.code)}
        for code in unit:
            among("unit", code or None, lines)
        chosen = [lines[code] for code in dict.fromkeys(unit) if code]
        like = peers(table.lines, chosen[0]) if chosen else []
        return {
            "quarter": table.quarter,
            "quarters": table.quarters,
            "places": PLACES,
            "lines": list(lines.values()),
            "chosen": chosen,
            "titles": TITLES,
            "columns": COLUMNS,
            "staffed": STAFFED,
            "median": medians(like),
            "peers": len(like),
        }

    return await show(look, "team/compare.html", view)
