"""What a metric answers to an item, in the written format of its type."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from smart_team.ledger.plugin import DENOMINATOR, NUMERATOR, VALUE, Count
from smart_team.rubric import items as i
from smart_team.rubric.types import plain

Answer = dict[str, Any]


def answer_for(item: i.Item, count: Count) -> Answer | None:
    """Return the answer, or None where there is nothing to answer with or a number is lacking.

    What of a number does not fit the item is found when the answer is checked against the rubric,
    not here.
    """
    answer = _ANSWERS.get(type(item))
    numbers = {name: each.value for name, each in count.parts.items()}
    return None if answer is None or count.lacks() else answer(item, numbers)


_Numbers = Mapping[str, Decimal]


def _boolean(_: i.Boolean, numbers: _Numbers) -> Answer | None:
    return {"value": numbers[VALUE] >= 1} if VALUE in numbers else None


def _level(item: i.Levels, numbers: _Numbers) -> Answer | None:
    """Return the level that the first part names that is 1 or more."""
    known = {each.id for each in item.levels}
    reached = (name for name, value in numbers.items() if name in known and value >= 1)
    level = next(reached, None)
    return None if level is None else {"level": level}


def _checked(item: i.Checklist, numbers: _Numbers) -> Answer | None:
    known = [each.id for each in item.items if each.id in numbers]
    return {"checked": [id_ for id_ in known if numbers[id_] >= 1]} if known else None


def _input(item: i.OnInput, numbers: _Numbers) -> Answer | None:
    if item.input == "value":
        return {"value": _written(numbers[VALUE])} if VALUE in numbers else None
    return _ratio(numbers) if NUMERATOR in numbers and DENOMINATOR in numbers else None


def _ratio(numbers: _Numbers) -> Answer:
    """Return two whole numbers of the same quotient: both grow until neither has decimals."""
    sides = {name: numbers[name] for name in (NUMERATOR, DENOMINATOR)}
    scale = 10 ** max(map(_places, sides.values()))
    return {name: _written(value * scale) for name, value in sides.items()}


def _count(_: i.Count, numbers: _Numbers) -> Answer | None:
    return {"count": _written(numbers[VALUE])} if VALUE in numbers else None


def _events(item: i.Deduct | i.Adjustment, numbers: _Numbers) -> Answer | None:
    return _named("counts", [each.id for each in item.events], numbers)


def _mix(item: i.Mix, numbers: _Numbers) -> Answer | None:
    return _named("counts", [each.id for each in item.categories], numbers)


def _formula(item: i.Formula, numbers: _Numbers) -> Answer | None:
    return _named("inputs", [each.id for each in item.inputs], numbers)


def _plugin(_: i.PluginScored, numbers: _Numbers) -> Answer | None:
    return _named("inputs", numbers, numbers)


def _named(field: str, names: Iterable[str], numbers: _Numbers) -> Answer | None:
    found = {name: _written(numbers[name]) for name in names if name in numbers}
    return {field: found} if found else None


def _written(value: Decimal) -> int | str:
    """Return a whole number as such, any other in plain notation."""
    return int(value) if value == value.to_integral_value() else plain(value)


def _places(value: Decimal) -> int:
    return len(plain(value).partition(".")[2])


_ANSWERS: Final[Mapping[type[i.Item], Callable[[Any, _Numbers], Answer | None]]] = {
    i.Boolean: _boolean,
    i.Levels: _level,
    i.Checklist: _checked,
    i.Tiers: _input,
    i.Linear: _input,
    i.Piecewise: _input,
    i.Placing: _input,
    i.Count: _count,
    i.Deduct: _events,
    i.Adjustment: _events,
    i.Mix: _mix,
    i.Formula: _formula,
    i.PluginScored: _plugin,
}
