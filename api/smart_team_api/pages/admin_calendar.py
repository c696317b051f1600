"""The working calendar of a year, a month beside the other, and the form that keeps it."""

from __future__ import annotations

from calendar import Calendar as Weeks
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path as FilePath
from typing import Annotated, Any, Final, cast

from fastapi import APIRouter, Depends, Path, Query, Response
from sqlalchemy import Connection

from smart_team.assessment.calendars import import_days, put_day, remove_day
from smart_team.assessment.texts import read_text
from smart_team.assessment.views.attention import uncovered_years
from smart_team.assessment.views.calendar import DayView, calendar_view
from smart_team.assessment.views.pages import among
from smart_team.errors import FileError, Problem, SmartTeamError
from smart_team.procedure.calendar import DayKind, is_weekend, shanghai_day
from smart_team.procedure.holidays import NamedDay
from smart_team.store.gate import Work
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.pages.days import day_of
from smart_team_api.pages.frame import go, show
from smart_team_api.pages.posting import Post, Posting
from smart_team_api.pages.uploading import admitted, looking, read_upload, refused
from smart_team_api.repeats import Answer

router = APIRouter(prefix="/admin/calendar", include_in_schema=False)
Keeping = Annotated[Post, Depends(Posting("manage_calendar", versioned=False))]
KINDS: Final[Sequence[DayKind]] = ("off", "work")
MONDAY: Final = 0


@dataclass(frozen=True, slots=True)
class Square:
    """A day of a month: its number, what a notice makes of it, and whether it is a weekend's."""

    day: int
    kind: str
    name: str
    is_today: bool


@router.get("")
async def year(
    look: Annotated[Look, Depends(Looking("registry"))],
    year: Annotated[int | None, Query(ge=2000, le=2200)] = None,
) -> Response:
    """Show a year."""
    return await _page(look, year)


async def _page(
    look: Look, year: int | None, problems: Sequence[Problem] = (), status: int = 200
) -> Response:
    today = shanghai_day(look.service.clock())

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        found = calendar_view(connection, caller.principal, year or today.year)
        return {
            "found": found,
            "months": _months(found.year, {each.day: each for each in found.days}, today),
            "missing": uncovered_years(connection, today),
            "problems": problems,
        }

    return await show(look, "admin/calendar.html", view, status)


@router.post("")
async def put(post: Keeping) -> Response:
    """Enter a day, or change what is said of it."""
    day, kind = day_of(post.text("day")), post.text("kind")
    among("kind", kind, KINDS)
    named = NamedDay(cast(DayKind, kind), post.text("name"))

    def step(work: Work, caller: Caller) -> Answer:
        put_day(work, caller.principal, day, named)
        return Answer({"day": day.isoformat()})

    await post.submit(step, day.isoformat())
    return go(f"/admin/calendar?year={day.year}", "added")


@router.post("/import")
async def take(post: Keeping) -> Response:
    """Enter all days of a yearly file, or say what is wrong with which lines and enter none."""
    await admitted(post)
    uploads = post.files("file")
    if not uploads:
        return await _page(looking(post), None, status=422)
    name = uploads[0].filename or ""

    def step(work: Work, caller: Caller) -> Answer:
        return Answer({"years": import_days(work, caller.principal, text, FilePath(name).name)})

    try:
        text = await read_upload(uploads[0], read_text)
    except FileError as error:
        return await _page(looking(post), None, await refused(post, error), 422)
    try:
        await post.submit(step)
    except SmartTeamError as error:
        return await _page(looking(post), None, error.problems, 422)
    return go("/admin/calendar", "added")


@router.post("/{day}/remove")
async def remove(day: Annotated[str, Path(max_length=10)], post: Keeping) -> Response:
    """Take a day back."""
    gone = day_of(day)

    def step(work: Work, caller: Caller) -> Answer:
        remove_day(work, caller.principal, gone)
        return Answer({"day": day})

    await post.submit(step, day)
    return go(f"/admin/calendar?year={gone.year}", "changed")


def _months(year: int, days: Mapping[str, DayView], today: date) -> list[list[list[Square | None]]]:
    weeks = Weeks(MONDAY)
    return [
        [
            [_square(year, month, number, days, today) if number else None for number in week]
            for week in weeks.monthdayscalendar(year, month)
        ]
        for month in range(1, 13)
    ]


def _square(year: int, month: int, number: int, days: Mapping[str, DayView], today: date) -> Square:
    day = date(year, month, number)
    found = days.get(day.isoformat())
    rest = "rest" if is_weekend(day) else ""
    kind, name = (rest, "") if found is None else (found.kind, found.name)
    return Square(number, kind, name, day == today)
