"""How a page's form asks for a change: what the API takes as headers stands in hidden fields."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Final

from fastapi import Request
from starlette.datastructures import FormData, UploadFile

from smart_team.assessment import cycle_messages as cycle
from smart_team.errors import Problem
from smart_team_api import messages as m
from smart_team_api.asking import Acting, Ask, Look, Step
from smart_team_api.callers import require_ours
from smart_team_api.repeats import Answer
from smart_team_api.versions import etag

CSRF: Final = "csrf"
SEEN: Final = "seen"
KEY: Final = "key"
HIDDEN: Final = frozenset({CSRF, SEEN, KEY})
"""Fields that are ours, not the user's."""
MOST_FIELDS: Final = 20_000
FORM_LIMIT: Final = 2_000_000
"""Bytes of a form without files."""
FILES_LIMIT: Final = 500_000_000
"""Bytes of a form with files; each file has a limit of its own."""


@dataclass(frozen=True)
class Post(Ask):
    """A form that was sent."""

    form: FormData = field(default_factory=FormData)

    def __post_init__(self) -> None:
        """Take the token of our pages from the form, where it is not a header."""
        super().__post_init__()
        csrf = self.credentials.csrf or self.text(CSRF) or None
        object.__setattr__(self, "credentials", replace(self.credentials, csrf=csrf))

    def text(self, name: str) -> str:
        """Return a field's text without outer spaces; empty where there is none."""
        value = self.form.get(name)
        return value.strip() if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """Return every text of a field that comes several times."""
        return [value for value in self.form.getlist(name) if isinstance(value, str)]

    def files(self, name: str) -> list[UploadFile]:
        """Return the files of a field, without those that were left empty."""
        found = [value for value in self.form.getlist(name) if isinstance(value, UploadFile)]
        return [each for each in found if each.filename]

    def fields(self) -> dict[str, str]:
        """Return the user's own fields."""
        return {
            name: value
            for name, value in self.form.items()
            if isinstance(value, str) and name not in HIDDEN
        }

    async def submit(self, step: Step, target: str | None = None) -> Answer:
        """Do one piece of work for who sent the form; returns its answer."""
        said = json.dumps(sorted(self.fields().items())).encode()
        return await self.do(step, target, content=said)


@dataclass(frozen=True)
class Posting(Acting):
    """The route takes a form; `versioned` where it changes what has a version.

    A field that is no file has at most `widest` bytes.
    """

    versioned: bool = True
    widest: int = FORM_LIMIT

    async def __call__(self, request: Request) -> AsyncIterator[Post]:  # type: ignore[override]
        """Give the request with its form, whose files are gone once it is answered."""
        unread = request.state.ask = Ask(request, self.action, self.first)
        caller = await unread.know()
        form = await read_form(request, FILES_LIMIT, self.widest)
        seen, key = form.get(SEEN), form.get(KEY)
        number = seen if isinstance(seen, str) and seen.isdecimal() else ""
        post = Post(
            request,
            self.action,
            self.first,
            versioned=self.versioned,
            if_match=etag(int(number)) if number else None,
            key=key if isinstance(key, str) and key and not self.secret else None,
            form=form,
        )
        request.state.ask = post
        try:
            require_ours(caller, post.credentials)
            yield post
        finally:
            await form.close()


async def trial_of(look: Look, widest: int = FORM_LIMIT) -> FormData:
    """Return a form that is tried out and kept nowhere, of somebody known."""
    await look.know()
    return await read_form(look.request, FILES_LIMIT, widest)


async def read_form(
    request: Request, with_files: int = FORM_LIMIT, widest: int = FORM_LIMIT
) -> FormData:
    """Return a form of our own pages that is no larger than what is taken, here `with_files`.

    `widest` is the most bytes that one of its fields may have.

    Raises NotAllowedError and TooLargeError.
    """
    _require_own_origin(request)
    kind = request.headers.get("content-type", "")
    limit = with_files if kind.startswith("multipart/") else FORM_LIMIT
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        raise cycle.RefusedError([Problem(m.WRONG_TYPE, values={"given": kind, "wanted": "form"})])
    if int(length) > limit:
        raise m.TooLargeError([Problem(m.BODY_TOO_LARGE, values={"limit": limit})])
    return await request.form(max_fields=MOST_FIELDS, max_part_size=widest)


def _require_own_origin(request: Request) -> None:
    """Raise NotAllowedError for a form that a page of another site sent, if the browser says so."""
    origin = request.headers.get("origin")
    ours = {f"{scheme}://{request.headers.get('host')}" for scheme in ("http", "https")}
    if origin is not None and origin not in ours:
        raise m.NotAllowedError([Problem(m.FORGED)])
