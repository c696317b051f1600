"""The part of a list that a request asks for."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query

from smart_team.assessment.views.pages import DEFAULT, MOST, Span


async def _span(
    limit: Annotated[int, Query(ge=1, le=MOST, description="每页条数 · items a page")] = DEFAULT,
    after: Annotated[
        str | None,
        Query(max_length=120, description="上一页的 next · the last page's next"),
    ] = None,
) -> Span:
    return Span(limit, after)


Paged = Annotated[Span, Depends(_span)]
"""``limit`` and ``after`` of a request."""
