"""Key tasks as somebody may read them, each with its plan, its reports and what it may become."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import Connection, select

from smart_team.assessment.record_sources import record_of
from smart_team.assessment.records.finding import FoundRecord, actions_of, records_of
from smart_team.assessment.records.views import RecordsWanted, RecordView, narrowed, views_of
from smart_team.ledger.book import Book, Record, Shelf
from smart_team.ledger.lights import Course, Point, course_of, planned_on, points_of
from smart_team.modules.work.names import MILESTONES, ORDERS, PROGRESS, TASKS
from smart_team.people.principal import Principal
from smart_team.rubric.ledgers import FlowAction
from smart_team.store.record_tables import record_shares, records
from smart_team.store.tables import units

MOST: Final = 5000
"""Tasks that are read at most."""


@dataclass(frozen=True, slots=True)
class Task:
    """A task on a day: `planned` and `reported` in percent, None where there is no such thing.

    `late` is by how many days it is over its due day, 0 where it is not or is done.
    """

    view: RecordView
    course: Course
    state: str
    is_done: bool
    planned: int | None
    reported: int | None
    late: int
    milestones: Sequence[Record]
    reports: Sequence[Record]
    actions: Sequence[FlowAction] = ()

    @property
    def id(self) -> str:
        """Its record's id."""
        return self.view.record.id

    @property
    def number(self) -> str:
        """Its number in the list of tasks."""
        return str(self.view.record.content.get("number", ""))

    @property
    def text(self) -> str:
        """What is to be done."""
        return str(self.view.record.content.get("text", ""))

    @property
    def due(self) -> date | None:
        """Until when."""
        return self.course.due

    @property
    def starts(self) -> date:
        """The day from which its plan counts, or else that on which it was assigned."""
        return self.course.starts or self.view.record.day


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads what, on which day."""

    connection: Connection
    principal: Principal
    shelf: Shelf
    today: date

    def tasks(self, wanted: RecordsWanted, only: str | None = None) -> list[Task]:
        """Return the tasks that are asked for, the earliest due first."""
        book = self.shelf.books[TASKS]
        query = narrowed(self.principal, book, wanted).limit(MOST)
        if only is not None:
            query = query.where(records.c.id == only)
        rows = self.connection.execute(query).all()
        shares = self._shares([row.id for row in rows])
        below = {name: self._by_task(name) for name in (MILESTONES, PROGRESS)}
        found = [
            self._task(FoundRecord(row, book, shares.get(row.id, frozenset())), view, below)
            for row, view in zip(rows, views_of(self.connection, rows), strict=True)
        ]
        return sorted(found, key=lambda each: (each.due or date.max, each.number, each.id))

    def orders(self, tasks: Sequence[Task]) -> list[RecordView]:
        """Return the orders about these tasks, the newest first."""
        book = self.shelf.find(ORDERS)
        if book is None:
            return []
        query = records_of(self.principal, book).order_by(records.c.day.desc(), records.c.id)
        known = {key for task in tasks for key in _keys(task.view.record)}
        rows = self.connection.execute(query).all()
        views = views_of(self.connection, rows)
        return [each for each in views if _place(each.record) in known]

    def districts(self) -> Mapping[str, str]:
        """Return each unit's district by code, empty for the city's own."""
        rows = self.connection.execute(select(units.c.code, units.c.district))
        return {row.code: row.district or "" for row in rows}

    def _task(
        self,
        found: FoundRecord,
        view: RecordView,
        below: Mapping[str, Mapping[tuple[str, str], Sequence[Record]]],
    ) -> Task:
        book, record = found.book, view.record
        milestones, reports = (
            [each for key in _keys(record) for each in below[name].get(key, ())]
            for name in (MILESTONES, PROGRESS)
        )
        plan, told = _points(book, record, milestones, reports)
        course = course_of(book, record, plan, told, self.today)
        late = 0 if course.due is None or course.is_done else (self.today - course.due).days
        known = [each for each in course.reports if each.day <= self.today]
        return Task(
            view,
            course,
            record.state,
            course.is_done,
            _whole(planned_on(course, self.today)) if course.plan else None,
            _whole(known[-1].percent) if known else (0 if course.plan else None),
            max(late, 0),
            sorted(milestones, key=lambda each: each.day),
            sorted(reports, key=lambda each: each.day),
            actions_of(self.principal, found),
        )

    def _by_task(self, name: str) -> Mapping[tuple[str, str], Sequence[Record]]:
        """Return the records of a ledger that count, by the task's number and their unit."""
        book = self.shelf.find(name)
        found: dict[tuple[str, str], list[Record]] = defaultdict(list)
        if book is not None:
            counting = [state for state in book.states if book.counts(state)]
            query = records_of(self.principal, book).where(records.c.state.in_(counting))
            for row in self.connection.execute(query.order_by(records.c.entered_at, records.c.id)):
                record = record_of(row)
                found[_place(record)].append(record)
        return found

    def _shares(self, ids: Sequence[str]) -> Mapping[str, frozenset[str]]:
        table, found = record_shares.c, dict[str, set[str]]()
        query = select(table.record, table.unit)
        if len(ids) == 1:
            query = query.where(table.record == ids[0])
        for row in self.connection.execute(query):
            found.setdefault(row.record, set()).add(row.unit)
        return {id_: frozenset(units) for id_, units in found.items()}


def _points(
    book: Book, record: Record, milestones: Sequence[Record], reports: Sequence[Record]
) -> tuple[Sequence[Point], Sequence[Point]]:
    lights, key = book.ledger.lights, str(record.content.get("number", ""))
    if lights is None or lights.plan is None or lights.progress is None:
        return (), ()
    plan = points_of(lights.plan, milestones).get(key, ())
    return plan, points_of(lights.progress, reports).get(key, ())


def _keys(record: Record) -> list[tuple[str, str]]:
    """Return a task's number with each unit that may tell of it."""
    content: Mapping[str, Any] = record.content
    codes = dict.fromkeys([record.unit, *content.get("co_units", ())])
    return [(str(content.get("number", "")), code) for code in codes]


def _place(record: Record) -> tuple[str, str]:
    return str(record.content.get("task", "")), record.unit


def _whole(percent: Fraction) -> int:
    return round(percent)
