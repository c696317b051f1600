"""What a well-formed rubric must also make sense of: sums, order, references among its parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import singledispatch
from itertools import pairwise

from pydantic import BaseModel

from smart_team.errors import Message
from smart_team.rubric import messages as m
from smart_team.rubric.formula import FormulaRefusedError, parse_formula
from smart_team.rubric.items import (
    Adjustment,
    Checklist,
    Deduct,
    Event,
    Formula,
    Indicator,
    Item,
    Levels,
    Linear,
    Manual,
    Mix,
    OnInput,
    Piecewise,
    Placing,
    Redline,
    Scored,
    Tiers,
)
from smart_team.rubric.modules import Composite
from smart_team.rubric.schema import Dimension, Grade, Outcome, Rubric
from smart_team.rubric.types import MAX_DECIMALS, MAX_SUM, plain
from smart_team.rubric.yaml_text import Path

_POINT_FIELDS = ("points", "per", "max", "cap", "floor", "bonus_cap", "penalty_cap")


@dataclass(frozen=True, slots=True)
class Finding:
    """A message about the value at a path; a path among the values means that path's line."""

    path: Path
    message: Message
    values: dict[str, object] = field(default_factory=dict)
    at_key: bool = False


def check_rubric(rubric: Rubric) -> Iterator[Finding]:
    """Yield everything that keeps a well-formed rubric from being scored."""
    yield from check_unique_ids((path, part.id) for path, part in parts(rubric))
    for path, part in parts(rubric):
        if isinstance(part, Dimension):
            yield from _check_dimension(part, path, rubric)
        else:
            yield from check_item(part, path, rubric.decimals)
    declared = rubric.full_marks
    yield from _check_sum(rubric.dimensions, declared, ("full_marks",), scaled=rubric.scaled)
    yield from check_outcome(rubric)
    yield from _check_places(rubric.adjustments, ("adjustments",), rubric.decimals)


def check_composite(composite: Composite) -> Iterator[Finding]:
    """Yield everything that keeps a well-formed composite from being computed."""
    ids = [(("parts", number), part.id) for number, part in enumerate(composite.parts)]
    yield from check_unique_ids(
        [*ids, *((path, item.id) for path, item in outcome_parts(composite))]
    )
    yield from check_unique_ids(
        (("parts", number, "modules", position), name)
        for number, part in enumerate(composite.parts)
        for position, name in enumerate(part.modules)
    )
    yield from check_weights([part.weight for part in composite.parts], ("parts",))
    for path, item in outcome_parts(composite):
        yield from check_item(item, path, MAX_DECIMALS)
    yield from check_outcome(composite)
    yield from _check_places(composite.adjustments, ("adjustments",), MAX_DECIMALS)


def parts(rubric: Rubric) -> Iterator[tuple[Path, Dimension | Item]]:
    """Yield every dimension, indicator, adjustment and redline with its path."""
    for number, dimension in enumerate(rubric.dimensions):
        yield from _parts(dimension, ("dimensions", number))
    yield from outcome_parts(rubric)


def outcome_parts(outcome: Outcome) -> Iterator[tuple[Path, Adjustment | Redline]]:
    """Yield every adjustment and redline with its path."""
    for number, item in enumerate(outcome.adjustments.items):
        yield ("adjustments", "items", number), item
    for number, redline in enumerate(outcome.redlines):
        yield ("redlines", number), redline


def _parts(dimension: Dimension, path: Path) -> Iterator[tuple[Path, Dimension | Item]]:
    yield path, dimension
    for number, child in enumerate(dimension.dimensions):
        yield from _parts(child, (*path, "dimensions", number))
    for number, indicator in enumerate(dimension.indicators):
        yield (*path, "indicators", number), indicator


def check_unique_ids(entries: Iterable[tuple[Path, str]]) -> Iterator[Finding]:
    """Yield a finding for every id that an earlier entry already has."""
    first: dict[str, Path] = {}
    for path, id_ in entries:
        if id_ in first:
            values: dict[str, object] = {"id": id_, "first": (*first[id_], "id")}
            yield Finding((*path, "id"), m.DUPLICATE_ID, values)
        first.setdefault(id_, path)


def weight(part: Dimension | Indicator) -> Decimal:
    """Return W of §4: an indicator's points, a dimension's declared points, or its sum."""
    if isinstance(part, Dimension):
        return sum_of(part.children) if part.points is None else part.points
    return part.points


def sum_of(children: Sequence[Dimension | Indicator]) -> Decimal:
    """Return the sum of the children's weights."""
    return sum((weight(child) for child in children), Decimal(0))


def _check_dimension(dimension: Dimension, path: Path, rubric: Rubric) -> Iterator[Finding]:
    if not dimension.children:
        yield Finding(path, m.NO_CHILDREN)
        return
    yield from _check_places(dimension, path, rubric.decimals)
    declared = weight(dimension)
    yield from _check_sum(dimension.children, declared, (*path, "points"), scaled=rubric.scaled)


def _check_sum(
    children: Sequence[Dimension | Indicator], declared: Decimal, path: Path, *, scaled: bool
) -> Iterator[Finding]:
    total = sum_of(children)
    if total > MAX_SUM:
        yield Finding(path, m.SUM_TOO_LARGE, {"sum": plain(total), "limit": MAX_SUM})
    if total != declared and not scaled:
        values: dict[str, object] = {"sum": plain(total), "declared": plain(declared)}
        yield Finding(path, m.SUM_OF_POINTS, values)


def check_outcome(outcome: Outcome) -> Iterator[Finding]:
    """Yield what is wrong with grades, quota, redlines' caps and groups."""
    yield from _check_grades(outcome.grades)
    names = [grade.grade for grade in outcome.grades]
    if outcome.quota is not None:
        if not names:
            yield Finding(("quota",), m.UNREADABLE_TOGETHER)
        elif outcome.quota.grade not in names:
            values: dict[str, object] = {"grade": outcome.quota.grade, "known": ", ".join(names)}
            yield Finding(("quota", "grade"), m.UNKNOWN_GRADE, values)
    groups = outcome.groups
    if groups is not None and (groups.by is None) == (groups.lists is None):
        yield Finding(("groups",), m.MISSING, {"field": "by | lists"})
    if groups is not None and groups.lists is not None:
        entries = enumerate(groups.lists)
        yield from check_unique_ids((("groups", "lists", n), each.id) for n, each in entries)


def _check_grades(grades: Sequence[Grade]) -> Iterator[Finding]:
    for number, (better, worse) in enumerate(pairwise(grades), start=1):
        if worse.at_least >= better.at_least:
            yield Finding(("grades", number, "at_least"), m.GRADES_OUT_OF_ORDER)
    names = [grade.grade for grade in grades]
    first = {name: number for number, name in reversed(list(enumerate(names)))}
    for number, name in enumerate(names):
        if first[name] != number:
            yield Finding(("grades", number, "grade"), m.GRADES_OUT_OF_ORDER)


def check_item(item: Item, path: Path, decimals: int) -> Iterator[Finding]:
    """Yield what is wrong with one indicator, adjustment or redline in itself."""
    yield from _check_places(item, path, decimals)
    if isinstance(item, Scored | Adjustment) and (item.answered_by == "metric") != bool(
        item.metric
    ):
        yield Finding((*path, "metric"), m.METRIC_NEEDED)
    if isinstance(item, OnInput):
        yield from _check_denominator(item, path)
    yield from _check(item, path)


def _check_places(model: BaseModel, path: Path, decimals: int) -> Iterator[Finding]:
    """Refuse points, per, max, cap and floor with more places than the rubric's decimals."""
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, Decimal) and name in _POINT_FIELDS:
            if -value.normalize().as_tuple().exponent > decimals:  # type: ignore[operator]
                values: dict[str, object] = {"value": plain(value), "decimals": decimals}
                yield Finding((*path, name), m.TOO_MANY_PLACES, values)
        elif isinstance(value, tuple):
            for number, row in enumerate(value):
                if isinstance(row, BaseModel) and not isinstance(row, Dimension | Item | Grade):
                    yield from _check_places(row, (*path, name, number), decimals)


def _check_denominator(item: OnInput, path: Path) -> Iterator[Finding]:
    if item.input == "value":
        for name in ("when_empty", "min_denominator", "when_small"):
            if name in item.model_fields_set:
                yield Finding((*path, name), m.UNUSED_SETTING, {"field": name})


@singledispatch
def _check(_item: Item, _path: Path) -> Iterator[Finding]:
    """Check what only this item type knows."""
    yield from ()


@_check.register
def _(item: Levels, path: Path) -> Iterator[Finding]:
    yield from _check_rows((*path, "levels"), item.levels, item.points)
    best = max(level.points for level in item.levels)
    if best < item.points:
        values: dict[str, object] = {"best": plain(best), "points": plain(item.points)}
        yield Finding((*path, "levels"), m.BEST_IS_NOT_FULL, values)


@_check.register
def _(item: Checklist, path: Path) -> Iterator[Finding]:
    yield from _check_rows((*path, "items"), item.items, item.points)
    total = sum((entry.points for entry in item.items), Decimal(0))
    if total != item.points:
        values: dict[str, object] = {"sum": plain(total), "points": plain(item.points)}
        yield Finding((*path, "items"), m.SUM_OF_PARTS, values)


@_check.register
def _(item: Tiers, path: Path) -> Iterator[Finding]:
    tiers, where = item.tiers, (*path, "tiers")
    yield from _check_rows(where, tiers, item.points)
    upward = [tier.at_least is not None for tier in tiers]
    both = [tier.at_least is not None and tier.at_most is not None for tier in tiers]
    neither = [tier.at_least is None and tier.at_most is None for tier in tiers]
    if any(both) or any(neither) or len(set(upward)) > 1:
        yield Finding(where, m.TIER_LIMIT)
        return
    for number, (better, worse) in enumerate(pairwise(tiers), start=1):
        beyond = worse.limit < better.limit if upward[0] else worse.limit > better.limit
        if not beyond or worse.points >= better.points:
            yield Finding((*where, number), m.TIERS_OUT_OF_ORDER)


@_check.register
def _(item: Linear, path: Path) -> Iterator[Finding]:
    zero_at, full_at = item.ends
    if zero_at is None or full_at is None or zero_at == full_at:
        yield Finding(path, m.FLAT_LINE)


@_check.register
def _(item: Piecewise, path: Path) -> Iterator[Finding]:
    where = (*path, "curve")
    yield from _check_rows(where, item.curve, item.points)
    yield from _check_rising([corner.at for corner in item.curve], where, "at")


@_check.register
def _(item: Placing, path: Path) -> Iterator[Finding]:
    where = (*path, "places")
    yield from _check_rows(where, item.places, item.points)
    yield from _check_rising([row.to for row in item.places], where, "to")


@_check.register
def _(item: Deduct, path: Path) -> Iterator[Finding]:
    yield from _check_events(item.events, path)
    if item.floor > item.points:
        values: dict[str, object] = {"value": plain(item.floor), "points": plain(item.points)}
        yield Finding((*path, "floor"), m.ABOVE_FULL, values)


@_check.register
def _(item: Adjustment, path: Path) -> Iterator[Finding]:
    yield from _check_events(item.events, path)


@_check.register
def _(item: Mix, path: Path) -> Iterator[Finding]:
    entries = enumerate(item.categories)
    yield from check_unique_ids(((*path, "categories", n), each.id) for n, each in entries)


@_check.register
def _(item: Formula, path: Path) -> Iterator[Finding]:
    names = [each.id for each in item.inputs]
    entries = enumerate(names)
    yield from check_unique_ids(((*path, "inputs", n), name) for n, name in entries)
    try:
        parse_formula(item.expression, names)
    except FormulaRefusedError as error:
        yield Finding((*path, "expression"), error.message, error.values)


@_check.register
def _(item: Manual, path: Path) -> Iterator[Finding]:
    if item.answered_by != "reviewer":
        yield Finding((*path, "answered_by"), m.REVIEWER_ONLY)


@_check.register
def _(item: Redline, path: Path) -> Iterator[Finding]:
    if (item.effect == "cap") != (item.cap is not None):
        yield Finding((*path, "cap"), m.CAP_NEEDED)


def _check_events(events: Sequence[Event], path: Path) -> Iterator[Finding]:
    yield from check_unique_ids(((*path, "events", n), each.id) for n, each in enumerate(events))


def _check_rows(path: Path, rows: Sequence[BaseModel], full: Decimal) -> Iterator[Finding]:
    """Check rows with points for 0..P, and rows with ids for unique ones."""
    ids = [((*path, number), str(getattr(row, "id", number))) for number, row in enumerate(rows)]
    yield from check_unique_ids(ids)
    for number, row in enumerate(rows):
        points: Decimal = getattr(row, "points")  # noqa: B009 - rows of several models
        if points > full:
            values: dict[str, object] = {"value": plain(points), "points": plain(full)}
            yield Finding((*path, number, "points"), m.ABOVE_FULL, values)


def _check_rising(values: Sequence[Decimal | int], path: Path, name: str) -> Iterator[Finding]:
    for number, (one, next_) in enumerate(pairwise(values), start=1):
        if next_ <= one:
            yield Finding((*path, number, name), m.NOT_RISING, {"field": name})


def check_weights(weights: Sequence[Decimal], path: Path) -> Iterator[Finding]:
    """Refuse weights of stages or parts that do not sum to exactly 1 (§5.6)."""
    total = sum(weights, Decimal(0))
    if total != 1:
        yield Finding(path, m.WEIGHTS_DO_NOT_ADD_UP, {"sum": plain(total)})
