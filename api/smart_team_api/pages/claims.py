"""A submission on one page, and what its unit does with it there: sign, send back, appeal."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Response
from sqlalchemy import Connection

from smart_team.assessment import submissions as use
from smart_team.assessment.cycle_messages import ABSENT, AbsentError
from smart_team.assessment.evidence_rules import Days
from smart_team.assessment.feedback import feedback_of
from smart_team.assessment.loading import find
from smart_team.assessment.views.whole import Whole, WholeItem, whole
from smart_team.errors import Lang, Problem
from smart_team.store.gate import Work
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.language import language_of
from smart_team_api.pages.answer_parts import words
from smart_team_api.pages.claims_due import due
from smart_team_api.pages.claims_files import Papers, Piece, arrive, put
from smart_team_api.pages.claims_rows import SaidRemark, told_words
from smart_team_api.pages.frame import go, show
from smart_team_api.pages.posting import Post, Posting
from smart_team_api.repeats import Answer

router = APIRouter(prefix="/submissions/{submission}", include_in_schema=False)
Submission = Annotated[str, Path(max_length=80)]
Reading = Annotated[Look, Depends(Looking("read"))]
SAID: Final[dict[use.Plain, str]] = {
    "sign": "signed",
    "return": "returned",
    "withdraw": "withdrawn",
}


@router.get("")
async def page(
    submission: Submission, look: Reading, only: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """Show a submission, whole; `only` changed items where that is asked for."""

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        lang = language_of(look.request)
        found = whole(connection, caller.principal, submission, look.service.library, lang)
        only_changed = only == "changed" and found.changes is not None
        shown = [id_ for id_, each in found.items.items() if _shows(each, only=only_changed)]
        return {
            "whole": found,
            "view": found.view,
            "rows": {id_: _row(found, found.items[id_], lang) for id_ in shown},
            "only_changed": only_changed,
            "due": due(found.view.due_at, look.service.clock()),
            "standing": found.scores[-1] if found.scores else None,
        }

    return await show(look, "claims/whole.html", view)


@router.get("/feedback")
async def feedback(submission: Submission, look: Reading) -> Response:
    """Show what the unit lost in the published result, item by item, and why."""

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        lang, library = language_of(look.request), look.service.library
        found = find(connection, caller.principal, submission)
        title = found.plan(library).rubric.title
        lost = feedback_of(found, library, lang)
        return {"id": submission, "unit": found.unit, "title": title, "lost": lost}

    return await show(look, "claims/feedback.html", view)


def _shows(each: WholeItem, *, only: bool) -> bool:
    return not only or each.is_changed or each.has_new_evidence


def _row(found: Whole, each: WholeItem, lang: Lang) -> dict[str, Any]:
    """Return what an item says, its answers in words."""
    said = [
        SaidRemark(remark, words(found.plan, each.item, remark.answer, lang))
        for remark in each.remarks
    ]
    return {
        "item": each.item,
        "each": each,
        "claim": words(found.plan, each.item, each.claim, lang),
        "before": words(found.plan, each.item, each.before, lang) if each.is_changed else None,
        "remarks": said,
        "told_words": told_words(found.plan, each.item, each.told, lang),
    }


async def _act(post: Post, submission: str, action: use.Plain) -> Response:
    reason = post.text("reason") or None

    def step(work: Work, caller: Caller) -> Answer:
        asked = use.Asked(caller.principal, submission, post.seen)
        use.act(work, asked, action, post.service.library, reason)
        return Answer({"id": submission})

    await post.submit(step, submission)
    return go(f"/submissions/{submission}", SAID[action])


@router.post("/sign")
async def sign(submission: Submission, post: Annotated[Post, Depends(Posting("sign"))]) -> Response:
    """Sign the claim: it leaves the unit."""
    return await _act(post, submission, "sign")


@router.post("/return")
async def send_back(
    submission: Submission, post: Annotated[Post, Depends(Posting("return"))]
) -> Response:
    """Send the claim back to who filled it in, with the reason."""
    return await _act(post, submission, "return")


@router.post("/withdraw")
async def withdraw(
    submission: Submission, post: Annotated[Post, Depends(Posting("withdraw"))]
) -> Response:
    """Take the claim back while it waits to be signed."""
    return await _act(post, submission, "withdraw")


@router.post("/appeal")
async def appeal(
    submission: Submission, post: Annotated[Post, Depends(Posting("appeal"))]
) -> Response:
    """Appeal one item, with the evidence that goes with it."""
    item, ground, service = post.text("item"), post.text("ground"), post.service
    if not item:
        raise AbsentError([Problem(ABSENT)])
    arrived = await arrive(post, submission, post.files("files"))
    papers = Papers(tuple(Piece(item, each, Days()) for each in arrived))

    def step(work: Work, caller: Caller) -> Answer:
        asked = use.Asked(caller.principal, submission, post.seen)
        seen = put(work, asked, papers, service)
        after = use.Asked(caller.principal, submission, seen)
        use.appeal(work, after, item, ground, service.library)
        return Answer({"id": submission})

    await post.submit(step, submission)
    return go(f"/submissions/{submission}", "appealed")
