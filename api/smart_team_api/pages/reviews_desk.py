"""A submission before a reviewer: the claim and what there is of it, and their own word beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlalchemy import Connection

from smart_team.assessment.cycle_messages import RefusedError
from smart_team.assessment.drafts import Draft
from smart_team.assessment.leases import leases_of
from smart_team.assessment.reviewing import conclude, keep
from smart_team.assessment.submissions import Asked, act
from smart_team.assessment.views.review import ReviewView, ground, review_view
from smart_team.assessment.views.review_changes import Changes, changes_since
from smart_team.errors import AnswersError, Problem
from smart_team.people.principal import Principal
from smart_team.store.clock import stamp
from smart_team.store.gate import Work
from smart_team.store.messages import ConflictError
from smart_team_api.asking import Look, Looking, Step
from smart_team_api.callers import Caller
from smart_team_api.language import language_of
from smart_team_api.pages import reviews_form as forms
from smart_team_api.pages.answer_parts import parts, words
from smart_team_api.pages.frame import go, show
from smart_team_api.pages.posting import Post, Posting
from smart_team_api.pages.reviews import Submission
from smart_team_api.repeats import Answer
from smart_team_api.statuses import status_of

router = APIRouter(prefix="/submissions/{submission}/review", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that came back: what it held, why it was not taken, and what happened meanwhile."""

    filled: forms.Filled
    problems: Sequence[Problem] = ()
    changes: Changes | None = None


@router.get("")
async def judging(
    submission: Submission, look: Annotated[Look, Depends(Looking("read"))]
) -> Response:
    """Show a submission to somebody who may review it now."""
    return await _page(look, submission)


@router.post("")
async def save(
    submission: Submission, post: Annotated[Post, Depends(Posting("review"))]
) -> Response:
    """Save all that a reviewer says, and which items they have looked at."""
    filled = await _filled(post, submission)
    looked = set(filled.looked)
    if post.text("batch"):
        looked |= set(await _undisputed(post, submission, filled.draft))

    def step(work: Work, caller: Caller) -> Answer:
        asked = Asked(caller.principal, submission, post.seen)
        version = keep(work, asked, filled.draft, looked, post.service.library)
        return Answer({"id": submission, "version": version}, version)

    refused = await _try(post, submission, filled, step)
    return refused or go(f"/submissions/{submission}/review", "saved")


@router.post("/confirm")
async def confirm(
    submission: Submission, post: Annotated[Post, Depends(Posting("confirm"))]
) -> Response:
    """Save what stands in the form and confirm the step, both or neither."""
    filled = await _filled(post, submission)

    def step(work: Work, caller: Caller) -> Answer:
        asked = Asked(caller.principal, submission, post.seen)
        state = conclude(work, asked, filled.draft, filled.looked, post.service.library)
        return Answer({"id": submission, "state": state})

    refused = await _try(post, submission, filled, step)
    return refused or go("/queue", "confirmed")


@router.post("/return")
async def send_back(
    submission: Submission, post: Annotated[Post, Depends(Posting("return"))]
) -> Response:
    """Send the submission back with a reason."""

    def step(work: Work, caller: Caller) -> Answer:
        asked = Asked(caller.principal, submission, post.seen)
        state = act(work, asked, "return", post.service.library, post.text("why"))
        return Answer({"state": state})

    await post.submit(step, submission)
    return go("/queue", "returned")


async def _filled(post: Post, submission: str) -> forms.Filled:
    def view(connection: Connection, caller: Caller) -> forms.Filled:
        library = post.service.library
        plan, below = ground(connection, caller.principal, submission, library)
        return forms.read(post.fields(), plan, below)

    return await _look(post).at(view)


async def _undisputed(post: Post, submission: str, draft: Draft) -> list[str]:
    def view(connection: Connection, caller: Caller) -> list[str]:
        library = post.service.library
        found = review_view(connection, caller.principal, submission, library, "zh", draft)
        return forms.undisputed(found.items)

    return await _look(post).at(view)


def _look(post: Post) -> Look:
    return Look(post.request, "read")


async def _try(post: Post, submission: str, filled: forms.Filled, step: Step) -> Response | None:
    """Do a step; returns the page with all that was typed where it is refused."""
    if not filled.is_sound:
        return await _page(_look(post), submission, Sent(filled), 422)
    try:
        await post.submit(step, submission)
    except ConflictError as error:
        changes = await _changes(post, submission, filled.draft)
        sent = Sent(filled, error.problems, changes)
        return await _page(_look(post), submission, sent, status_of(error))
    except (RefusedError, AnswersError) as error:
        sent = Sent(filled, error.problems)
        return await _page(_look(post), submission, sent, status_of(error))
    return None


async def _changes(post: Post, submission: str, draft: Draft) -> Changes:
    revision = post.text("revision")
    number = int(revision) if revision.isdecimal() else 0

    def view(connection: Connection, caller: Caller) -> Changes:
        return changes_since(connection, caller.principal, submission, number, draft, post.seen)

    return await _look(post).at(view)


async def _page(
    look: Look, submission: str, sent: Sent | None = None, status: int = 200
) -> Response:
    lang = language_of(look.request)

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        draft = None if sent is None else _stands(sent)
        library = look.service.library
        found = review_view(connection, caller.principal, submission, library, lang, draft)
        return {
            "view": found,
            "cells": _cells(found, sent),
            "problems": () if sent is None else sent.problems,
            "changes": None if sent is None else sent.changes,
            "lease": _lease(connection, caller.principal, look, submission),
            "parts": lambda item: parts(found.plan)[item.id],
            "words": lambda item, answer: words(found.plan, item, answer, lang),
        }

    return await show(look, "reviews/review.html", view, status)


def _stands(sent: Sent) -> Draft:
    return sent.filled.draft if sent.changes is None else sent.changes.merged.draft


def _cells(view: ReviewView, sent: Sent | None) -> Mapping[str, forms.Cell]:
    if sent is None:
        return forms.cells_of(view)
    if sent.changes is None:
        return sent.filled.cells
    below = {each.item.id: each.below for each in view.items if each.below is not None}
    return forms.cells_by(view.plan, below, sent.changes.merged.draft, sent.filled)


def _lease(
    connection: Connection, principal: Principal, look: Look, submission: str
) -> Mapping[str, Any]:
    """Return who has the submission, in words for the page: ``free``, ``mine``, ``other``."""
    held = leases_of(connection, [submission], stamp(look.service.clock()))
    one = next(iter(held.values()), None)
    if one is None:
        return {"whose": "free", "held": None}
    return {"whose": "mine" if one.person == principal.person else "other", "held": one}
