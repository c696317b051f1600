"""The working calendar as it is told of."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from smart_team.procedure.calendar import DayKind
from smart_team_api.schemas.base import Given, Line, Shown


class DayGiven(Given):
    """What a notice makes of a day: `off`, or `work` for a weekend day that is worked."""

    kind: DayKind
    name: Line

    model_config = ConfigDict(json_schema_extra={"examples": [{"kind": "off", "name": "春节"}]})


class DayShown(Shown):
    """A day that a notice changes."""

    day: str
    kind: DayKind
    name: str


class CalendarShown(Shown):
    """A year of the working calendar; where it is not `covered`, only weekends are known."""

    year: int
    covered: bool
    years: list[int] = Field(description="登记过的年份 · years of which anything is entered")
    days: list[DayShown]


class DayKept(Shown):
    """The day that was entered or taken back."""

    day: str
