"""A person's own inbox."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from smart_team.assessment.inbox import Told, inbox, mark_all_read, mark_read, unread
from smart_team.assessment.notice_texts import say
from smart_team.errors import Lang
from smart_team.store.gate import Work
from smart_team_api.asking import Acting, Ask, Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.language import language_of
from smart_team_api.paging import Paged
from smart_team_api.repeats import Answer
from smart_team_api.schemas.base import Page
from smart_team_api.schemas.jobs import NoticeShown, Read, Unread
from smart_team_api.strict_json import StrictRoute

router = APIRouter(prefix="/notifications", tags=["notifications"], route_class=StrictRoute)
Own = Annotated[Look, Depends(Looking("notices"))]
Marking = Annotated[Ask, Depends(Acting("notices"))]


@router.get("", summary="通知 · My notices", response_model=Page[NoticeShown])
async def listing(span: Paged, request: Request, look: Own) -> Page[NoticeShown]:
    """List what this person was told, the newest first."""
    lang = language_of(request)

    def page(found: tuple[Told, ...], following: str | None) -> Page[NoticeShown]:
        return Page(items=[_shown(each, lang) for each in found], next=following)

    found = await look.at(
        lambda connection, caller: inbox(connection, caller.principal, span.after, span.limit)
    )
    return page(found.notices, found.next)


def _shown(told: Told, lang: Lang) -> NoticeShown:
    said = say(told.sort, told.content, lang)
    return NoticeShown(
        id=told.id,
        sort=told.sort,
        title=said.title,
        text=said.body,
        submission=told.submission,
        content=dict(told.content),
        at=told.at,
        read_at=told.read_at,
        actions=[] if told.read_at else ["notices"],
    )


@router.get("/unread", summary="未读数 · How many are unread", response_model=Unread)
async def count(look: Own) -> Unread:
    """Tell how many notices this person has not read."""
    return await look.at(
        lambda connection, caller: Unread(unread=unread(connection, caller.principal))
    )


@router.post("/{notice}/read", summary="标为已读 · Mark as read", response_model=Read)
async def read(notice: Annotated[str, Path(max_length=80)], ask: Marking) -> Response:
    """Note that a notice was read; the first time counts."""

    def step(work: Work, caller: Caller) -> Answer:
        mark_read(work, caller.principal, notice)
        return Answer({"read": 1})

    return await ask.change(step, notice)


@router.post("/read", summary="全部已读 · Mark all as read", response_model=Read)
async def read_all(ask: Marking) -> Response:
    """Note that all notices were read."""
    return await ask.change(
        lambda work, caller: Answer({"read": mark_all_read(work, caller.principal)})
    )
