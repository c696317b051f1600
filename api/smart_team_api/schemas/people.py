"""People as administrators and auditors see them, and what is asked for them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from smart_team.people.administration import Holding
from smart_team.people.policy import Action
from smart_team.rubric.types import Role
from smart_team_api.schemas.base import Given, Id, Line, Shown

Day = Annotated[date, Field(strict=False)]


class PersonGiven(Given):
    """A person to be added: a login, which stays, and a name."""

    login: Line
    name: Line

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"login": "wang.mei", "name": "王梅"}]}
    )


class NameGiven(Given):
    """A person's name, corrected."""

    name: Line

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "王梅"}]})


class MailGiven(Given):
    """Where a person's notices are mailed; null where they are not."""

    mail: Line | None

    model_config = ConfigDict(json_schema_extra={"examples": [{"mail": "wang.mei@example.gov.cn"}]})


class RoleGiven(Given):
    """A role with its reach: a unit's, a district's, or the city's; and its days."""

    role: Role
    unit: Id | None = None
    district: Id | None = None
    from_day: Day
    until_day: Day | None = None

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"role": "clerk", "unit": "D01-court", "from_day": "2026-03-02"}]
        }
    )

    def holding(self) -> Holding:
        """Return it as the people's administration takes it."""
        return Holding(self.role, self.from_day, self.until_day, self.unit, self.district)


class LastDayGiven(Given):
    """The last day on which a role is held."""

    last_day: Day

    model_config = ConfigDict(json_schema_extra={"examples": [{"last_day": "2026-06-30"}]})


class LinkGiven(Given):
    """For how many hours a set-up link holds."""

    hours: Annotated[int, Field(ge=1, le=168)] = 24

    model_config = ConfigDict(json_schema_extra={"examples": [{"hours": 24}]})


class HeldShown(Shown):
    """A role with its days, whether it holds now, will or did."""

    id: str
    role: str
    unit: str | None
    district: str | None
    from_day: str
    until_day: str | None


class PersonShown(Shown):
    """A person with all their roles."""

    id: str
    login: str
    name: str
    mail: str | None
    created_at: str
    disabled_at: str | None
    version: int
    has_password: bool
    second_factor: bool
    seen_at: str | None
    assignments: list[HeldShown]
    actions: list[Action] = Field(default_factory=list)


class ChangedShown(Shown):
    """A person was changed and is there in this version."""

    id: str
    version: int


class AddedShown(ChangedShown):
    """A person was added."""

    location: str


class LinkShown(Shown):
    """A set-up link: this is the one time that it is seen."""

    link: str
