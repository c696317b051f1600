"""A rubric as one unit meets it: its dimensions and what in them applies to the unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from smart_team.errors import Text
from smart_team.rubric.items import Item
from smart_team.rubric.schema import Dimension
from smart_team.scoring.plan import Plan
from smart_team.scoring.units import Unit, Units


@dataclass(frozen=True, slots=True)
class Section:
    """A dimension at its depth in the tree (from 0), with its own items; some have none."""

    id: str
    title: Text
    depth: int
    items: tuple[Item, ...]


BESIDE: Final = (
    ("bonus", Text("加分项", "Bonuses")),
    ("penalty", Text("减分项", "Penalties")),
)
REDLINES: Final = ("redlines", Text("一票否决", "Redlines"))


def outline(plan: Plan, unit: Unit) -> tuple[Section, ...]:
    """Return the sections of a rubric for one unit, without those in which nothing applies."""
    rubric, bound = plan.rubric, applying(plan, unit)
    sections = [each for top in rubric.dimensions for each in _below(top, 0, bound)]
    for sort, title in BESIDE:
        mine = (each for each in rubric.adjustments.items if each.type == sort)
        sections.append(Section(sort, title, 0, tuple(each for each in mine if each.id in bound)))
    lines = tuple(each for each in rubric.redlines if each.id in bound)
    sections.append(Section(*REDLINES, 0, lines))
    return tuple(each for n, each in enumerate(sections) if each.items or _leads(sections, n))


def applying(plan: Plan, unit: Unit) -> frozenset[str]:
    """Return the items that bind a unit."""
    applies = Units([unit]).all_matching(plan.bindings)[:, 0]
    return frozenset(item for item, binding in plan.bound_by.items() if applies[binding])


def _below(part: Dimension, depth: int, bound: frozenset[str]) -> Iterator[Section]:
    items = tuple(each for each in part.indicators if each.id in bound)
    yield Section(part.id, part.title.text(), depth, items)
    for each in part.dimensions:
        yield from _below(each, depth + 1, bound)


def _leads(sections: list[Section], at: int) -> bool:
    """Whether a section without items of its own has some below it."""
    for each in sections[at + 1 :]:
        if each.depth <= sections[at].depth:
            return False
        if each.items:
            return True
    return False
