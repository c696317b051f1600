"""Cycles, stages, ranked tables and results as they are told of, and what opens a cycle."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from smart_team.people.policy import Action
from smart_team_api.schemas.base import Given, Id, Line, Reason, Shown, Words
from smart_team_api.schemas.views import UnitNamed


class CycleLine(Shown):
    """A cycle in a list."""

    id: str
    title: str
    module: str
    opened_at: str
    version: int


class StageShown(Shown):
    """A stage; `states` counts the submissions that this person may read."""

    id: str
    number: int
    rubric: str
    rubric_id: str
    rubric_version: str
    title: Words
    weight: str
    starts_on: str
    publication: str | None
    states: dict[str, int]
    actions: list[Action]


class PeriodShown(Shown):
    """From which day until which, both included, records count for metrics."""

    first: date
    last: date


class CycleShown(Shown):
    """A cycle with all that it is pinned to."""

    id: str
    title: str
    module: str
    opened_at: str
    version: int
    procedure: str
    engine: str
    plugins: dict[str, str]
    opened_by: str | None
    period: PeriodShown
    stages: list[StageShown]
    actions: list[Action]


class PeriodGiven(Given):
    """From which day until which, both included, records count for metrics."""

    first: Annotated[date, Field(strict=False)]
    last: Annotated[date, Field(strict=False)]


class OpeningGiven(Given):
    """What opens a cycle: a module, a first day for each of its rubrics, and the units.

    `rubrics` names, by hash, uploaded rubrics that are taken in place of the module's own. Without
    a `period` metrics count the year of the first day up to the day before it, if that day is after
    1 July, else the whole year before.
    """

    title: Line
    module: Id
    starts: Annotated[dict[Id, Annotated[date, Field(strict=False)]], Field(max_length=20)]
    units: Annotated[tuple[Id, ...], Field(strict=False, max_length=10_000)]
    rubrics: Annotated[dict[Id, Id], Field(max_length=20)] = Field(default_factory=dict)
    period: PeriodGiven | None = None

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "title": "2026 年度政法网格员评估",
                    "module": "grid_officers",
                    "starts": {"grid_officers.annual": "2026-03-02"},
                    "units": ["D01-court", "D02-court"],
                    "period": {"first": "2025-01-01", "last": "2025-12-31"},
                }
            ]
        }
    )


class DatesGiven(Given):
    """A new day by which a step of a stage is due; without `units`, for all of the stage."""

    stage: Id
    state: Id
    day: Annotated[date, Field(strict=False)]
    reason: Reason
    units: Annotated[tuple[Id, ...], Field(strict=False, max_length=10_000)] = ()

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "stage": "0196a3f0c1d27000a1b2c3d4e5f60718",
                    "state": "self_assessment",
                    "day": "2026-03-20",
                    "reason": "系统切换,顺延三天",
                    "units": ["D03-court"],
                }
            ]
        }
    )


class SeatingGiven(Given):
    """Which step of a stage gets its panels, and from which inspectors; all of them by default."""

    step: Id
    persons: Annotated[tuple[Id, ...], Field(strict=False, max_length=1000)] | None = None

    model_config = ConfigDict(json_schema_extra={"examples": [{"step": "review"}]})


class CorrectionGiven(Given):
    """Why a published result is published anew."""

    reason: Reason

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "D03 法院 A8 分母更正"}]})


class DatesMoved(Shown):
    """A cycle whose days were moved, and its version now."""

    id: str
    version: int


class Seated(Shown):
    """How many submissions have their panel now."""

    submissions: int


class Recounted(Shown):
    """Of how many submissions the values of metrics changed."""

    submissions: int


class Asked(Shown):
    """Long work that has been asked for; `location` tells how it goes."""

    job: str
    location: str


class Opened(Shown):
    """A cycle that was opened."""

    id: str
    location: str


class ProgressShown(Shown):
    """Of how many required items how many are answered."""

    answered: int
    asked: int


class ChangeShown(Shown):
    """The difference to an earlier publication; a positive number of places is upwards."""

    total: str | None
    places: int | None


class RankedShown(Shown):
    """One unit's row of a ranked table."""

    unit: UnitNamed
    status: str
    total: str | None
    grade: str | None
    rank: int | None
    group: str | None
    notes: list[str]
    submission: str | None
    state: str | None
    dimensions: dict[str, str | None] | None
    progress: ProgressShown | None
    is_close: bool
    change: ChangeShown | None


class MeanShown(Shown):
    """A mean over so many rated units."""

    mean: str | None
    n: int


class RollUpsShown(Shown):
    """Means by district, by kind of unit, and over all."""

    districts: dict[str, MeanShown]
    kinds: dict[str, MeanShown]
    city: MeanShown


class RankingShown(Shown):
    """A stage's ranked table as this person may see it now."""

    stage: str
    source: Literal["live", "published", "announced", "own"]
    publication: str | None
    rows: list[RankedShown]
    roll_ups: RollUpsShown
    states: dict[str, int]


class PublishedLine(Shown):
    """A frozen result in a list; a number above 1 is a correction."""

    id: str
    cycle: str
    stage: str
    number: int
    reason: str | None
    published_at: str
    key: str


class ResultShown(Shown):
    """A frozen, signed result; `about` is the signed content but for the rows."""

    published: PublishedLine
    signature: str
    about: dict[str, Any]
    rows: list[dict[str, Any]]
    actions: list[Action]


class CompositionShown(Shown):
    """A cycle's result over its stages, signed."""

    id: str
    cycle: str
    number: int
    composed_at: str
    signature: str
    key: str
    content: dict[str, Any]
