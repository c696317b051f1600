"""A person's own inbox as a page."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response
from sqlalchemy import Connection

from smart_team.assessment.inbox import Told, inbox, mark_all_read, mark_read
from smart_team.assessment.notice_texts import say
from smart_team.errors import Lang
from smart_team.store.gate import Work
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.language import language_of
from smart_team_api.pages.frame import go, show
from smart_team_api.pages.posting import Post, Posting
from smart_team_api.repeats import Answer

router = APIRouter(prefix="/notices", include_in_schema=False)
Own = Annotated[Post, Depends(Posting("notices", versioned=False))]


@router.get("")
async def notices(
    look: Annotated[Look, Depends(Looking("notices"))],
    after: Annotated[str | None, Query(max_length=120)] = None,
) -> Response:
    """Show what this person was told, the newest first."""
    lang = language_of(look.request)

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        page = inbox(connection, caller.principal, after)
        return {"notices": [_said(each, lang) for each in page.notices], "next": page.next}

    return await show(look, "notices/notices.html", view)


def _said(told: Told, lang: Lang) -> dict[str, Any]:
    return {"told": told, "words": say(told.sort, told.content, lang)}


@router.post("/read")
async def read_all(post: Own) -> Response:
    """Mark all as read."""
    await post.submit(lambda work, caller: Answer({"read": mark_all_read(work, caller.principal)}))
    return go("/notices", "read")


@router.post("/{notice}/open")
async def open_one(notice: Annotated[str, Path(max_length=80)], post: Own) -> Response:
    """Mark one as read and go to what it is about."""

    def step(work: Work, caller: Caller) -> Answer:
        mark_read(work, caller.principal, notice)
        return Answer({})

    await post.submit(step, notice)
    about = post.text("submission")
    return go(f"/submissions/{about}" if about.isalnum() else "/results")
