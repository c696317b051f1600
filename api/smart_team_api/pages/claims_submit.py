"""Before a claim is handed in: what is sent, what it lacks, and what cannot be changed after."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Response
from sqlalchemy import Connection

from smart_team.assessment.cycle_messages import RefusedError
from smart_team.assessment.handing_in import submit as hand_in
from smart_team.assessment.submissions import Asked
from smart_team.assessment.views.claim import claim_view
from smart_team.assessment.views.preview import preview
from smart_team.store.gate import Work
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.language import language_of
from smart_team_api.pages.claims_due import due
from smart_team_api.pages.claims_form import progress, said_by, shown_items, sort_of_item
from smart_team_api.pages.frame import go, show
from smart_team_api.pages.posting import Post, Posting
from smart_team_api.repeats import Answer

router = APIRouter(prefix="/submissions/{submission}", include_in_schema=False)
Submission = Annotated[str, Path(max_length=80)]


@router.get("/submit")
async def ask(submission: Submission, look: Annotated[Look, Depends(Looking("read"))]) -> Response:
    """Show what will be sent, before it is."""
    return await show(look, "claims/submit.html", lambda c, who: _sent(look, c, who, submission))


@router.post("/submit")
async def submit(
    submission: Submission, post: Annotated[Post, Depends(Posting("submit"))]
) -> Response:
    """Hand the claim in; where it lacks anything, show what."""
    service = post.service

    def step(work: Work, caller: Caller) -> Answer:
        asked = Asked(caller.principal, submission, post.seen)
        hand_in(work, asked, service.library, service.platform.plugins)
        return Answer({"id": submission})

    try:
        await post.submit(step, submission)
    except RefusedError:
        look = Look(post.request, "read")
        return await show(
            look, "claims/submit.html", lambda c, who: _sent(look, c, who, submission), 409
        )
    return go(f"/submissions/{submission}", "submitted")


def _sent(look: Look, connection: Connection, caller: Caller, submission: str) -> dict[str, Any]:
    service, who = look.service, caller.principal
    view = claim_view(connection, who, submission, service.library)
    plugins, lang = service.platform.plugins, language_of(look.request)
    found = preview(connection, who, submission, view.draft, service.library, plugins, lang)
    items = shown_items(view.sections)
    said = said_by(view.plan, items, view.draft)
    own = [item for item in items.values() if sort_of_item(item) == "own"]
    return {
        "view": view,
        "preview": found,
        "progress": progress(view, said),
        "titles": {id_: item.title for id_, item in items.items()},
        "answered": sum(bool(said[item.id].typed) for item in own),
        "own": len(own),
        "wishes": len(view.draft.wishes),
        "files": sum(each.side == "unit" for each in view.files),
        "due": due(view.due_at, service.clock()),
    }
