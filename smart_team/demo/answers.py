"""All units' answers to a rubric, and what the units claim of themselves before any review."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from smart_team.demo.city import subjects
from smart_team.demo.desk import Desk
from smart_team.demo.draws import Answer, draw
from smart_team.demo.facts import city_facts
from smart_team.demo.perfect import perfect
from smart_team.demo.stories import Story, story_of
from smart_team.demo.streams import SEED
from smart_team.rubric.items import Adjustment, Item, Redline, Scored
from smart_team.rubric.schema import Rubric
from smart_team.scoring.plan import compile_rubric
from smart_team.scoring.plugin import Scorers
from smart_team.scoring.units import Unit, Units

Line = dict[str, Any]
"""``{"unit": …, "answers": {…}}`` with ``"granted_na": […]`` where there is any."""

_GRANTS: Final = "核准不适用"
"""Criteria with these words leave it to the reviewing office whether an indicator applies."""
_GRANTED = 3_000


def answers(rubric: Rubric, scorers: Scorers, seed: str = SEED) -> list[Line]:
    """Return one line for each unit that the rubric assesses, as all layers together leave it.

    Raises :class:`~smart_team.errors.RubricError` where `scorers` lack one that it names.
    """
    return [
        _line(desk, items, story_of(desk.facts.unit.unit, rubric.id))
        for desk, items in _desks(rubric, scorers, seed)
    ]


def claims(rubric: Rubric, scorers: Scorers, seed: str = SEED) -> list[Line]:
    """Return what the units themselves answer: only what is theirs to answer, nothing granted.

    A unit of a ``high_claims`` story claims full marks; all others claim what review confirms.
    """
    theirs = {item.id for item in rubric.items() if _is_theirs(item)}
    lines = []
    for line in answers(rubric, scorers, seed):
        story = story_of(line["unit"], rubric.id)
        high = story is not None and story.kind == "high_claims"
        own = {key: each for key, each in line["answers"].items() if key in theirs}
        lines.append({"unit": line["unit"], "answers": _raised(rubric, own) if high else own})
    return lines


def _raised(rubric: Rubric, own: Mapping[str, Answer]) -> dict[str, Answer]:
    items = {item.id: item for item in rubric.items()}
    return {key: perfect(items[key], answer) for key, answer in own.items()}


def _is_theirs(item: Item) -> bool:
    return isinstance(item, Scored | Adjustment) and item.answered_by == "unit"


def _desks(rubric: Rubric, scorers: Scorers, seed: str) -> Iterator[tuple[Desk, list[Item]]]:
    """Yield each unit's desk and the items that bind it; units that nothing binds are left out."""
    units, facts = subjects(rubric), city_facts(seed)
    for unit, items in zip(units, _applicable(rubric, scorers, units), strict=True):
        if any(isinstance(item, Scored) for item in items):
            yield Desk(seed, facts[unit.unit], rubric, scorers), items


def _applicable(rubric: Rubric, scorers: Scorers, units: list[Unit]) -> list[list[Item]]:
    plan = compile_rubric(rubric, scorers)
    table = Units(units).all_matching(plan.bindings)
    items = list(rubric.items())
    return [
        [item for item in items if table[plan.bound_by[item.id], position]]
        for position in range(len(units))
    ]


def _line(desk: Desk, items: list[Item], story: Story | None) -> Line:
    granted = _granted(desk, items, story)
    left = [item for item in items if item.id not in granted]
    given = {item.id: _answer(item, desk, story) for item in left}
    line: Line = {
        "unit": desk.facts.unit.unit,
        "answers": {key: answer for key, answer in given.items() if answer is not None},
    }
    if granted:
        line["granted_na"] = granted
    return line


def _granted(desk: Desk, items: list[Item], story: Story | None) -> list[str]:
    told = story.granted if story else ()
    return [
        item.id
        for item in items
        if item.id in told
        or (item.criteria is not None and _GRANTS in item.criteria.zh and _is_granted(item, desk))
    ]


def _is_granted(item: Item, desk: Desk) -> bool:
    return desk.stream(item.id, "granted").chance(_GRANTED)


def _answer(item: Item, desk: Desk, story: Story | None) -> Answer | None:
    if story is not None and item.id in story.says:
        said = story.says[item.id]
        return None if said is None else dict(said)
    if isinstance(item, Redline):
        return None
    drawn = draw(item, desk)
    if story is None or not story.others_full or drawn is None:
        return drawn
    return None if isinstance(item, Adjustment) else perfect(item, drawn)
