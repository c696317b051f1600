"""What happened to a submission, and what was appealed, as far as a person may know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row

from smart_team.assessment.views.sight import Sight
from smart_team.people.policy import Action
from smart_team.procedure.machine import Actor, Key

_OF_APPEALS: Final = frozenset({"appeal", "decide"})
"""Moves whose words stand with the appeal itself."""


@dataclass(frozen=True, slots=True)
class SeenMove:
    """One move: what, from where to where, by which role, why, and whether it came late.

    `by` is who made it, if that may be known.
    """

    action: Action
    before: str
    after: str
    role: Actor
    by: str | None
    reason: str | None
    late: bool
    at: str


@dataclass(frozen=True, slots=True)
class SeenAppeal:
    """One item's appeal, with its decision and the reason once there is one.

    `actions` is what may be done with it now, where somebody who could is told of it.
    """

    id: str
    item: str
    ground: str
    made_by: str | None
    made_at: str
    decision: str | None
    reason: str | None
    decided_by: str | None
    decided_at: str | None
    actions: tuple[Action, ...] = ()


def moves_of(sight: Sight) -> list[SeenMove]:
    """Return what a person may know of what happened, oldest first.

    What the unit moves within its own walls is its own (and the auditor's); that one member of a
    panel has confirmed is that member's, the administrator's and the auditor's; an appeal is known
    with :func:`appeals_of`, and an amendment once it is published (to the city at once).
    """
    known = set(_times(sight))
    return [_move(sight, row) for row in sight.paper.history.moves if _knows(sight, row, known)]


def appeals_of(sight: Sight) -> list[SeenAppeal]:
    """Return the appeals that a person may see: reviewers learn of one once it is decided."""
    shown = (row for row in sight.paper.appeals if sight.part != "other" or row.decision)
    return [
        SeenAppeal(
            row.id,
            row.item,
            row.ground,
            row.made_by if sight.part == "unit" else sight.name(row.made_by),
            row.made_at,
            row.decision,
            row.reason,
            sight.name(row.decided_by),
            row.decided_at,
        )
        for row in shown
    ]


def _times(sight: Sight) -> Iterator[tuple[str, str]]:
    for each in appeals_of(sight):
        yield "appeal", each.made_at
        if each.decided_at is not None:
            yield "decide", each.decided_at


def _knows(sight: Sight, row: Row[Any], appealed: set[tuple[str, str]]) -> bool:
    history = sight.paper.history
    if sight.part == "auditor":
        return True
    if row.action in _OF_APPEALS:
        return (row.action, row.moved_at) in appealed
    if row.action == "confirm" and row.after == row.before:
        return sight.names_all or row.moved_by == sight.principal.person
    if row.action == "amend":
        return sight.part == "city" or history.told(row.moved_at)
    inside = history.is_units(row.before) and history.is_units(row.after)
    return sight.part == "unit" or not inside


def _move(sight: Sight, row: Row[Any]) -> SeenMove:
    return SeenMove(
        row.action,
        row.before,
        row.after,
        sight.paper.history.table[Key(row.before, row.action)].role,
        sight.name(row.moved_by, row.before),
        None if row.action in _OF_APPEALS else row.reason,
        row.late,
        row.moved_at,
    )
