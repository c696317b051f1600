"""The register of units from a file and into one."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Response
from sqlalchemy import Connection

from smart_team.assessment.formula_text import neutralise
from smart_team.assessment.registering import register_units
from smart_team.assessment.unit_files import COLUMNS, read_units
from smart_team.assessment.views.registry import UnitView, every_unit
from smart_team.errors import AnswersError, FileError, Problem
from smart_team.reports.workbook import Cell, Sheet, workbook_bytes
from smart_team.store.gate import Work
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.language import language_of
from smart_team_api.pages.admin_units import Wanted
from smart_team_api.pages.frame import show
from smart_team_api.pages.posting import Post, Posting
from smart_team_api.pages.standings_sending import XLSX, Kind, send
from smart_team_api.pages.uploading import admitted, looking, read_upload, refused
from smart_team_api.repeats import Answer

router = APIRouter(prefix="/admin/units", include_in_schema=False)
Reading = Annotated[Look, Depends(Looking("manage_units"))]
WIDTHS: Final = (18, 36, 14, 10, 10)
CSV: Final = Kind("text/csv; charset=utf-8", "units.csv")
WORKBOOK: Final = Kind(XLSX, "units.xlsx")


@router.get("/import")
async def form(look: Reading) -> Response:
    """Show how a file of units looks, and the form that takes one."""
    return await _page(look)


@router.post("/import")
async def take(
    post: Annotated[Post, Depends(Posting("manage_units", versioned=False))],
) -> Response:
    """Register all units of a file, or say what is wrong with which rows and register none."""
    await admitted(post)
    uploads = post.files("file")
    if not uploads:
        return await _page(looking(post), status=422)
    try:
        units = await read_upload(uploads[0], read_units)
    except (AnswersError, FileError) as error:
        return await _page(looking(post), await refused(post, error), 422)

    def step(work: Work, caller: Caller) -> Answer:
        done = register_units(work, caller.principal, units.rows)
        return Answer({"added": done.added, "changed": done.changed})

    answer = await post.submit(step)
    return await _page(looking(post), done=answer.body)


@router.get("/export.csv")
async def as_csv(look: Reading, asked: Wanted) -> Response:
    """Send the units that were filtered, as they are imported."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for each in await _units(look, asked):
        writer.writerow([neutralise(cell) for cell in _cells(each)])
    return await send(look, CSV, text.getvalue().encode("utf-8-sig"), "units")


@router.get("/export.xlsx")
async def as_workbook(look: Reading, asked: Wanted) -> Response:
    """Send the same as a workbook."""
    rows = [[Cell(cell) for cell in _cells(each)] for each in await _units(look, asked)]
    sheet = Sheet("units", COLUMNS, rows, widths=WIDTHS, fixed_columns=1, count=len(rows))
    content = workbook_bytes([sheet], language_of(look.request))
    return await send(look, WORKBOOK, content, "units")


async def _units(look: Look, asked: Wanted) -> Sequence[UnitView]:
    return await look.at(
        lambda connection, caller: every_unit(connection, caller.principal, asked[0])
    )


def _cells(unit: UnitView) -> list[str]:
    return [unit.code, unit.name, unit.kind, unit.level, unit.district]


async def _page(
    look: Look,
    problems: Sequence[Problem] = (),
    status: int = 200,
    done: Mapping[str, int] | None = None,
) -> Response:
    def view(_: Connection, __: Caller) -> dict[str, Any]:
        return {"problems": problems, "done": done, "columns": COLUMNS}

    return await show(look, "admin/units_import.html", view, status)
