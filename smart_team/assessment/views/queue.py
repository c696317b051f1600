"""A reviewer's queue: their tasks, narrowed down, the next due first, and how much is done."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from smart_team.assessment.leases import Lease, leases_of
from smart_team.assessment.library import Library
from smart_team.assessment.views.pages import among, worded
from smart_team.assessment.views.tasks import STATUSES, Status, Task, tasks_of
from smart_team.errors import Text
from smart_team.people.principal import Principal
from smart_team.procedure.machine import StepSort
from smart_team.store.tables import cycles, districts, documents, looked_at, stages

Named = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class QueueWanted:
    """Which tasks are asked for; what is None does not matter.

    `step` is a step's id. Raises UnfitError for what no id, code or status can be.
    """

    cycle: str | None = None
    stage: str | None = None
    step: str | None = None
    status: str | None = None
    kind: str | None = None
    district: str | None = None
    mine: bool = False
    overdue: bool = False

    def __post_init__(self) -> None:
        for name in ("cycle", "stage", "step", "kind", "district"):
            worded(name, getattr(self, name))
        among("status", self.status, STATUSES)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One task in the queue; `lease` says who has it now, `looked` at how many of its `items`."""

    submission: str
    cycle: str
    stage: str
    stage_title: Text
    unit: str
    name: str
    kind: str
    district: str
    step: str
    step_title: Text
    sort: StepSort
    status: Status
    due_at: str | None
    is_overdue: bool
    lease: Lease | None
    is_mine: bool
    looked: int
    items: int


@dataclass(frozen=True, slots=True)
class QueueView:
    """The tasks that were asked for, how many of all are done, and what they can be narrowed by."""

    rows: tuple[QueueRow, ...]
    done: int
    all: int
    waiting: int
    overdue: int
    cycles: Named
    stages: Mapping[str, Text]
    steps: Mapping[str, Text]
    kinds: tuple[str, ...]
    districts: Named


def queue(
    connection: Connection, principal: Principal, wanted: QueueWanted, library: Library, now: str
) -> QueueView:
    """Return what waits for a person as a reviewer, at a time."""
    everything = tasks_of(connection, principal)
    titles = _Titles(connection, everything, library)
    ids = {task.row.id for task in everything if task.status == "waiting"}
    held = leases_of(connection, ids, now)
    looked = _looked(connection, principal, ids)
    rows = [_row(task, principal, titles, held, looked, now) for task in everything]
    chosen = [row for row in rows if _among(row, wanted)]
    shown = [row for row in chosen if _fits(row, wanted)]
    return QueueView(
        tuple(sorted(shown, key=_order)),
        sum(row.status in {"done", "confirmed"} for row in chosen),
        len(chosen),
        sum(row.status == "waiting" for row in chosen),
        sum(row.is_overdue for row in chosen),
        titles.cycles,
        {row.stage: row.stage_title for row in rows},
        {row.step: row.step_title for row in rows},
        tuple(sorted({row.kind for row in rows})),
        _districts(connection, {row.district for row in rows if row.district}),
    )


class _Titles:
    """What cycles and stages are called."""

    def __init__(self, connection: Connection, tasks: Iterable[Task], library: Library) -> None:
        found = {(task.row.cycle, task.row.stage) for task in tasks}
        query = select(cycles.c.id, cycles.c.title).where(cycles.c.id.in_({c for c, _ in found}))
        self.cycles = {row.id: row.title for row in connection.execute(query)}
        query = select(stages.c.id, stages.c.rubric).where(stages.c.id.in_({s for _, s in found}))
        self.plans = {
            row.id: library.known(row.rubric) or library.plan(row.rubric, _text(connection, row))
            for row in connection.execute(query)
        }


def _text(connection: Connection, row: Any) -> str:  # noqa: ANN401 - a stage's row
    query = select(documents.c.text).where(documents.c.hash == row.rubric)
    return str(connection.execute(query).scalar_one())


def _row(
    task: Task,
    principal: Principal,
    titles: _Titles,
    held: Mapping[tuple[str, str], Lease],
    looked: Mapping[tuple[str, str], int],
    now: str,
) -> QueueRow:
    row, rubric = task.row, titles.plans[task.row.stage].rubric
    waits = task.status == "waiting"
    lease = held.get((row.id, row.state)) if waits else None
    due = row.due_at if waits else None
    return QueueRow(
        row.id,
        row.cycle,
        row.stage,
        rubric.title.text(),
        row.unit,
        row.name,
        row.kind,
        row.district,
        task.step.id,
        task.step.title.text(),
        task.sort,
        task.status,
        due,
        due is not None and due <= now,
        lease,
        lease is not None and lease.person == principal.person,
        looked.get((row.id, task.step.id), 0) if waits else 0,
        sum(1 for _ in rubric.items()),
    )


def _among(row: QueueRow, wanted: QueueWanted) -> bool:
    """Whether a task is among those whose progress is asked for."""
    names = ("cycle", "stage", "step", "kind", "district")
    return all(getattr(wanted, name) in {None, getattr(row, name)} for name in names)


def _fits(row: QueueRow, wanted: QueueWanted) -> bool:
    if wanted.mine and not row.is_mine:
        return False
    if wanted.overdue and not row.is_overdue:
        return False
    return wanted.status in {None, row.status}


def _order(row: QueueRow) -> tuple[int, str, str, str]:
    return STATUSES.index(row.status), row.due_at or "", row.unit, row.step


def _looked(
    connection: Connection, principal: Principal, ids: Collection[str]
) -> Mapping[tuple[str, str], int]:
    """Return how many items this person, or their office, has looked at, by submission and step."""
    authors = {principal.person, *(each.district for each in principal.assignments)} - {None}
    table = looked_at.c
    query = select(looked_at).where(table.submission.in_(ids), table.author.in_(authors))
    rows = connection.execute(query)
    return {(row.submission, row.step): len(json.loads(row.ids)) for row in rows}


def _districts(connection: Connection, codes: Collection[str]) -> Named:
    query = select(districts.c.code, districts.c.name).where(districts.c.code.in_(codes))
    rows: Sequence[Any] = connection.execute(query.order_by(districts.c.code)).all()
    return {row.code: row.name for row in rows}
