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
    """Return the answer, or None where there is nothing to answer with.

    What of a number does not fit the item is found when the answer is checked against the rubric,
    not here.
    """
    numbers = {name: each.value for name, each in count.parts.items() if each.value is not None}
    answer = _ANSWERS.get(type(item))
    return None if answer is None else answer(item, numbers)


_Numbers = Mapping[str, Decimal | str]


def _boolean(_: i.Boolean, numbers: _Numbers) -> Answer | None:
    return _made("value", _is_positive(numbers.get(VALUE)))


def _level(_: i.Levels, numbers: _Numbers) -> Answer | None:
    value = numbers.get(VALUE)
    return _made("level", value if isinstance(value, str) else None)


def _input(item: i.OnInput, numbers: _Numbers) -> Answer | None:
    if item.input == "ratio":
        return _ratio(numbers.get(NUMERATOR), numbers.get(DENOMINATOR))
    return _made("value", _written(numbers.get(VALUE)))


def _count(_: i.Count, numbers: _Numbers) -> Answer | None:
    return _made("count", _written(numbers.get(VALUE)))


def _events(item: i.Deduct | i.Adjustment, numbers: _Numbers) -> Answer | None:
    return _counts([each.id for each in item.events], numbers)


def _mix(item: i.Mix, numbers: _Numbers) -> Answer | None:
    return _counts([each.id for each in item.categories], numbers)


def _formula(item: i.Formula, numbers: _Numbers) -> Answer | None:
    return _inputs([each.id for each in item.inputs], numbers)


def _plugin(_: i.PluginScored, numbers: _Numbers) -> Answer | None:
    return _inputs(numbers, numbers)


def _made(name: str, value: object) -> Answer | None:
    return None if value is None else {name: value}


def _written(value: Decimal | str | None) -> int | str | None:
    """Return a whole number as such, any other in plain notation."""
    if not isinstance(value, Decimal):
        return value
    return int(value) if value == value.to_integral_value() else plain(value)


def _is_positive(value: Decimal | str | None) -> bool | None:
    return value > 0 if isinstance(value, Decimal) else None


def _checked(item: i.Checklist, numbers: _Numbers) -> Answer | None:
    known = [each.id for each in item.items if each.id in numbers]
    return {"checked": [id_ for id_ in known if _is_positive(numbers[id_])]} if known else None


def _ratio(top: Decimal | str | None, bottom: Decimal | str | None) -> Answer | None:
    """Return two whole numbers of the same quotient: both grow until neither has decimals."""
    if not isinstance(top, Decimal) or not isinstance(bottom, Decimal):
        return None
    scale = 10 ** max(_places(top), _places(bottom))
    return {NUMERATOR: _written(top * scale), DENOMINATOR: _written(bottom * scale)}


def _places(value: Decimal) -> int:
    return len(plain(value).partition(".")[2])


def _counts(ids: Iterable[str], numbers: _Numbers) -> Answer | None:
    """Return a count for each; a single number is that of the only one there is."""
    names = list(ids)
    if len(names) == 1 and VALUE in numbers:
        return {"counts": {names[0]: _written(numbers[VALUE])}}
    found = {name: _written(numbers[name]) for name in names if name in numbers}
    return {"counts": found} if found else None


def _inputs(ids: Iterable[str], numbers: _Numbers) -> Answer | None:
    """Return every input; of a formula that lacks one nothing can be said."""
    names = list(ids)
    if len(names) == 1 and VALUE in numbers:
        return {"inputs": {names[0]: _written(numbers[VALUE])}}
    if not names or not all(name in numbers for name in names):
        return None
    return {"inputs": {name: _written(numbers[name]) for name in names}}


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
