"""Tables that come as files: read from a file that is gone afterwards, refused as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from smart_team.errors import Problem, SmartTeamError
from smart_team.store.gate import Work
from smart_team_api import messages as m
from smart_team_api.asking import Look
from smart_team_api.pages.posting import Post
from smart_team_api.receiving import read_content

Read = TypeVar("Read")
TABLE_LIMIT: Final = 20_000_000
"""Bytes of a table that is taken."""


async def admitted(post: Post) -> None:
    """Raise what stands in the way of who sent a form, before anything that takes long."""

    def job(work: Work) -> None:
        work.trace.silent = True
        post.admit(work)

    await post.write(job)


async def refused(post: Post, error: SmartTeamError) -> Sequence[Problem]:
    """Record that a form was refused; returns its problems, to be shown beside the form."""
    try:
        await post.refuse(error)
    except type(error):
        return error.problems


def looking(post: Post) -> Look:
    """Return the same request as one that reads, to show what came of it."""
    return Look(post.request, post.action)


async def read_upload(upload: UploadFile, read: Callable[[Path], Read]) -> Read:
    """Return what a function reads of an uploaded file; problems name it as its sender does.

    Raises what the function raises, and TooLargeError.
    """
    if (upload.size or 0) > TABLE_LIMIT:
        raise m.TooLargeError([Problem(m.BODY_TOO_LARGE, values={"limit": TABLE_LIMIT})])
    content, name = await upload.read(), upload.filename or ""
    return await run_in_threadpool(read_content, content, name, read)
