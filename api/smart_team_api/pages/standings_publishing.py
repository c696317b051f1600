"""The administrator's forms on a stage: announce, publish, correct, send all feedback lists."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlalchemy import Connection

from smart_team.assessment.bulk import Bulk, move_all
from smart_team.assessment.jobs import own_job
from smart_team.assessment.publication import require_ready
from smart_team.store.gate import Work
from smart_team_api.asking import Look, Looking, Step
from smart_team_api.callers import Caller
from smart_team_api.jobs import asked
from smart_team_api.pages.frame import go, show
from smart_team_api.pages.posting import Post, Posting
from smart_team_api.pages.standings_looking import StageId
from smart_team_api.repeats import Answer

router = APIRouter(prefix="/stages", include_in_schema=False)
MOST_DIGITS = 6


@router.post("/{stage}/announce")
async def announce(
    stage: StageId, post: Annotated[Post, Depends(Posting("announce", versioned=False))]
) -> Response:
    """Announce every unit of the stage that waits for it."""
    await _together(post, stage, "announce")
    return go(f"/stages/{stage}", "announced")


@router.post("/{stage}/feedback")
async def feed_back(
    stage: StageId, post: Annotated[Post, Depends(Posting("send_feedback", versioned=False))]
) -> Response:
    """Send the feedback list to every unit of the stage that waits for it."""
    await _together(post, stage, "send_feedback")
    return go(f"/stages/{stage}", "feedback_sent")


@router.post("/{stage}/publish")
async def publish(
    stage: StageId, post: Annotated[Post, Depends(Posting("publish", versioned=False))]
) -> Response:
    """Ask for the publication, unless something stands in its way already."""

    def step(work: Work, caller: Caller) -> Answer:
        require_ready(work.connection, caller.principal, stage, "publish")
        return asked(work, caller, "publish", {"stage": stage})

    return await _ask(post, stage, step)


@router.post("/{stage}/correct")
async def correct(
    stage: StageId, post: Annotated[Post, Depends(Posting("correct", versioned=False))]
) -> Response:
    """Ask for the publication anew, with the reason."""
    reason = post.text("reason")

    def step(work: Work, caller: Caller) -> Answer:
        require_ready(work.connection, caller.principal, stage, "correct")
        return asked(work, caller, "correct", {"stage": stage, "reason": reason})

    return await _ask(post, stage, step)


@router.get("/{stage}/jobs/{job}")
async def progress(
    stage: StageId, job: StageId, look: Annotated[Look, Depends(Looking("jobs"))]
) -> Response:
    """Show how far a job is: as a part of the stage's page, or as a page."""
    part = look.request.headers.get("hx-request") == "true"
    template = "standings/job_part.html" if part else "standings/job.html"

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        return {"job": own_job(connection, caller.principal, job), "stage": stage}

    return await show(look, template, view)


async def _together(post: Post, stage: str, action: Bulk) -> None:
    count = post.text("units")
    known = count.isascii() and count.isdecimal() and len(count) <= MOST_DIGITS
    seen = int(count) if known else 0

    def step(work: Work, caller: Caller) -> Answer:
        library = post.service.library
        moved = move_all(work, caller.principal, stage, action, seen, library)
        return Answer({"stage": stage, "units": len(moved)})

    await post.submit(step, stage)


async def _ask(post: Post, stage: str, step: Step) -> Response:
    answer = await post.submit(step, stage)
    post.service.wake()
    return go(f"/stages/{stage}?job={answer.body['job']}", "asked")
