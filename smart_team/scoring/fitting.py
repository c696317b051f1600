"""Answers that plainly fit, told at once: most are right, and many are saved.

What is not plain (a part left out, a null, a bound to compare, anything that may be refused) is
left to :class:`~smart_team.scoring.entry.Entry`, which takes longer and knows what to say of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from smart_team.rubric.items import Count, Item, Manual, OnInput
from smart_team.scoring.entry import CHECKED
from smart_team.scoring.layout import Slot
from smart_team.scoring.parsing import RefusedValueError, parse
from smart_team.scoring.plan import Plan


class _Shape(NamedTuple):
    """What an item's answer is made of: fields that it needs, events it may count, checks."""

    needed: Mapping[str, Slot]
    nested: Mapping[str, Mapping[str, Slot]]
    checks: frozenset[str]


def doubtful(plan: Plan, answers: Mapping[str, object]) -> dict[str, object]:
    """Return the answers, as JSON gives them, that are not certain to be taken."""
    shapes = _shapes(plan)
    return {
        item: answer
        for item, answer in answers.items()
        if item not in shapes or not _fits(shapes[item], answer)
    }


def _fits(shape: _Shape, answer: object) -> bool:
    if not isinstance(answer, dict) or not shape.needed.keys() <= answer.keys():
        return False
    for name, value in answer.items():
        slot = shape.needed.get(name)
        fits = _is_taken(value, slot) if slot is not None else _fits_part(shape, name, value)
        if not fits:
            return False
    return True


def _fits_part(shape: _Shape, name: str, value: object) -> bool:
    """Whether what is made of parts itself fits: checks, counts of events, a formula's inputs."""
    if name == CHECKED:
        return _names_checks(shape, value)
    slots = shape.nested.get(name)
    if slots is None or not isinstance(value, dict):
        return False
    if name != "counts" and value.keys() != slots.keys():
        return False
    return all(key in slots and _is_taken(each, slots[key]) for key, each in value.items())


def _names_checks(shape: _Shape, value: object) -> bool:
    """Whether it is a list of the item's checks, none of them twice."""
    if not shape.checks or not isinstance(value, list):
        return False
    known = all(isinstance(each, str) and each in shape.checks for each in value)
    return known and len(set(value)) == len(value)


def _is_taken(value: object, slot: Slot) -> bool:
    if value is None:
        return False
    try:
        parse(value, slot)
    except RefusedValueError:
        return False
    return True


@lru_cache(maxsize=64)
def _shapes(plan: Plan) -> Mapping[str, _Shape]:
    """Return the shapes of a plan's plain items; a plan never changes."""
    return {
        item.id: _shape(plan.layout.slots[item.id])
        for item in plan.rubric.items()
        if _is_plain(item)
    }


def _is_plain(item: Item) -> bool:
    """Whether each field of the item's answer can be looked at by itself."""
    if isinstance(item, OnInput | Count):
        return item.bound is None
    return not isinstance(item, Manual)


def _shape(slots: Mapping[str, Slot]) -> _Shape:
    groups: dict[str, dict[str, Slot]] = {}
    for group, key, slot in _split(slots):
        groups.setdefault(group, {})[key] = slot
    needed = groups.pop("", {})
    return _Shape(needed, groups, frozenset(groups.pop(CHECKED, {})))


def _split(slots: Mapping[str, Slot]) -> Iterator[tuple[str, str, Slot]]:
    """Yield each slot's group, such as ``counts``, and its key in it; the group may be empty."""
    for name, slot in slots.items():
        group, dot, key = name.partition(".")
        yield (group, key, slot) if dot else ("", name, slot)
