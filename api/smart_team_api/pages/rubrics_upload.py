"""An author's rubric: checked by line, beside its text, then kept under its hash."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Connection

from smart_team.assessment.cycle_messages import RefusedError
from smart_team.assessment.registering import upload_rubric
from smart_team.errors import Problem, RubricError
from smart_team.rubric.lint import lint_rubric
from smart_team.rubric.loader import parse_rubric
from smart_team.store.gate import Work
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.pages.frame import show
from smart_team_api.pages.posting import Post, Posting
from smart_team_api.pages.uploading import admitted, looking
from smart_team_api.repeats import Answer

router = APIRouter(prefix="/rubrics/upload", include_in_schema=False)
LIMIT: Final = 1_000_000
"""Bytes of a rubric that are read."""


@router.get("")
async def form(look: Annotated[Look, Depends(Looking("upload_rubric"))]) -> Response:
    """Show the form."""
    return await _page(look, "")


@router.post("")
async def take(
    post: Annotated[Post, Depends(Posting("upload_rubric", versioned=False))],
) -> Response:
    """Check the rubric, or keep it; either way what is wrong or advised stands beside the text."""
    await admitted(post)
    content = await _content(post)
    text = content.decode("utf-8", "replace")
    try:
        advice = await run_in_threadpool(_checked, content)
    except RubricError as error:
        return await _page(looking(post), text, error.problems, 422)
    if post.text("do") != "keep":
        return await _page(looking(post), text, advice, checked=True)

    def step(work: Work, caller: Caller) -> Answer:
        return Answer({"hash": upload_rubric(work, caller.principal, content)[0]})

    try:
        answer = await post.submit(step)
    except RefusedError as error:
        return await _page(looking(post), text, error.problems, 409)
    return await _page(looking(post), text, advice, kept=answer.body["hash"])


def _checked(content: bytes) -> Sequence[Problem]:
    """Return what lint says of a rubric; raises RubricError with all that is wrong with it."""
    rubric, document = parse_rubric(content)
    return list(lint_rubric(rubric, document))


async def _content(post: Post) -> bytes:
    uploads = post.files("file")
    if uploads:
        return (await uploads[0].read(LIMIT + 1))[: LIMIT + 1]
    typed = post.form.get("text")
    return typed.replace("\r\n", "\n").encode() if isinstance(typed, str) else b""


async def _page(
    look: Look,
    text: str,
    problems: Sequence[Problem] = (),
    status: int = 200,
    *,
    checked: bool = False,
    kept: str = "",
) -> Response:
    lines = text.splitlines()
    wrong = {problem.place.line for problem in problems if problem.place.line}

    def view(_: Connection, __: Caller) -> dict[str, Any]:
        return {
            "text": text,
            "lines": lines,
            "wrong": wrong,
            "problems": problems,
            "checked": checked,
            "kept": kept,
        }

    return await show(look, "rubrics/upload.html", view, status)
