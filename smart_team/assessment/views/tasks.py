"""What a person has to judge: one task for each step of a submission that is theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Connection, Row, func, select

from smart_team.assessment.library import procedure_of
from smart_team.assessment.loading import find
from smart_team.people.policy import Action, Target, may
from smart_team.people.principal import Principal
from smart_team.people.scopes import submissions_for
from smart_team.procedure.machine import (
    Case,
    StepSort,
    Table,
    open_state,
    sort_of,
    step_of,
    steps_of,
    table_of,
)
from smart_team.procedure.schema import Procedure, Step
from smart_team.store.tables import appeals, cycles, documents, panel_members, submissions

Status = Literal["waiting", "confirmed", "coming", "done"]
STATUSES: Final[tuple[Status, ...]] = ("waiting", "confirmed", "coming", "done")
"""It waits for this person; for others, whom it needs beside them; has yet to come; is over."""
_ACTS: Final[Mapping[StepSort, Action]] = {
    "review": "review",
    "rework": "accept",
    "appeal": "decide",
}


@dataclass(frozen=True, slots=True)
class Task:
    """One step of one submission that a person judges; `row` as a scoped query gave it."""

    row: Row[Any]
    procedure: Procedure
    step: Step
    status: Status

    @property
    def sort(self) -> StepSort:
        """What sort of step it is."""
        return sort_of(self.step)


def tasks_of(connection: Connection, principal: Principal) -> list[Task]:
    """Return everything that a person judges, has judged, or will."""
    roles = principal.roles()
    rows: dict[str, Row[Any]] = {}
    if roles & {"district", "inspector"}:
        rows |= {row.id: row for row in connection.execute(submissions_for(principal, "review"))}
    appealed = _appealed(connection, principal) if "adjudicator" in roles else {}
    rows |= {id_: row for id_, (row, _) in appealed.items()}
    desk = _Desk(connection, principal, {row.cycle for row in rows.values()})
    open_ = {id_: left for id_, (_, left) in appealed.items()}
    return [task for row in rows.values() for task in desk.tasks(row, open_.get(row.id))]


def _appealed(connection: Connection, principal: Principal) -> Mapping[str, tuple[Row[Any], int]]:
    """Return the submissions with appeals, and how many of these are open."""
    left = func.count().filter(appeals.c.decision.is_(None))
    counted = connection.execute(select(appeals.c.submission, left).group_by(appeals.c.submission))
    found = {row[0]: int(row[1]) for row in counted}
    query = submissions_for(principal, "decide").where(submissions.c.id.in_(found))
    return {row.id: (row, found[row.id]) for row in connection.execute(query)}


class _Desk:
    """One person's seats, and the procedures of the cycles at which they look."""

    def __init__(
        self, connection: Connection, principal: Principal, cycles_: Collection[str]
    ) -> None:
        self.connection = connection
        self.principal = principal
        self.procedures = _procedures(connection, cycles_)
        self.offices = {each.district for each in principal.assignments if each.role == "district"}
        table = panel_members.c
        seats = select(table.submission, table.step, table.confirmed_at)
        mine = connection.execute(seats.where(table.person == principal.person))
        self.seats = {(row[0], row[1]): row[2] for row in mine}
        self._tables: dict[tuple[str, Case], Table] = {}

    def tasks(self, row: Row[Any], open_appeals: int | None) -> Iterator[Task]:
        """Yield this person's tasks of one submission."""
        procedure = self.procedures[row.cycle]
        case = Case(row.kind, row.level, row.sampled)
        way = steps_of(procedure, case)
        here = step_of(procedure, row.state)
        at = len(way) if here is None else way.index(here)
        for number, step in enumerate(way):
            if self._is_mine(row, step, open_appeals):
                status = self._status(row, step, number - at, open_appeals)
                if status != "waiting" or self._may(row, procedure, case, step):
                    yield Task(row, procedure, step, status)

    def _is_mine(self, row: Row[Any], step: Step, open_appeals: int | None) -> bool:
        sort = sort_of(step)
        if sort == "appeal":
            return open_appeals is not None
        if sort == "review" and step.by == "district":
            return row.district in self.offices
        return (row.id, step.id) in self.seats

    def _status(self, row: Row[Any], step: Step, ahead: int, open_appeals: int | None) -> Status:
        if ahead:
            return "coming" if ahead > 0 else "done"
        if sort_of(step) == "appeal":
            return "waiting" if row.state == open_state(step) and open_appeals else "coming"
        if sort_of(step) == "rework":
            return "waiting" if row.state == open_state(step) else "coming"
        return "confirmed" if self.seats.get((row.id, step.id)) else "waiting"

    def _may(self, row: Row[Any], procedure: Procedure, case: Case, step: Step) -> bool:
        action = _ACTS[sort_of(step)]
        if action == "decide":
            return may(self.principal, action, find(self.connection, self.principal, row.id).target)
        key = (procedure.version + procedure.id, case)
        if key not in self._tables:
            self._tables[key] = table_of(procedure, case)
        sits = {self.principal.person} if (row.id, step.id) in self.seats else set[str]()
        panel = frozenset(sits)
        target = Target(row.unit, row.district, row.state, self._tables[key], panel, panel)
        return may(self.principal, action, target)


def _procedures(connection: Connection, ids: Collection[str]) -> Mapping[str, Procedure]:
    query = select(cycles.c.id, cycles.c.procedure, documents.c.text).join(
        documents, documents.c.hash == cycles.c.procedure
    )
    rows = connection.execute(query.where(cycles.c.id.in_(ids)))
    return {row.id: procedure_of(row.procedure, row.text) for row in rows}
