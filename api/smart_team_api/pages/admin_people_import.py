"""Many people at once, from a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlalchemy import Connection

from smart_team.assessment.people_files import COLUMNS, read_newcomers
from smart_team.errors import AnswersError, FileError, Problem
from smart_team.people.messages import PeopleError
from smart_team.procedure.calendar import shanghai_day
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.pages.admin_people import ROLES, let_in
from smart_team_api.pages.frame import show
from smart_team_api.pages.posting import Post, Posting
from smart_team_api.pages.uploading import admitted, looking, read_upload, refused

router = APIRouter(prefix="/admin/people/import", include_in_schema=False)


@router.get("")
async def form(look: Annotated[Look, Depends(Looking("manage_people"))]) -> Response:
    """Show how a file of people looks, and the form that takes one."""
    return await _page(look)


@router.post("")
async def take(
    post: Annotated[Post, Depends(Posting("manage_people", secret=True, versioned=False))],
) -> Response:
    """Enlist everybody of a file, or say what is wrong with which rows and enlist nobody."""
    await admitted(post)
    uploads = post.files("file")
    if not uploads:
        return await _page(looking(post), status=422)
    try:
        rows = await read_upload(uploads[0], read_newcomers)
        name = PurePath(uploads[0].filename or "").name
        rows = [replace(row, place=replace(row.place, file=name)) for row in rows]
    except (AnswersError, FileError) as error:
        return await _page(looking(post), await refused(post, error), 422)
    try:
        return await let_in(post, rows, shanghai_day(post.service.clock()))
    except PeopleError as error:
        return await _page(looking(post), error.problems, 422)


async def _page(look: Look, problems: Sequence[Problem] = (), status: int = 200) -> Response:
    def view(_: Connection, __: Caller) -> dict[str, Any]:
        return {"problems": problems, "columns": COLUMNS, "roles": ROLES}

    return await show(look, "admin/people_import.html", view, status)
