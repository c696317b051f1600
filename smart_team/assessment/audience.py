"""Who is told of a submission: those whose turn it is, the unit's own people, and who looks on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from smart_team.people.policy import Target, may, moves
from smart_team.people.principal import Principal
from smart_team.procedure.machine import DONE, Action, Table
from smart_team.rubric.types import Role

UNASKED: Final[frozenset[Action]] = frozenset({"withdraw", "amend", "correct"})
"""What may be done, but nobody is waited for to do it."""
UNIT_ROLES: Final[frozenset[Role]] = frozenset({"clerk", "approver"})


def acting_next(everybody: Iterable[Principal], target: Target) -> list[str]:
    """Return whose turn it is: who may make one of the moves that are waited for, and may read."""
    roles = _roles(target.table, target.state)
    return [
        each.person
        for each in everybody
        if _could(each, roles, target)
        and may(each, "read", target)
        and not UNASKED.issuperset(moves(each, target))
    ]


def is_back(table: Table, state: str) -> bool:
    """Whether a submission that was sent back is now the unit's again, or at its end."""
    return state == DONE or "clerk" in _roles(table, state)


def people_of_unit(everybody: Sequence[Principal], target: Target) -> list[str]:
    """Return the unit's clerks and approvers."""
    return [
        each.person
        for each in everybody
        if any(held.role in UNIT_ROLES and held.unit == target.unit for held in each.assignments)
        and may(each, "read", target)
    ]


def people_around_unit(everybody: Sequence[Principal], target: Target) -> list[str]:
    """Return the unit's people and its district office's."""
    office = [
        each.person
        for each in everybody
        if "district" in each.roles()
        and _could(each, {"district"}, target)
        and may(each, "read", target)
    ]
    return list(dict.fromkeys([*people_of_unit(everybody, target), *office]))


def leaders(everybody: Iterable[Principal]) -> list[str]:
    """Return who leads the city."""
    return [each.person for each in everybody if "leader" in each.roles()]


def _roles(table: Table, state: str) -> set[str]:
    return {
        transition.role
        for key, transition in table.items()
        if key.state == state and key.action not in UNASKED
    }


def _could(principal: Principal, roles: set[str], target: Target) -> bool:
    """Tell quickly who has nothing to do with it, so that the policy is asked of few."""
    return any(
        held.role in roles
        and held.unit in {None, target.unit}
        and held.district in {None, target.district}
        for held in principal.assignments
    )
