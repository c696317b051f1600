"""What a person may do now with what is no submission: stages, units, people, results, appeals."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from smart_team.people.policy import CITY, Action, Matter, Target, may
from smart_team.people.principal import Principal
from smart_team.procedure.machine import Action as Move
from smart_team.procedure.machine import Case, table_of
from smart_team.procedure.schema import Procedure

WHOLE: Final[tuple[Move, ...]] = ("publish", "correct")
"""Moves of a stage as a whole: every submission must stand where they may be made."""
EACH: Final[tuple[Move, ...]] = ("announce", "send_feedback")
"""Moves that are made of the submissions that stand there, however many."""


def stage_actions(
    principal: Principal, procedure: Procedure, states: Collection[str], *, published: bool
) -> tuple[Action, ...]:
    """Return what may be done with a stage whose submissions stand in these states."""
    table = table_of(procedure, Case("court", "city"))

    def able(action: Move, state: str) -> bool:
        return may(principal, action, Target("", "", state, table))

    found: list[Action] = [
        action
        for action in WHOLE
        if states
        and all(able(action, state) for state in states)
        and (published or action != "correct")
    ]
    found += [action for action in EACH if any(able(action, state) for state in states)]
    return (*found, *city_actions(principal, "panel_members"))


def city_actions(principal: Principal, *asked: Matter) -> tuple[Action, ...]:
    """Return which of these matters, which belong to no unit, are this person's."""
    return tuple(matter for matter in asked if may(principal, matter, CITY))


def person_actions(principal: Principal, person: str) -> tuple[Action, ...]:
    """Return what may be done with a person: nobody manages their own account."""
    return () if person == principal.person else city_actions(principal, "manage_people")
