"""One submission as its people see it: found in scope, with all that decides what may be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.drafts import Draft, draft_of
from smart_team.assessment.library import Library, procedure_of
from smart_team.errors import Problem
from smart_team.people.policy import Action, Target, bars, may
from smart_team.people.principal import Principal
from smart_team.people.scopes import every_submission, submissions_for
from smart_team.procedure.machine import Case, sort_of, step_of, table_of
from smart_team.procedure.schema import Layer, Procedure, Step
from smart_team.scoring.plan import Plan
from smart_team.store import messages as store_messages
from smart_team.store.tables import (
    cycles,
    documents,
    moves,
    panel_members,
    revisions,
    stages,
    submissions,
)

UNIT_ITSELF = ""
"""The author of a unit's own layer: it is the unit's, whoever typed it."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A unit's part of a stage, with what it is judged by."""

    row: Row[Any]
    procedure: Procedure
    rubric: str
    starts_on: date
    target: Target
    connection: Connection

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.row.id)

    @property
    def step(self) -> Step:
        """The step at which it stands."""
        step = step_of(self.procedure, self.row.state)
        if step is None:
            raise m.AbsentError([Problem(m.ABSENT)])
        return step

    def plan(self, library: Library) -> Plan:
        """Return the pinned rubric, compiled."""
        query = select(documents.c.text).where(documents.c.hash == self.rubric)
        return library.plan(self.rubric, self.connection.execute(query).scalar_one())


def find(connection: Connection, principal: Principal, id_: str) -> Submission:
    """Return a submission that this person may see.

    Raises AbsentError alike for what does not exist and what is out of scope.
    """
    query = submissions_for(principal).where(submissions.c.id == id_)
    return _found(connection, connection.execute(query).first())


def find_for_clock(connection: Connection, id_: str) -> Submission:
    """Return a submission for the system's own clock."""
    query = every_submission().where(submissions.c.id == id_)
    return _found(connection, connection.execute(query).first())


def _found(connection: Connection, row: Row[Any] | None) -> Submission:
    if row is None:
        raise m.AbsentError([Problem(m.ABSENT)])
    pinned = (
        select(documents.c.hash, documents.c.text, stages.c.rubric, stages.c.starts_on)
        .join_from(cycles, documents, cycles.c.procedure == documents.c.hash)
        .join(stages, stages.c.cycle == cycles.c.id)
        .where(stages.c.id == row.stage)
    )
    hash_, text, rubric, starts_on = connection.execute(pinned).one()
    procedure = procedure_of(hash_, text)
    seats = _seats(connection, row.id)
    target = Target(
        row.unit,
        row.district,
        row.state,
        table_of(procedure, Case(row.kind, row.level, row.sampled)),
        panel=_panel(seats, step_of(procedure, row.state)),
        seated=frozenset(person for _, person in seats),
        reviewers=frozenset(_reviewers(connection, row.id, procedure)),
        submitted_by=row.submitted_by,
    )
    starts = date.fromisoformat(starts_on)
    return Submission(row, procedure, rubric, starts, target, connection)


def require(principal: Principal, action: Action, found: Submission) -> None:
    """Raise ForbiddenError, naming the bar if it is a separation of duties."""
    if may(principal, action, found.target):
        return
    for bar in bars(principal, action, found.target):
        raise m.ForbiddenError([Problem(m.BARRED, values={"why": m.BARS[bar]})])
    values = {"action": action, "state": found.row.state}
    raise m.ForbiddenError([Problem(m.FORBIDDEN, values=values)])


def require_version(found: Submission, seen: int) -> None:
    """Raise ConflictError unless the person acts on what is there now."""
    if found.row.version != seen:
        values = {"seen": seen, "now": found.row.version}
        raise store_messages.ConflictError([Problem(store_messages.STALE, values=values)])


@dataclass(frozen=True, slots=True)
class Revision:
    """The newest revision of a layer: its number (0 if there is none), text and hash."""

    number: int
    text: str | None
    hash: str | None

    @property
    def draft(self) -> Draft:
        """What it holds."""
        return Draft() if self.text is None else draft_of(self.text)


def newest(
    connection: Connection, submission: str, layer: Layer, step: str, author: str
) -> Revision:
    """Return the newest revision of one author's layer."""
    table = revisions.c
    query = (
        select(table.number, table.content, table.hash)
        .where(table.submission == submission, table.layer == layer)
        .where(table.step == step, table.author == author)
        .order_by(table.number.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return Revision(0, None, None) if row is None else Revision(*row)


def _seats(connection: Connection, submission: str) -> list[tuple[str, str]]:
    """Return who has a seat at which step."""
    table = panel_members.c
    query = select(table.step, table.person).where(table.submission == submission)
    return [(step, person) for step, person in connection.execute(query)]


def _panel(seats: list[tuple[str, str]], here: Step | None) -> frozenset[str]:
    return frozenset(person for step, person in seats if here is not None and step == here.id)


def _reviewers(connection: Connection, submission: str, procedure: Procedure) -> list[str]:
    """Return who wrote a review, and who confirmed or sent back at one without writing any."""
    steps = [step.id for step in procedure.steps if sort_of(step) == "review"]
    written, made = revisions.c, moves.c
    wrote = select(written.saved_by).where(
        written.submission == submission, written.layer.in_(("preliminary", "review"))
    )
    moved = select(made.moved_by).where(made.submission == submission, made.before.in_(steps))
    return list(connection.execute(wrote.union(moved)).scalars())
