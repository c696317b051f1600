"""Submissions in a list: where each stands, and what this person may do with it now."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from smart_team.assessment.loading import find
from smart_team.assessment.views.pages import Page, Span, turned, worded
from smart_team.people.policy import Action, moves
from smart_team.people.principal import Principal
from smart_team.people.scopes import submissions_for
from smart_team.store.tables import submissions


@dataclass(frozen=True, slots=True)
class SubmissionNamed:
    """A submission in a list; `actions` are the moves that this person may make now."""

    id: str
    cycle: str
    stage: str
    unit: str
    name: str
    district: str
    state: str
    due_at: str | None
    sampled: bool
    version: int
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which submissions are asked for; what is None does not matter.

    Raises UnfitError for what no id, code or state can be.
    """

    cycle: str | None = None
    stage: str | None = None
    unit: str | None = None
    state: str | None = None

    def __post_init__(self) -> None:
        for name in self.__slots__:
            worded(name, getattr(self, name))


def submissions_list(
    connection: Connection, principal: Principal, wanted: Wanted, span: Span
) -> Page[SubmissionNamed]:
    """Return the submissions that this person may read, oldest first."""
    query = submissions_for(principal)
    for name in wanted.__slots__:
        if (given := getattr(wanted, name)) is not None:
            query = query.where(submissions.c[name] == given)
    rows, following = turned(connection, query, submissions.c.id, span)
    return Page(tuple(_named(connection, principal, row.id) for row in rows), following)


def _named(connection: Connection, principal: Principal, id_: str) -> SubmissionNamed:
    found = find(connection, principal, id_)
    row = found.row
    return SubmissionNamed(
        row.id,
        row.cycle,
        row.stage,
        row.unit,
        row.name,
        row.district,
        row.state,
        row.due_at,
        row.sampled,
        row.version,
        tuple(moves(principal, found.target)),
    )
