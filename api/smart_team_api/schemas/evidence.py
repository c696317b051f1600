"""Evidence files as they are told of."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from smart_team.assessment.evidence_rules import Days
from smart_team.people.policy import Action
from smart_team_api.schemas.base import Given, Id, Line, Shown


class Attached(Shown):
    """A file as somebody handed it in; days as YYYY-MM-DD."""

    id: str
    name: str
    kind: str
    size: int
    sha256: str
    dated: str | None
    from_day: str | None
    until_day: str | None
    side: Literal["unit", "reviewer"]
    items: list[str]
    uploaded_at: str
    withdrawn_at: str | None
    actions: list[Action]


class EvidenceList(Shown):
    """All evidence of a submission that this person may see, oldest first."""

    items: list[Attached]


class AttachGiven(BaseModel):
    """What is said of a file beside its content: name, items, and the days it is of."""

    name: Line
    items: Annotated[list[Id], Field(min_length=1, max_length=200)]
    dated: date | None = None
    from_day: date | None = None
    until_day: date | None = None

    model_config = ConfigDict(extra="forbid", frozen=True)

    def days(self) -> Days:
        """Return the days as the assessment takes them."""
        return Days(self.dated, self.from_day, self.until_day)


class UseGiven(Given):
    """The further items that a file is used for."""

    items: Annotated[tuple[Id, ...], Field(strict=False, min_length=1, max_length=200)]

    model_config = ConfigDict(json_schema_extra={"examples": [{"items": ["A8", "A11"]}]})
