"""Refusals as they stand in answers, by RFC 9457."""

from __future__ import annotations

from smart_team_api.schemas.base import Shown
from smart_team_api.schemas.views import ProblemShown


class ProblemDocument(Shown):
    """A refusal: `code` is stable, `problems` holds everything that was found, the first first."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    problems: list[ProblemShown]
