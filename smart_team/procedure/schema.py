"""The schema of ``procedure.yaml``."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from smart_team.rubric.modules import RubricId, Weight
from smart_team.rubric.types import Kind, Level, Name, Number, Role, Share, Strict, Words

Layer = Literal["self", "preliminary", "review", "appeal", "final"]
"""自评, 初评, 复评, 复核, 终评 (§6 of the scoring rule)."""
Days = Annotated[int, Field(ge=0, le=3660)]
"""天数: working days, whatever they are days of.

No public text fixes them for organisations; working days are customary for publicity (5), appeals
(5, decided in 10) and rework (10), and count the same for every unit whatever holidays lie between.
The day from which they count is not one of them, and the last of them is in time to its end.
"""


class Stage(Strict):
    """环节: one rubric and its weight in the module's score."""

    rubric: RubricId
    weight: Weight


class Panel(Strict):
    """评估组: how many inspectors, how their points combine, whether they see each other's."""

    size: Annotated[int, Field(ge=1, le=99)]
    combine: Literal["median", "mean", "trimmed"] = "median"
    blind: bool = True


class Appeal(Strict):
    """申诉: how long a unit may appeal, and how long a decision may take, in working days.

    The window counts from the day the appeal step opens, the decision from the window's last day.
    """

    window_days: Days
    decide_days: Days


class Rework(Strict):
    """补课: who reworks, by when, and the most that the rework can earn.

    `days` are working days from the day on which the unit was told to rework.
    """

    below: Annotated[Number, Field(ge=0, le=1000)]
    cap: Annotated[Number, Field(ge=0, le=1000)]
    days: Days
    times: Annotated[int, Field(ge=1, le=9)] = 1


class Step(Strict):
    """One step: who acts, for whom, by when, which layer it writes, where it sends work back.

    `due` counts working days from the day the stage starts; `publicity_days` counts working days
    from the day of the announcement.
    """

    id: Name
    title: Words
    by: Role
    for_: Kind | Level | None = Field(default=None, alias="for")
    due: Days | None = None
    layer: Layer | None = None
    panel: Panel | None = None
    sample: Share | None = None
    returns_to: Name | None = None
    publicity_days: Days | None = None
    appeal: Appeal | None = None
    rework: Rework | None = None


class Procedure(Strict):
    """``procedure.yaml``: stages with weights that sum to exactly 1, and steps in order."""

    format: Literal[1]
    id: RubricId
    version: Annotated[str, Field(min_length=1, max_length=64)]
    title: Words
    illustrative: bool = False
    reference: Words | None = None
    compose: Literal["weighted", "none"] = "weighted"
    stages: Annotated[tuple[Stage, ...], Field(min_length=1, strict=False)]
    steps: Annotated[tuple[Step, ...], Field(min_length=1, strict=False)]

    def weights(self) -> dict[str, Decimal]:
        """Return the weight of each stage's rubric."""
        return {stage.rubric: stage.weight for stage in self.stages}
