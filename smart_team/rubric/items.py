"""The item types (题型): what an indicator, an adjustment or a redline may be (§3 of the rule)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, ValidationInfo

from smart_team.rubric.types import (
    CANONICAL,
    MAX_POINTS,
    AppliesTo,
    Id,
    Marks,
    Name,
    NotNegative,
    Number,
    Positive,
    Share,
    Strict,
    Words,
    plain,
)

AnsweredBy = Literal["unit", "reviewer", "metric"]
Empty = Literal["na", "full", "zero"]
Input = Literal["value", "ratio"]

_ROWS = Field(min_length=1, strict=False)


class Evidence(Strict):
    """What a unit shows for its claim."""

    required: bool = False
    hint: Words | None = None


class Item(Strict):
    """What every indicator, adjustment and redline has."""

    id: Id
    title: Words
    applies_to: AppliesTo | None = None
    reference: Words | None = None
    criteria: Words | None = None


class Scored(Item):
    """What every scored indicator has; `points` are its full marks P."""

    points: Marks
    answered_by: AnsweredBy = "unit"
    metric: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")] | None = None
    required: bool = True
    evidence: Evidence = Evidence()
    source: Words | None = None


class OnDenominator(Scored):
    """What a zero denominator, or one below `min_denominator`, means."""

    when_empty: Empty = "na"
    min_denominator: Annotated[int, Field(ge=1, le=10**9)] | None = None
    when_small: Empty = "na"


class OnInput(OnDenominator):
    """An indicator over x: a typed value, or the exact quotient of two counts."""

    input: Input = "value"
    bound: Number | None = None


class Option(Strict):
    """One level of a graded scale, or one item of a checklist."""

    id: Id
    title: Words
    points: NotNegative


class Boolean(Scored):
    """有无: full marks for true."""

    type: Literal["boolean"]


class Levels(Scored):
    """分档: the chosen level's points; the best level has the full marks."""

    type: Literal["levels"]
    levels: Annotated[tuple[Option, ...], _ROWS, Field(max_length=200)]


class Checklist(Scored):
    """清单: the sum of the checked items' points, together the full marks."""

    type: Literal["checklist"]
    items: Annotated[tuple[Option, ...], _ROWS, Field(max_length=200)]


class Tier(Strict):
    """One step: its points hold from `at_least` up, or from `at_most` down."""

    at_least: Number | None = None
    at_most: Number | None = None
    points: NotNegative

    @property
    def limit(self) -> Decimal:
        """The limit, whichever way it is written."""
        return self.at_most if self.at_least is None else self.at_least  # type: ignore[return-value]


class Tiers(OnInput):
    """阶梯: the points of the first tier that holds, best first; 0 if none does."""

    type: Literal["tiers"]
    tiers: Annotated[tuple[Tier, ...], _ROWS, Field(max_length=100)]


class Linear(OnInput):
    """线性: 0 at `zero_at`, full marks at `full_at`; `full_at` below means lower is better."""

    type: Literal["linear"]
    zero_at: Number | None = None
    full_at: Number | None = None

    @property
    def ends(self) -> tuple[Decimal | None, Decimal | None]:
        """`zero_at` and `full_at`, with a ratio's defaults 0 and 1."""
        if self.input == "value":
            return self.zero_at, self.full_at
        zero = Decimal(0) if self.zero_at is None else self.zero_at
        return zero, Decimal(1) if self.full_at is None else self.full_at


class CurvePoint(Strict):
    """One corner of a piecewise line."""

    at: Number
    points: NotNegative


class Piecewise(OnInput):
    """折线: exact linear interpolation between corners, ends held flat."""

    type: Literal["piecewise"]
    curve: Annotated[tuple[CurvePoint, ...], _ROWS, Field(max_length=100)]


class Count(Scored):
    """计数: `per` points each, up to the full marks."""

    type: Literal["count"]
    per: Positive
    bound: Annotated[int, Field(ge=0)] | None = None


class Event(Strict):
    """One kind of event: `per` points each, together at most `max`."""

    id: Id
    title: Words
    per: Positive
    max: Positive | None = None


class Deduct(Scored):
    """扣分: full marks less the events' points, not below `floor`."""

    type: Literal["deduct"]
    events: Annotated[tuple[Event, ...], _ROWS, Field(max_length=200)]
    floor: Annotated[Number, Field(ge=-MAX_POINTS, le=MAX_POINTS)] = Decimal(0)


class Category(Strict):
    """One class of a mix and the share of full marks that a member of it earns."""

    id: Id
    title: Words
    share: Share


class Mix(OnDenominator):
    """构成: full marks times the mean share over all members."""

    type: Literal["mix"]
    categories: Annotated[tuple[Category, ...], _ROWS, Field(max_length=200)]


class PlaceRow(Strict):
    """Points down to one place."""

    to: Annotated[int, Field(ge=1, le=10**6)]
    points: NotNegative


class Placing(OnInput):
    """名次: points by the unit's place in its peer group."""

    type: Literal["placing"]
    places: Annotated[tuple[PlaceRow, ...], _ROWS, Field(max_length=1000)]
    best: Literal["high", "low"] = "high"


class FormulaInput(Strict):
    """One named number that a formula takes."""

    id: Name
    title: Words


class Formula(Scored):
    """公式: an expression in exact rational arithmetic, held within 0 and full marks."""

    type: Literal["formula"]
    inputs: Annotated[tuple[FormulaInput, ...], _ROWS, Field(max_length=50)]
    expression: str


class Manual(Scored):
    """评分: the reviewer's own score."""

    type: Literal["manual"]
    answered_by: AnsweredBy = "reviewer"


def _told_apart(value: Any) -> Any:  # noqa: ANN401 - whatever the YAML holds
    """Write numbers so that 0.5 is 0.50, but is not the text "0.5"."""
    if isinstance(value, dict):
        return {key: _told_apart(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_told_apart(each) for each in value]
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return {"number": plain(Decimal(value))}
    return value


_WRITTEN = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def _told_again(value: Any, info: ValidationInfo) -> Any:  # noqa: ANN401 - as above
    """Turn what :func:`_told_apart` wrote back into numbers, where canonical JSON is read."""
    return _as_numbers(value) if info.context == CANONICAL else value


def _as_numbers(value: Any) -> Any:  # noqa: ANN401 - as above
    if isinstance(value, list):
        return [_as_numbers(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"number"} and _WRITTEN.fullmatch(str(value["number"])):
        text = str(value["number"])
        return Decimal(text) if "." in text else int(text)
    return {key: _as_numbers(each) for key, each in value.items()}


Params = Annotated[
    dict[str, Any],
    BeforeValidator(_told_again),
    PlainSerializer(_told_apart, return_type=dict[str, Any]),
]
"""What a plugin's scorer is given, as the YAML holds it."""


class PluginScored(Scored):
    """插件: a named scorer from a plugin, with parameters it checks itself."""

    type: Literal["plugin"]
    scorer: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")]
    params: Params = Field(default_factory=dict)


Indicator = Annotated[
    Boolean
    | Levels
    | Checklist
    | Tiers
    | Linear
    | Piecewise
    | Count
    | Deduct
    | Mix
    | Placing
    | Formula
    | Manual
    | PluginScored,
    Field(discriminator="type"),
]
"""指标: one scored line of a rubric."""


class Adjustment(Item):
    """加分 or 减分: events outside the full marks, together at most `cap`."""

    type: Literal["bonus", "penalty"]
    answered_by: AnsweredBy = "unit"
    metric: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")] | None = None
    evidence: Evidence = Evidence()
    cap: Annotated[Positive, Field(le=MAX_POINTS)] | None = None
    events: Annotated[tuple[Event, ...], _ROWS, Field(max_length=200)]

    @property
    def sign(self) -> Literal[1, -1]:
        """+1 for a bonus, -1 for a penalty."""
        return 1 if self.type == "bonus" else -1


class Redline(Item):
    """一票否决: what a verified breach does to the total or the grade."""

    effect: Literal["zero", "cap", "fail", "no_top", "hold"]
    cap: NotNegative | None = None
