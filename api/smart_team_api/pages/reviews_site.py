"""Beside the desk: the list to take along, the panel at one table, the check of a rework."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlalchemy import Connection

from smart_team.assessment.submissions import Asked, Plain, act
from smart_team.assessment.views.panel import FAR, PanelView, panel_view
from smart_team.assessment.views.review import ReviewView, review_view
from smart_team.assessment.views.rework import ReworkView, rework_view
from smart_team.errors import Lang
from smart_team.store.gate import Work
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.language import language_of
from smart_team_api.pages.answer_parts import words
from smart_team_api.pages.frame import go, show
from smart_team_api.pages.posting import Post, Posting
from smart_team_api.pages.reviews import Submission
from smart_team_api.repeats import Answer

router = APIRouter(prefix="/submissions/{submission}", include_in_schema=False)
Reading = Annotated[Look, Depends(Looking("read"))]


def _told(found: ReviewView | PanelView | ReworkView, lang: Lang) -> dict[str, Any]:
    return {
        "view": found,
        "words": lambda item, answer: words(found.plan, item, answer, lang),
    }


@router.get("/on-site")
async def on_site(submission: Submission, look: Reading) -> Response:
    """Show what to look at on the spot, for paper or a phone."""
    lang = language_of(look.request)

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        library = look.service.library
        found = review_view(connection, caller.principal, submission, library, lang)
        shown = [each for each in found.items if each.is_applicable]
        first = sorted(shown, key=lambda each: not each.is_disputed)
        return {**_told(found, lang), "shown": first}

    return await show(look, "reviews/on_site.html", view)


@router.get("/panel")
async def panel(submission: Submission, look: Reading) -> Response:
    """Show the members of a panel side by side, as far as who looks may see them."""
    lang = language_of(look.request)

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        library = look.service.library
        found = panel_view(connection, caller.principal, submission, library, lang)
        return {**_told(found, lang), "far": f"{float(100 * FAR):.0f}%"}

    return await show(look, "reviews/panel.html", view)


@router.get("/rework-check")
async def rework_check(submission: Submission, look: Reading) -> Response:
    """Show what a unit made good to who checks it."""
    lang = language_of(look.request)

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        library = look.service.library
        return _told(rework_view(connection, caller.principal, submission, library, lang), lang)

    return await show(look, "reviews/rework.html", view)


@router.post("/rework-check/accept")
async def accept(
    submission: Submission, post: Annotated[Post, Depends(Posting("accept"))]
) -> Response:
    """Accept a rework."""
    await _move(post, submission, "accept")
    return go("/queue", "accepted")


@router.post("/rework-check/return")
async def send_back(
    submission: Submission, post: Annotated[Post, Depends(Posting("return"))]
) -> Response:
    """Send a rework back with a reason."""
    await _move(post, submission, "return")
    return go("/queue", "returned")


async def _move(post: Post, submission: str, action: Plain) -> None:
    library, reason = post.service.library, post.text("why") or None

    def step(work: Work, caller: Caller) -> Answer:
        asked = Asked(caller.principal, submission, post.seen)
        return Answer({"state": act(work, asked, action, library, reason)})

    await post.submit(step, submission)
