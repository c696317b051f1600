"""The other files of a module's folder: module.yaml, composite.yaml and the golden cases."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from smart_team.rubric.ledgers import Ledger, Metric
from smart_team.rubric.schema import Outcome
from smart_team.rubric.types import Kind, Level, Name, Number, Strict, UnitCode, Words

RubricId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")]
Weight = Annotated[Number, Field(gt=Decimal(0), le=Decimal(1))]


class ModuleFile(Strict):
    """``module.yaml``: what the module is, its rubrics in order, its ledgers and its metrics.

    A rubric named ``study`` is the file ``study.yaml`` and has the id ``<module>.study``; ledgers
    and metrics are named in the same way.
    """

    format: Literal[1]
    id: Name
    title: Words
    kind: Literal["base", "x", "composite"]
    order: Annotated[int, Field(ge=0, le=10_000)]
    summary: Words
    reference: Words | None = None
    rubrics: Annotated[tuple[Name, ...], Field(strict=False)] = ()
    ledgers: Annotated[tuple[Ledger, ...], Field(strict=False)] = ()
    metrics: Annotated[tuple[Metric, ...], Field(strict=False)] = ()


class Part(Strict):
    """One part of a composite: the mean over its modules, by weight."""

    id: Name
    title: Words
    modules: Annotated[tuple[Name, ...], Field(min_length=1, strict=False)]
    weight: Weight


class Composite(Outcome):
    """``composite.yaml`` (年度总评): parts by weight, then caps, grade and rank of its own."""

    format: Literal[1]
    id: RubricId
    version: Annotated[str, Field(min_length=1, max_length=64)]
    title: Words
    illustrative: bool = False
    reference: Words | None = None
    parts: Annotated[tuple[Part, ...], Field(min_length=1, strict=False)]


class ExpectedPoints(Strict):
    """What one indicator must come to."""

    points: Number | None = None
    status: Literal["scored", "missing", "na", "unresolved"] | None = None


class Expected(Strict):
    """What one unit must come to; only what is written is compared."""

    status: Literal["rated", "not_rated", "held"] | None = None
    total: Number | None = None
    grade: str | None = None
    rank: int | None = None
    notes: Annotated[tuple[str, ...], Field(strict=False)] | None = None
    dimensions: dict[str, Number] = Field(default_factory=dict)
    indicators: dict[str, ExpectedPoints] = Field(default_factory=dict)
    adjustments: dict[str, Number] = Field(default_factory=dict)
    redlines: Annotated[tuple[str, ...], Field(strict=False)] | None = None
    lacks: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """What the unit must not have: ``total``, ``grade``, ``rank``, or a dimension's id."""


class CaseUnit(Strict):
    """One unit of a case: who it is, what it answered, what must come out."""

    unit: UnitCode = "D01-court"
    kind: Kind = "court"
    level: Level = "district"
    district: str = "D01"
    answers: dict[str, dict[str, Any]] = Field(default_factory=dict)
    granted_na: Annotated[tuple[str, ...], Field(strict=False)] = ()
    expect: Expected


class Case(Strict):
    """A golden case: one sentence, and the units that prove it."""

    name: Words
    units: Annotated[tuple[CaseUnit, ...], Field(min_length=1, strict=False)]


class CaseFile(Strict):
    """``cases/<rubric>.yaml``: the golden cases of one rubric."""

    format: Literal[1]
    rubric: RubricId
    cases: Annotated[tuple[Case, ...], Field(min_length=1, strict=False)]
