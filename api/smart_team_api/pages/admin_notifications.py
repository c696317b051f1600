"""How notices leave the house, and a letter to oneself to try the way."""

from __future__ import annotations

from smtplib import SMTPException
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Connection

from smart_team.assessment.views.telling import telling
from smart_team.errors import Problem
from smart_team.sending.mail import post_of, send_trial
from smart_team.store.gate import Work
from smart_team_api import messages as m
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.pages.frame import go, show
from smart_team_api.pages.posting import Post, Posting
from smart_team_api.repeats import Answer

router = APIRouter(prefix="/admin/notifications", include_in_schema=False)
PLACE = "/admin/notifications"


@router.get("")
async def notifications(look: Annotated[Look, Depends(Looking("manage_people"))]) -> Response:
    """Show by which ways notices go, and how many went."""
    service = look.service

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        settings = service.settings
        return {
            "told": telling(connection, caller.principal, service.clock()),
            "post": post_of(settings),
            "robots": len(settings.webhooks),
            "hosts": settings.webhook_hosts,
            "every": settings.clock_seconds,
        }

    return await show(look, "admin/notifications.html", view)


@router.post("/trial")
async def trial(
    post: Annotated[Post, Depends(Posting("manage_people", versioned=False))],
) -> Response:
    """Mail a letter to who asks for it, at their own address."""
    way = post_of(post.service.settings)
    if way is None:
        await post.refuse(m.InvalidError([Problem(m.NO_MAIL)]))

    def step(work: Work, caller: Caller) -> Answer:
        told = telling(work.connection, caller.principal, work.now)
        if told.own_mail is None:
            raise m.InvalidError([Problem(m.NO_MAIL)])
        return Answer({"to": told.own_mail})

    answer = await post.submit(step)
    try:
        await run_in_threadpool(send_trial, way, str(answer.body["to"]))
    except (OSError, SMTPException) as error:
        values = {"detail": type(error).__name__}
        raise m.MailError([Problem(m.MAIL_FAILED, values=values)]) from error
    return go(PLACE, "mailed")
