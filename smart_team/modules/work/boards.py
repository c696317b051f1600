"""Tasks side by side: in columns by state, and how many of each light by unit and by district."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from smart_team.ledger.book import Book
from smart_team.modules.work.tasks import Task
from smart_team.rubric.ledgers import FlowState

CARDS: Final = 20
"""Cards of one column; of more the list tells."""


@dataclass(frozen=True, slots=True)
class Column:
    """The tasks in one state: how many, and the first of them as cards."""

    state: FlowState
    count: int
    cards: Sequence[Task]


@dataclass(frozen=True, slots=True)
class Rolled:
    """How many tasks a unit or a district has, by light, overdue and done; `key` is its code."""

    key: str
    count: int
    lights: Mapping[str, int]
    overdue: int
    done: int


def columns_of(book: Book, tasks: Sequence[Task]) -> list[Column]:
    """Return a column for each state of the flow, in its order; what is red comes first."""
    found = []
    for state in book.states.values():
        there = [each for each in tasks if each.state == state.id]
        there.sort(key=lambda each: _URGENT.get(each.view.light or "", len(_URGENT)))
        found.append(Column(state, len(there), there[:CARDS]))
    return found


def rolled_up(tasks: Sequence[Task], key: Callable[[Task], str]) -> list[Rolled]:
    """Return the tasks counted by a key, what has most red first."""
    groups: dict[str, list[Task]] = {}
    for each in tasks:
        groups.setdefault(key(each), []).append(each)
    found = [counted(name, group) for name, group in groups.items()]
    return sorted(found, key=lambda each: (-each.lights.get("red", 0), -each.overdue, each.key))


def counted(key: str, tasks: Sequence[Task]) -> Rolled:
    """Return some tasks counted."""
    lights = Counter(each.view.light for each in tasks if each.view.light is not None)
    overdue = sum(each.late > 0 for each in tasks)
    return Rolled(key, len(tasks), lights, overdue, sum(each.is_done for each in tasks))


_URGENT: Final = {light: place for place, light in enumerate(("red", "yellow", "blue", "green"))}
