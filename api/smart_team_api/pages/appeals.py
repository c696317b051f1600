"""Appeals before an adjudicator, amendments of what is published, and appeals in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy import Connection

from smart_team.assessment import submissions as use
from smart_team.assessment.cycle_messages import RefusedError
from smart_team.assessment.library import Library
from smart_team.assessment.loading import find
from smart_team.assessment.views.appeal_statistics import appeal_statistics
from smart_team.assessment.views.appeals import appeals_view, try_ruling
from smart_team.errors import AnswersError, Problem
from smart_team.store.gate import Work
from smart_team.store.messages import ConflictError
from smart_team_api.asking import Look, Looking, Step
from smart_team_api.callers import Caller
from smart_team_api.language import language_of
from smart_team_api.pages.answer_fields import Read, answer_of, fields_of, typed_in
from smart_team_api.pages.answer_parts import parts, words
from smart_team_api.pages.frame import go, show
from smart_team_api.pages.posting import Post, Posting, trial_of
from smart_team_api.pages.reviews import Submission
from smart_team_api.pages.reviews_form import Cell
from smart_team_api.repeats import Answer
from smart_team_api.statuses import status_of

router = APIRouter(include_in_schema=False)
Sort = Literal["decide", "amend"]


@dataclass(frozen=True, slots=True)
class Asking:
    """One item's form as it was sent: its answer, decision and reason; `tries` saves nothing."""

    item: str
    form: Mapping[str, str]
    tries: bool = False
    problems: tuple[Problem, ...] = ()

    def said(self, name: str) -> str:
        """Return a field's text."""
        return self.form.get(name, "").strip()


@router.get("/appeals")
async def statistics(
    look: Annotated[Look, Depends(Looking("read"))],
    cycle: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """Show appeals in numbers to those who read the whole city."""

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        library = look.service.library
        found = appeal_statistics(connection, caller.principal, cycle or None, library)
        return {"found": found}

    return await show(look, "reviews/statistics.html", view)


@router.get("/submissions/{submission}/appeals")
async def appeals(
    submission: Submission,
    look: Annotated[Look, Depends(Looking("read"))],
    item: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """Show a submission's appeals; with an item, also the form that amends it."""
    return await _page(look, submission, Asking(item, {}) if item else None)


@router.post("/submissions/{submission}/appeals/try")
async def try_out(
    submission: Submission, look: Annotated[Look, Depends(Looking("read"))]
) -> Response:
    """Show what an answer would come to; nothing is kept."""
    form = await trial_of(look)
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    return await _page(look, submission, Asking(fields.get("item", ""), fields, tries=True))


@router.post("/submissions/{submission}/appeals/decide")
async def decide(
    submission: Submission, post: Annotated[Post, Depends(Posting("decide"))]
) -> Response:
    """Decide one appeal."""

    def step(work: Work, caller: Caller) -> Answer:
        upheld = post.text("decision") == "upheld"
        answer = _typed(work.connection, caller, post, submission) if upheld else None
        asked = use.Asked(caller.principal, submission, post.seen)
        decision: use.Decision = "upheld" if upheld else "rejected"
        ruling = use.Ruling(post.text("item"), decision, post.text("why"), answer)
        return Answer({"state": use.decide(work, asked, ruling, post.service.library)})

    return await _done(post, submission, step, "decided")


@router.post("/submissions/{submission}/appeals/amend")
async def amend(
    submission: Submission, post: Annotated[Post, Depends(Posting("amend"))]
) -> Response:
    """Amend one answer of a published result."""

    def step(work: Work, caller: Caller) -> Answer:
        answer = _typed(work.connection, caller, post, submission)
        asked = use.Asked(caller.principal, submission, post.seen)
        one = use.Amendment(post.text("item"), post.text("why"), answer)
        return Answer({"version": use.amend(work, asked, one, post.service.library)})

    return await _done(post, submission, step, "amended")


async def _done(post: Post, submission: str, step: Step, said: str) -> Response:
    """Do a step; returns the page with all that was typed where it is refused."""
    try:
        await post.submit(step, submission)
    except (RefusedError, AnswersError, ConflictError) as error:
        asking = Asking(post.text("item"), post.fields(), problems=tuple(error.problems))
        look = Look(post.request, "read")
        return await _page(look, submission, asking, status_of(error))
    return go(f"/submissions/{submission}/appeals", said)


def _typed(
    connection: Connection, caller: Caller, post: Post, submission: str
) -> Mapping[str, Any] | None:
    """Return the answer that is to stand; raises AnswersError for what can be none."""
    read = _read(connection, caller, post.service.library, submission, post.fields())
    if read.problems:
        raise AnswersError(list(read.problems.values()))
    return read.answer


def _read(
    connection: Connection,
    caller: Caller,
    library: Library,
    submission: str,
    form: Mapping[str, str],
) -> Read:
    plan = find(connection, caller.principal, submission).plan(library)
    items = {each.id: each for each in plan.rubric.items() if each.id == form.get("item", "")}
    for id_, typed in typed_in(form, items, plan).items():
        return answer_of(plan, items[id_], typed)
    return Read()


async def _page(look: Look, submission: str, asking: Asking | None, status: int = 200) -> Response:
    lang, library = language_of(look.request), look.service.library

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        found = appeals_view(connection, caller.principal, submission, library, lang)
        cells = {
            each.item.id: Cell(fields_of(found.plan, each.item.id, each.claim))
            for each in found.appeals
        }
        tried = None
        if asking is not None:
            read = _read(connection, caller, library, submission, asking.form)
            if asking.form or "amend" in found.actions:
                tried = try_ruling(
                    connection,
                    caller.principal,
                    submission,
                    asking.item,
                    read.answer,
                    library,
                    lang,
                )
                plan = found.plan
                typed = typed_in(asking.form, {tried.item.id: tried.item}, plan)[tried.item.id]
                stands = fields_of(plan, tried.item.id, tried.stands)
                cells[tried.item.id] = Cell(
                    typed if asking.form else stands, problems=read.problems
                )
        return {
            "view": found,
            "cells": cells,
            "asking": asking,
            "tried": tried,
            "parts": lambda item: parts(found.plan)[item.id],
            "words": lambda item, answer: words(found.plan, item, answer, lang),
        }

    return await show(look, "reviews/appeals.html", view, status)
