"""The frozen rubric (评估标准): an immutable tree of indicators."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from smart_team.rubric.items import (
    Adjustment,
    Indicator,
    Item,
    Redline,
)
from smart_team.rubric.types import (
    MAX_DECIMALS,
    AppliesTo,
    Id,
    Marks,
    NotNegative,
    Positive,
    Share,
    Strict,
    Words,
)

NaRule = Literal["rescale", "full", "zero"]
Ties = Literal["competition", "dense"]
GroupKey = Literal["level", "kind", "district"]


class Dimension(Strict):
    """维度: indicators and further dimensions under one title, to any depth."""

    id: Id
    title: Words
    points: Positive | None = None
    applies_to: AppliesTo | None = None
    dimensions: Annotated[tuple[Dimension, ...], Field(strict=False)] = ()
    indicators: Annotated[tuple[Indicator, ...], Field(strict=False)] = ()

    @property
    def children(self) -> tuple[Dimension | Indicator, ...]:
        """All direct children, dimensions first."""
        return (*self.dimensions, *self.indicators)


class Adjustments(Strict):
    """加减分: bonuses and penalties outside the full marks, each side with an overall cap."""

    bonus_cap: NotNegative | None = None
    penalty_cap: NotNegative | None = None
    items: Annotated[tuple[Adjustment, ...], Field(strict=False)] = ()


class Grade(Strict):
    """等次: a band of totals from `at_least` up."""

    grade: Annotated[str, Field(min_length=1)]
    at_least: NotNegative


class Quota(Strict):
    """优秀比例: at most this share of a peer group's rated units may hold the grade."""

    grade: str
    share: Share
    of: Literal["group"] = "group"
    ties: Literal["exclude", "include"] = "exclude"


class GroupList(Strict):
    """One named peer group and whom it takes in."""

    id: Id
    title: Words
    applies_to: AppliesTo


class Groups(Strict):
    """同类组: peer groups by attributes, or by a list in which the first match counts."""

    by: Annotated[tuple[GroupKey, ...], Field(min_length=1, strict=False)] | None = None
    lists: Annotated[tuple[GroupList, ...], Field(min_length=1, strict=False)] | None = None


class Outcome(Strict):
    """How a base becomes total, grade and rank; rubrics and composites share it (§5)."""

    adjustments: Adjustments = Adjustments()
    redlines: Annotated[tuple[Redline, ...], Field(strict=False)] = ()
    max_total: NotNegative | None = None
    grades: Annotated[tuple[Grade, ...], Field(strict=False)] = ()
    quota: Quota | None = None
    groups: Groups | None = None
    ties: Ties = "competition"

    def items(self) -> Iterator[Item]:
        """Yield everything that takes an answer of its own."""
        yield from self.adjustments.items
        yield from self.redlines


class Rubric(Outcome):
    """评估标准: known by id, version and content hash, never changed once used."""

    format: Literal[1]
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")]
    version: Annotated[str, Field(min_length=1, max_length=64)]
    title: Words
    subject: Literal["unit", "district_office"] = "unit"
    illustrative: bool = False
    reference: Words | None = None
    description: Words | None = None
    full_marks: Marks = Decimal(100)
    decimals: Annotated[int, Field(ge=0, le=MAX_DECIMALS)] = 2
    na: NaRule = "rescale"
    scaled: bool = False
    applies_to: AppliesTo | None = None
    dimensions: Annotated[tuple[Dimension, ...], Field(min_length=1, strict=False)]

    def walk(self) -> Iterator[Dimension]:
        """Yield every dimension, parents before children."""
        yield from _walk(self.dimensions)

    def indicators(self) -> Iterator[Indicator]:
        """Yield every indicator in the order of the table."""
        for dimension in self.walk():
            yield from dimension.indicators

    def items(self) -> Iterator[Item]:
        """Yield every indicator, adjustment and redline."""
        yield from self.indicators()
        yield from super().items()


def _walk(dimensions: tuple[Dimension, ...]) -> Iterator[Dimension]:
    for dimension in dimensions:
        yield dimension
        yield from _walk(dimension.dimensions)
