"""The self-assessment: filled in, scored while it is typed, saved, merged with a colleague's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Response
from sqlalchemy import Connection

from smart_team.assessment import submissions as use
from smart_team.assessment.cycle_messages import RefusedError
from smart_team.assessment.views.claim import claim_view, saved_claim
from smart_team.assessment.views.preview import preview
from smart_team.errors import FileError, Problem
from smart_team.store.clock import stamp
from smart_team.store.gate import Work
from smart_team.store.messages import ConflictError
from smart_team_api.asking import Look, Looking, Step
from smart_team_api.callers import Caller
from smart_team_api.language import language_of
from smart_team_api.pages.claims_conflict import conflict
from smart_team_api.pages.claims_due import due
from smart_team_api.pages.claims_files import Papers, papers_in, put
from smart_team_api.pages.claims_form import (
    filled,
    progress,
    said_by,
    said_in,
    shown_items,
)
from smart_team_api.pages.claims_merging import picked
from smart_team_api.pages.claims_rows import Form
from smart_team_api.pages.frame import View, go, show
from smart_team_api.pages.posting import Post, Posting, trial_of
from smart_team_api.repeats import Answer

router = APIRouter(prefix="/submissions/{submission}", include_in_schema=False)
Submission = Annotated[str, Path(max_length=80)]
Texts = Mapping[str, str]
PARTIAL: Final = "hx-request"
UNSOUND: Final = 422


@router.get("/edit")
async def edit(submission: Submission, look: Annotated[Look, Depends(Looking("read"))]) -> Response:
    """Show the claim to somebody who may fill it in now."""
    return await show(look, "claims/edit.html", lambda c, who: _page(look, c, who, submission))


@router.post("/preview")
async def try_out(
    submission: Submission, look: Annotated[Look, Depends(Looking("read"))]
) -> Response:
    """Show what the form would come to, without saving it."""
    form = _texts(await trial_of(look))
    template = "claims/score.html" if _is_partial(look) else "claims/edit.html"
    return await show(look, template, lambda c, who: _page(look, c, who, submission, form))


@router.post("/edit")
async def save(submission: Submission, post: Annotated[Post, Depends(Posting("save"))]) -> Response:
    """Save what can be an answer, and attach the files that came along."""
    form, look = post.fields(), Look(post.request, "save")
    try:
        papers = await papers_in(post, submission)
        answer = await post.submit(_saving(post, submission, form, papers), submission)
    except ConflictError:
        return await conflict(look, submission, form, partial=_is_partial(look))
    except (FileError, RefusedError) as error:
        if _is_partial(look):
            raise
        return await _again(look, submission, form, error.problems)
    if _is_partial(look):
        return await show(look, "claims/saved.html", _saved(look, submission, form, papers))
    if answer.body["unsound"]:
        return await _again(look, submission, form)
    return go(f"/submissions/{submission}/edit", "saved")


def _saving(post: Post, submission: str, form: Texts, papers: Papers) -> Step:
    service = post.service

    def step(work: Work, caller: Caller) -> Answer:
        base = saved_claim(work.connection, caller.principal, submission, service.library)
        items = shown_items(base.sections)
        theirs = said_by(base.plan, items, base.draft)
        said = picked(form, said_in(form, base.plan, items), theirs)
        made = filled(said, base.plan, items, base.draft)
        asked = use.Asked(caller.principal, submission, post.seen)
        if made.draft == base.draft:
            use.admitted(work, asked, "save")
        else:
            asked = replace(asked, seen=use.save(work, asked, made.draft, service.library))
        version = put(work, asked, papers, service)
        return Answer({"id": submission, "unsound": sorted(made.problems)}, version)

    return step


def _page(
    look: Look,
    connection: Connection,
    caller: Caller,
    submission: str,
    form: Texts | None = None,
    wrong: Sequence[Problem] = (),
) -> dict[str, Any]:
    """Return what the form shows: as it was saved, or as it was typed."""
    service, lang = look.service, language_of(look.request)
    view = claim_view(connection, caller.principal, submission, service.library)
    items = shown_items(view.sections)
    said = said_by(view.plan, items, view.draft)
    if form is not None:
        said = said_in(form, view.plan, items)
    made = filled(said, view.plan, items, view.draft)
    score = preview(
        connection,
        caller.principal,
        submission,
        made.draft,
        service.library,
        service.platform.plugins,
        lang,
    )
    return {
        "view": view,
        "rows": Form(view, said, made.problems, score, lang).rows(),
        "preview": score,
        "progress": progress(view, said),
        "due": due(view.due_at, service.clock()),
        "unsound": made.problems,
        "wrong": wrong,
        "titles": {item.id: item.title for item in items.values()},
    }


async def _again(
    look: Look, submission: str, form: Texts, wrong: Sequence[Problem] = ()
) -> Response:
    """Show the form as it was typed, with what is wrong in it."""
    return await show(
        look,
        "claims/edit.html",
        lambda c, who: _page(look, c, who, submission, form, wrong),
        UNSOUND,
    )


def _saved(look: Look, submission: str, form: Texts, papers: Papers) -> View:
    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        touched = papers.items() if not papers.withdrawn else None
        shown = _page(look, connection, caller, submission, form)
        return {**shown, "touched": touched, "now": stamp(look.service.clock())}

    return view


def _texts(form: Mapping[str, object]) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _is_partial(look: Look) -> bool:
    return look.request.headers.get(PARTIAL) == "true"
