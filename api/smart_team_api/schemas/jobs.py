"""Long work and notices as they are told of."""

from __future__ import annotations

from typing import Any, Literal

from smart_team.people.policy import Action
from smart_team_api.schemas.base import Shown


class JobShown(Shown):
    """Long work: how far it is, and what came of it."""

    id: str
    sort: str
    state: Literal["waiting", "running", "done", "failed"]
    done: int
    total: int
    result: dict[str, Any] | None
    asked_at: str
    started_at: str | None
    ended_at: str | None


class NoticeShown(Shown):
    """What a person was told, in words and as data."""

    id: str
    sort: str
    title: str
    text: str
    submission: str | None
    content: dict[str, Any]
    at: str
    read_at: str | None
    actions: list[Action]


class Unread(Shown):
    """How many notices have not been read."""

    unread: int


class Read(Shown):
    """How many notices were read just now."""

    read: int
