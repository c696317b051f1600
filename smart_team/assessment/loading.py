"""One submission as its people see it: found in scope, with all that decides what may be done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, Final, get_args

from sqlalchemy import Connection, Row, Select, bindparam, select

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.drafts import Draft, draft_of
from smart_team.assessment.library import Library, procedure_of
from smart_team.errors import Problem
from smart_team.people.policy import Action, Target, bars, may
from smart_team.people.principal import Principal
from smart_team.people.scopes import every_submission, submissions_for
from smart_team.procedure.machine import Case, Table, open_state, sort_of, step_of, table_of
from smart_team.procedure.schema import Layer, Procedure, Step
from smart_team.rubric.types import Role
from smart_team.scoring.plan import Plan
from smart_team.scoring.units import Unit
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
ALL_TOGETHER = ""
"""The author of the final layer: whoever amends, what others amended before is kept in it."""


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
    def unit(self) -> Unit:
        """Its unit as the cycle pinned it."""
        row = self.row
        return Unit(row.unit, row.name, row.kind, row.level, row.district)

    @property
    def step(self) -> Step:
        """The step at which it stands."""
        step = step_of(self.procedure, self.row.state)
        if step is None:
            raise m.AbsentError([Problem(m.ABSENT)])
        return step

    def plan(self, library: Library) -> Plan:
        """Return the pinned rubric, compiled."""
        known = library.known(self.rubric)
        if known is not None:
            return known
        text = self.connection.execute(_TEXT, {"hash": self.rubric}).scalar_one()
        return library.plan(self.rubric, text)


def find(connection: Connection, principal: Principal, id_: str) -> Submission:
    """Return a submission that this person may see.

    Raises AbsentError alike for what does not exist and what is out of scope.
    """
    row = connection.execute(_one_for(principal), {"id": id_}).first()
    return _found(connection, row, principal.roles())


def find_for_clock(connection: Connection, id_: str) -> Submission:
    """Return a submission, whole, for the system's own clock."""
    return _found(connection, connection.execute(_ONE, {"id": id_}).first(), _EVERY_ROLE)


@lru_cache(maxsize=4096)
def _one_for(principal: Principal) -> Select[Any]:
    return submissions_for(principal).where(submissions.c.id == bindparam("id"))


_EVERY_ROLE: Final = frozenset(get_args(Role))
_ONE: Final = every_submission().where(submissions.c.id == bindparam("id"))
_PINNED: Final = (
    select(documents.c.hash, documents.c.text, stages.c.rubric, stages.c.starts_on)
    .join_from(cycles, documents, cycles.c.procedure == documents.c.hash)
    .join(stages, stages.c.cycle == cycles.c.id)
    .where(stages.c.id == bindparam("stage"))
)
_TEXT: Final = select(documents.c.text).where(documents.c.hash == bindparam("hash"))


def _found(connection: Connection, row: Row[Any] | None, roles: frozenset[Role]) -> Submission:
    """Put together what the policy asks of a submission, for one who holds these roles.

    Who sits on a panel matters to inspectors, and who reviewed to adjudicators, alone.
    """
    if row is None:
        raise m.AbsentError([Problem(m.ABSENT)])
    hash_, text, rubric, starts_on = connection.execute(_PINNED, {"stage": row.stage}).one()
    procedure = procedure_of(hash_, text)
    seats = _seats(connection, row.id) if "inspector" in roles else []
    reviewers = _reviewers(connection, row.id, procedure) if "adjudicator" in roles else ()
    target = Target(
        row.unit,
        row.district,
        row.state,
        _table_of(hash_, text, Case(row.kind, row.level, row.sampled)),
        panel=_panel(seats, step_of(procedure, row.state)),
        seated=frozenset(person for _, person in seats),
        reviewers=frozenset(reviewers),
        submitted_by=row.submitted_by,
    )
    starts = date.fromisoformat(starts_on)
    return Submission(row, procedure, rubric, starts, target, connection)


@lru_cache(maxsize=512)
def _table_of(hash_: str, text: str, case: Case) -> Table:
    """Return what may happen to such units by a pinned procedure; nobody changes it."""
    return table_of(procedure_of(hash_, text), case)


def require(principal: Principal, action: Action, found: Submission) -> None:
    """Raise ForbiddenError, naming the bar if it is a separation of duties."""
    if may(principal, action, found.target):
        return
    for bar in bars(principal, action, found.target):
        raise m.ForbiddenError([Problem(m.BARRED, values={"why": m.BARS[bar]})])
    values = {"action": action, "state": found.row.state}
    raise m.ForbiddenError([Problem(m.FORBIDDEN, values=values)])


def require_not_overtaken(
    principal: Principal, action: Action, found: Submission, seen: int
) -> None:
    """Raise ConflictError where this person might do it in the state that they saw, not in this."""
    if may(principal, action, found.target):
        return
    then = _target_at(found, seen)
    if then is not None and may(principal, action, then):
        require_version(found, seen)


def _target_at(found: Submission, version: int) -> Target | None:
    """Return what the policy asked of a submission at an earlier version; None if it stood here."""
    later = (moves.c.submission == found.id, moves.c.number > version)
    query = select(moves.c.before).where(*later).order_by(moves.c.number).limit(1)
    state = found.connection.execute(query).scalar()
    if state is None:
        return None
    panel = _panel(_seats(found.connection, found.id), step_of(found.procedure, state))
    return replace(found.target, state=state, panel=panel)


def require_version(found: Submission, seen: int) -> None:
    """Raise ConflictError unless the person acts on what is there now."""
    if found.row.version != seen:
        values = {"seen": seen, "now": found.row.version}
        raise store_messages.ConflictError([Problem(store_messages.STALE, values=values)])


def author_of(found: Submission, principal: Principal) -> str:
    """Return whose layer a review is: a district office's is the office's, whoever typed it."""
    return str(found.row.district) if found.step.by == "district" else principal.person


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
    whose = {"submission": submission, "layer": layer, "step": step, "author": author}
    row = connection.execute(_NEWEST, whose).first()
    return Revision(0, None, None) if row is None else Revision(*row)


_WHOSE: Final = ("submission", "layer", "step", "author")
_NEWEST: Final = (
    select(revisions.c.number, revisions.c.content, revisions.c.hash)
    .where(*(revisions.c[name] == bindparam(name) for name in _WHOSE))
    .order_by(revisions.c.number.desc())
    .limit(1)
)


def _seats(connection: Connection, submission: str) -> list[tuple[str, str]]:
    """Return who has a seat at which step."""
    table = panel_members.c
    query = select(table.step, table.person).where(table.submission == submission)
    return [(step, person) for step, person in connection.execute(query)]


def _panel(seats: list[tuple[str, str]], here: Step | None) -> frozenset[str]:
    return frozenset(person for step, person in seats if here is not None and step == here.id)


def _reviewers(connection: Connection, submission: str, procedure: Procedure) -> list[str]:
    """Return who wrote a review, who confirmed or sent back at one, and who checked a rework."""
    steps = [step.id for step in procedure.steps if sort_of(step) == "review"]
    checks = [open_state(step) for step in procedure.steps if sort_of(step) == "rework"]
    written, made = revisions.c, moves.c
    checked = made.before.in_(checks) & made.action.in_(("accept", "return"))
    wrote = select(written.saved_by).where(
        written.submission == submission, written.layer.in_(("preliminary", "review"))
    )
    moved = select(made.moved_by).where(
        made.submission == submission, made.before.in_(steps) | checked
    )
    return list(connection.execute(wrote.union(moved)).scalars())
