"""What waits for a reviewer, and who has it now."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from smart_team.assessment.leases import take
from smart_team.assessment.views.queue import QueueWanted, queue
from smart_team.procedure.machine import StepSort
from smart_team.store.clock import stamp
from smart_team.store.gate import Work
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.pages.frame import go, show
from smart_team_api.pages.posting import Post, Posting
from smart_team_api.repeats import Answer

router = APIRouter(include_in_schema=False)
Submission = Annotated[str, Path(max_length=80)]
PAGES: Final[dict[StepSort, str]] = {
    "review": "review",
    "rework": "rework-check",
    "appeal": "appeals",
}
"""Where each sort of task is done."""
RENEWS: Final = "x-renew"
"""The header by which an open page says that it only goes on."""


Short = Annotated[str, Field(max_length=80)]


class Narrowed(BaseModel):
    """How the queue is narrowed down; what is empty does not matter."""

    cycle: Short = ""
    stage: Short = ""
    step: Short = ""
    status: Short = "waiting"
    kind: Short = ""
    district: Short = ""
    mine: Short = ""
    overdue: Short = ""

    def wanted(self) -> QueueWanted:
        """Return it as it is asked for; raises UnfitError."""
        return QueueWanted(
            cycle=self.cycle or None,
            stage=self.stage or None,
            step=self.step or None,
            status=None if self.status in {"", "all"} else self.status,
            kind=self.kind or None,
            district=self.district or None,
            mine=bool(self.mine),
            overdue=bool(self.overdue),
        )


@router.get("/queue")
async def waiting(
    look: Annotated[Look, Depends(Looking("account"))], narrowed: Annotated[Narrowed, Query()]
) -> Response:
    """Show what waits for this person as a reviewer."""
    wanted = narrowed.wanted()

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        now = stamp(look.service.clock())
        found = queue(connection, caller.principal, wanted, look.service.library, now)
        return {"queue": found, "asked": narrowed, "pages": PAGES}

    return await show(look, "reviews/queue.html", view)


@router.post("/submissions/{submission}/lease")
async def lease(
    submission: Submission, post: Annotated[Post, Depends(Posting("read", versioned=False))]
) -> Response:
    """Take the lease of what one begins, take it over, or renew it."""
    over, page = bool(post.text("over")), post.text("page")

    def step(work: Work, caller: Caller) -> Answer:
        return Answer({"held": take(work, caller.principal, submission, over=over)})

    answer = await post.submit(step, submission)
    if RENEWS in post.request.headers:
        return Response(status_code=204 if answer.body["held"] else 409)
    return go(f"/submissions/{submission}/{page if page in PAGES.values() else 'review'}")
