"""Ledgers (台账) as a module declares them: typed fields, keys, checks, a flow, and lights."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from smart_team.rubric.types import AppliesTo, Name, Number, Role, Strict, Words

LONGEST_TEXT = 5000
Names = Annotated[tuple[Name, ...], Field(strict=False)]
Roles = Annotated[tuple[Role, ...], Field(strict=False)]


class LedgerField(Strict):
    """What every field of a ledger has."""

    id: Name
    title: Words
    hint: Words | None = None
    required: bool = False


class TextField(LedgerField):
    """A text of at most so many characters; `refers_to` names a ledger whose key it must be."""

    type: Literal["text"]
    longest: Annotated[int, Field(ge=1, le=LONGEST_TEXT)] = 200
    refers_to: Name | None = None


class NumberField(LedgerField):
    """A number with so many decimal places, between two bounds, in a unit of measure."""

    type: Literal["number"]
    decimals: Annotated[int, Field(ge=0, le=6)] = 0
    min: Number = Decimal(0)
    max: Number = Decimal(1_000_000_000)
    measure: Words | None = None


class PercentField(LedgerField):
    """A share from 0 to 100 %, kept as a number of percent with at most two places."""

    type: Literal["percent"]


class DateField(LedgerField):
    """A day; `not_before` names another date field, which must not be later."""

    type: Literal["date"]
    not_before: Name | None = None


class Choice(Strict):
    """One thing to choose."""

    id: Name
    title: Words


class ChoiceField(LedgerField):
    """One of several named choices."""

    type: Literal["choice"]
    choices: Annotated[tuple[Choice, ...], Field(min_length=1, strict=False)]


class UnitField(LedgerField):
    """One unit."""

    type: Literal["unit"]


class UnitsField(LedgerField):
    """Any number of units."""

    type: Literal["units"]


class FileField(LedgerField):
    """Any number of files."""

    type: Literal["file"]


AnyField = Annotated[
    TextField
    | NumberField
    | PercentField
    | DateField
    | ChoiceField
    | UnitField
    | UnitsField
    | FileField,
    Field(discriminator="type"),
]


class FieldsCheck(Strict):
    """What must hold between the numbers of one record; `says` is told where it does not.

    `value` and the bound are formulas over number and percent fields. A check is left out while a
    field that it needs is empty.
    """

    value: str
    at_most: str | None = None
    at_least: str | None = None
    equals: str | None = None
    says: Words


class FlowState(Strict):
    """Where a record can stand; only where it `counts` do metrics see it."""

    id: Name
    title: Words
    counts: bool = True
    done: bool = False
    """Nothing is due of it any more."""
    edits: bool = False
    """Whoever enters records may still change it here."""


class FlowAction(Strict):
    """What leads from one state to another, and who may do it.

    `needs` names fields that must be filled by then; `today` fields that get today's date;
    `fills` fields that are asked for with the action.
    """

    id: Name
    title: Words
    from_: Annotated[tuple[Name, ...], Field(min_length=1, strict=False, alias="from")]
    to: Name
    by: Annotated[tuple[Role, ...], Field(min_length=1, strict=False)]
    shared: bool = False
    """Also those of the units with which the record is shared."""
    reason: bool = False
    needs: Names = ()
    today: Names = ()
    fills: Names = ()


class Flow(Strict):
    """The states of a record, the first of which it begins in, and what moves it."""

    states: Annotated[tuple[FlowState, ...], Field(min_length=1, strict=False)]
    actions: Annotated[tuple[FlowAction, ...], Field(strict=False)] = ()


class MergeSmall(Strict):
    """Small cells of a table of counts, merged for everybody but the record's own unit.

    Within the records that agree in `within`, those with less than `below` in `count` are shown as
    one, without the fields `over`.
    """

    count: Name
    below: Annotated[int, Field(ge=2, le=100)] = 5
    within: Annotated[tuple[Name, ...], Field(min_length=1, strict=False)]
    over: Annotated[tuple[Name, ...], Field(min_length=1, strict=False)]


class Votes(Strict):
    """Who may vote for records in a state, and for how many in one month at most."""

    by: Annotated[tuple[Role, ...], Field(min_length=1, strict=False)]
    in_: Annotated[Name, Field(alias="in")]
    most: Annotated[int, Field(ge=1, le=100)]


class Progress(Strict):
    """Where a record's progress stands: in the newest record of another ledger that counts."""

    ledger: Name
    record: Name
    """Its text field that refers to this ledger."""
    percent: Name
    at: Name
    """Its date field."""


class Lights(Strict):
    """How a record with a due day is lit: red, yellow, blue or green; without one it has no light.

    Overdue is red, but yellow for the first `late_days`; behind the plan by more than `red` points
    red, by `yellow` points or more yellow; due within `near_days` blue; else green. What catches up
    after red is yellow for `recover_days` before it is green. `progress`, `plan` and `starts` stand
    together or not at all: without them there is no plan to be behind.
    """

    due: Name
    done: Name | None = None
    """The date field that ends it."""
    progress: Progress | None = None
    plan: Progress | None = None
    starts: Name | None = None
    """The date field from which the plan counts, at 0 %."""
    late_days: Annotated[int, Field(ge=0, le=90)] = 0
    yellow: Annotated[Number, Field(ge=0, le=100)] = Decimal(10)
    red: Annotated[Number, Field(ge=0, le=100)] = Decimal(30)
    near_days: Annotated[int, Field(ge=0, le=90)] = 7
    recover_days: Annotated[int, Field(ge=0, le=90)] = 7


class Ledger(Strict):
    """One ledger: whose records, which fields, who enters and confirms, and what follows."""

    id: Name
    title: Words
    summary: Words | None = None
    illustrative: bool = False
    of: Literal["unit", "city"] = "unit"
    applies_to: AppliesTo | None = None
    fields: Annotated[tuple[AnyField, ...], Field(min_length=1, strict=False)]
    key: Names = ()
    """What tells the records of one unit apart; empty only with `per`, whose period then does."""
    dated_by: Name
    """The date field by which a record belongs to a period."""
    per: Literal["month", "quarter", "year"] | None = None
    """With it, the period of that day is part of the key: one record for each."""
    checks: Annotated[tuple[FieldsCheck, ...], Field(strict=False)] = ()
    enter: Annotated[tuple[Role, ...], Field(min_length=1, strict=False)]
    confirm: Roles = ()
    flow: Flow | None = None
    """Without one: entered, then confirmed if there is somebody to confirm."""
    seen_by: Literal["own", "all"] = "own"
    """Which units read it; district offices read their own units', the city reads all."""
    shared_with: Name | None = None
    """The unit or units field whose units read a record too."""
    merge_small: MergeSmall | None = None
    votes: Votes | None = None
    lights: Lights | None = None
    bulk: bool = False
    """Very many records, kept in files beside the database; without flow, lights or files."""


class Condition(Strict):
    """Which records count: what must be true of one field, of the state or of the light.

    `field` is a field's id, ``state``, ``light`` (as it is lit on the day of counting) or ``lit``
    (any light that it has shown in the period); exactly one of the others stands with it.
    """

    field: Name
    is_: Annotated[Name | Number | None, Field(alias="is")] = None
    in_: Annotated[tuple[Name, ...] | None, Field(alias="in", strict=False, min_length=1)] = None
    at_least: Number | None = None
    at_most: Number | None = None
    filled: bool | None = None
    passed: bool | None = None
    """The day is not after the day of counting: the last of the period, or today if sooner."""
    not_after: Name | None = None
    """The name of another date field."""
    within_days: Annotated[int, Field(ge=0, le=3660)] = 0
    """With `not_after`: so many days later is still in time."""
    working: bool = False
    """Those are working days."""


class Amount(Strict):
    """One number over the records of a ledger that were confirmed and belong to the period.

    Exactly one of `count`, `sum`, `distinct`, `latest` and `all`. With `values` the sum is of what
    each choice of the field is worth; with `highest_per` only the highest of those that agree in
    that field counts.
    """

    over: Annotated[str, Field(pattern=r"^([a-z][a-z0-9_]*\.)?[a-z][a-z0-9_]*$")]
    count: Literal[True] | None = None
    sum: Name | None = None
    distinct: Name | None = None
    latest: Name | None = None
    """The field's number in the newest record; where there is none, the item is not answered."""
    all: Annotated[tuple[Condition, ...] | None, Field(strict=False, min_length=1)] = None
    """1 where there are records and each meets these conditions; else 0."""
    values: dict[Name, Number] | None = None
    highest_per: Name | None = None
    where: Annotated[tuple[Condition, ...], Field(strict=False)] = ()
    any_state: bool = False
    """Records count in whatever state they stand."""
    any_time: bool = False
    """Also those from before the period."""
    whose: Name | None = None
    """The unit or units field by which a record counts, in place of the unit that keeps it."""


class RatioOf(Strict):
    """A ratio of two amounts."""

    top: Amount
    bottom: Amount


class ReachedIn(Strict):
    """In how many months (quarters) of the period an amount reaches a number, of all there are."""

    amount: Amount
    at_least: Number


class SplitBy(Strict):
    """An amount for each choice of a field, in the order of its choices: parts by their ids.

    Of the records that agree in `once_per` only that counts whose choice stands first.
    """

    amount: Amount
    by: Name
    once_per: Name | None = None


class Metric(Strict):
    """One number for each unit and period, taken from ledgers: exactly one of the ways below.

    Only `by_month` may stand beside `parts`. What an indicator takes from it:

    - a count or a value: `amount`; a ratio: `ratio`, `months` or `quarters`;
    - yes or no: yes where `amount` is 1 or more;
    - levels: the first part that is 1 or more; a checklist: every part that is;
    - what counts events or categories, and the inputs of formulas and plugins: the parts by name.
    """

    id: Name
    title: Words
    description: Words | None = None
    measure: Words
    source: Words
    amount: Amount | None = None
    ratio: RatioOf | None = None
    months: ReachedIn | None = None
    quarters: ReachedIn | None = None
    parts: dict[Name, Amount] | None = None
    split: SplitBy | None = None
    by_month: Amount | None = None
    """The amount of each month of the period, in order: parts ``m01``, ``m02`` and so on."""
    hook: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")] | None = None
