"""The audit as it is searched and told of."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from smart_team_api.schemas.base import Shown

Word = Annotated[str, Field(min_length=1, max_length=120)]


class AuditGiven(BaseModel):
    """What is looked for; times as ISO 8601 in UTC, `until` not included."""

    actor: Word | None = None
    action: Word | None = None
    object: Word | None = None
    result: Literal["success", "refused", "failed"] | None = None
    since: Word | None = None
    until: Word | None = None

    model_config = ConfigDict(frozen=True)


class AuditShown(Shown):
    """One record: who did what to what, on whose behalf, from where, with which outcome."""

    number: int
    at: str
    actor: str
    behalf: str | None
    source: str | None
    action: str
    object: str | None
    result: str
    code: str | None
    before: str | None
    after: str | None
    previous: str
    hash: str
