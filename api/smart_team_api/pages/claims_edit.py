"""The self-assessment: filled in, scored while it is typed, saved, merged with a colleague's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Response
from sqlalchemy import Connection

from smart_team.assessment import submissions as use
from smart_team.assessment.cycle_messages import RefusedError
from smart_team.assessment.views.claim import ClaimView, claim_draft, claim_view, saved_claim
from smart_team.assessment.views.preview import preview
from smart_team.errors import FileError, Lang, Problem
from smart_team.store.clock import stamp
from smart_team.store.gate import Work
from smart_team.store.messages import ConflictError
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.language import language_of
from smart_team_api.pages.answer_parts import words
from smart_team_api.pages.claims_due import due
from smart_team_api.pages.claims_files import Papers, papers_in, put
from smart_team_api.pages.claims_form import (
    Said,
    filled,
    progress,
    said_by,
    said_in,
    shown_items,
    wish_name,
)
from smart_team_api.pages.claims_merging import Difference, differences, picked
from smart_team_api.pages.claims_rows import Form
from smart_team_api.pages.frame import go, show
from smart_team_api.pages.posting import Post, Posting, read_form
from smart_team_api.repeats import Answer

router = APIRouter(prefix="/submissions/{submission}", include_in_schema=False)
Submission = Annotated[str, Path(max_length=80)]
Texts = Mapping[str, str]
BASED: Final = "based"
"""The field that says from which revision of the claim a form began."""
PARTIAL: Final = "hx-request"
CONFLICT, UNSOUND = 412, 422


@router.get("/edit")
async def edit(submission: Submission, look: Annotated[Look, Depends(Looking("read"))]) -> Response:
    """Show the claim to somebody who may fill it in now."""
    return await show(look, "claims/edit.html", lambda c, who: _page(look, c, who, submission))


@router.post("/preview")
async def try_out(
    submission: Submission, look: Annotated[Look, Depends(Looking("read"))]
) -> Response:
    """Show what the form would come to, without saving it."""
    form = _texts(await read_form(look.request))
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
        return await _conflict(look, submission, form)
    except (FileError, RefusedError) as error:
        if _is_partial(look):
            raise
        return await _again(look, submission, form, error.problems)
    if _is_partial(look):
        return await show(look, "claims/saved.html", _saved(look, submission, form, papers))
    if answer.body["unsound"]:
        return await _again(look, submission, form)
    return go(f"/submissions/{submission}/edit", "saved")


def _saving(post: Post, submission: str, form: Texts, papers: Papers) -> Any:  # noqa: ANN401 - a step
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


def _saved(look: Look, submission: str, form: Texts, papers: Papers) -> Any:  # noqa: ANN401 - a view
    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        touched = papers.items() if not papers.withdrawn else None
        shown = _page(look, connection, caller, submission, form)
        return {**shown, "touched": touched, "now": stamp(look.service.clock())}

    return view


async def _conflict(look: Look, submission: str, form: Texts) -> Response:
    """Show what a colleague saved meanwhile beside what was typed, to choose item by item."""
    template = "claims/conflict_part.html" if _is_partial(look) else "claims/conflict.html"

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        found = claim_view(connection, caller.principal, submission, look.service.library)
        number = int(form[BASED]) if form.get(BASED, "").isdecimal() else 0
        begun = claim_draft(connection, caller.principal, submission, number)
        items = shown_items(found.sections)
        base, theirs = (said_by(found.plan, items, each) for each in (begun, found.draft))
        mine = picked(form, said_in(form, found.plan, items), theirs)
        found_differences = differences(base, mine, theirs)
        lang = language_of(look.request)
        return {
            "view": found,
            "typed": {name: text for name, text in form.items() if name[:2] in {"a:", "w:"}},
            "differences": [_told(found, each, lang) for each in found_differences],
            "both": sum(each.is_both for each in found_differences),
        }

    return await show(look, template, view, CONFLICT)


def _told(view: ClaimView, each: Difference, lang: Lang) -> dict[str, Any]:
    item = shown_items(view.sections)[each.item]
    made = filled({each.item: each.mine}, view.plan, {each.item: item}, view.draft)
    theirs = view.draft.answers.get(each.item)
    unfit = each.item in made.problems
    mine = " / ".join(each.mine.typed.values()) if unfit else None
    return {
        "item": item,
        "difference": each,
        "mine": mine or words(view.plan, item, made.draft.answers.get(each.item), lang),
        "theirs": words(view.plan, item, theirs, lang),
        "fields": _fields(view, each.item, each.theirs),
    }


def _fields(view: ClaimView, item: str, said: Said) -> dict[str, str]:
    """Return the other's word as the form's fields, blank ones too."""
    names = (*view.plan.layout.slots[item], "none")
    fields = {f"a:{item}:{name}": said.typed.get(name, "") for name in names}
    return {**fields, wish_name(item): said.wish}


def _texts(form: Mapping[str, object]) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}


def _is_partial(look: Look) -> bool:
    return look.request.headers.get(PARTIAL) == "true"
