"""What the administrator may do with a stage now: announce, publish, correct, send feedback."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from smart_team.assessment.bulk import Bulk, waiting_for
from smart_team.assessment.cycle_messages import RefusedError
from smart_team.assessment.publication import require_ready
from smart_team.assessment.published import newest_published
from smart_team.errors import Problem
from smart_team.people.policy import CITY, RULES, Action, relates
from smart_team.people.principal import Principal

Publishing = Literal["publish", "correct"]


@dataclass(frozen=True, slots=True)
class StageDesk:
    """How many units wait for what, and what stands in the way of a publication.

    `publishing` says which of the two comes next.
    """

    to_announce: int
    to_feed_back: int
    publishing: Publishing
    problems: tuple[Problem, ...]


def desk_of(connection: Connection, principal: Principal, stage: str) -> StageDesk | None:
    """Return what may be done; None for somebody to whom no such thing is given."""
    if not _ever(principal, "publish"):
        return None
    waiting: dict[Bulk, int] = {
        action: len(waiting_for(connection, principal, stage, action))
        for action in ("announce", "send_feedback")
    }
    next_: Publishing = "publish" if newest_published(connection, stage) is None else "correct"
    problems = _in_the_way(connection, principal, stage, next_)
    return StageDesk(waiting["announce"], waiting["send_feedback"], next_, problems)


def _ever(principal: Principal, action: Action) -> bool:
    """Whether an action on any stage is given to this person at all, whatever its state."""
    return any(
        relates(held, rule.relation, CITY, principal.person)
        for rule in RULES
        if rule.action == action
        for held in principal.assignments
        if held.role == rule.role
    )


def _in_the_way(
    connection: Connection, principal: Principal, stage: str, action: Publishing
) -> tuple[Problem, ...]:
    try:
        require_ready(connection, principal, stage, action)
    except RefusedError as error:
        return error.problems
    return ()
