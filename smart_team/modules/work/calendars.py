"""A month of key work: due days, milestones, and the days by which orders are answered."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from smart_team.assessment.records.views import RecordView
from smart_team.modules.work.tasks import Task

Sort = Literal["due", "milestone", "order"]
WEEK: Final = Calendar()
"""Weeks begin on Monday."""


@dataclass(frozen=True, slots=True)
class Event:
    """What falls on a day: of which record, whose, and whether it is done with."""

    day: date
    sort: Sort
    record: str
    title: str
    unit: str
    light: str | None = None
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the month's weeks with what falls on it; `inside` the month or beside it."""

    day: date
    inside: bool
    events: Sequence[Event]


def weeks_of(year: int, month: int, events: Iterable[Event]) -> list[list[Day]]:
    """Return the weeks of a month, whole, with the events of the month's days."""
    by_day: dict[date, list[Event]] = {}
    for each in events:
        by_day.setdefault(each.day, []).append(each)
    return [
        [
            Day(day, day.month == month, by_day.get(day, ()) if day.month == month else ())
            for day in week
        ]
        for week in WEEK.monthdatescalendar(year, month)
    ]


def events_of(tasks: Sequence[Task], orders: Sequence[RecordView]) -> Iterator[Event]:
    """Yield what falls on which day, day by day."""
    found = [*_of_tasks(tasks), *_of_orders(orders)]
    yield from sorted(found, key=lambda each: (each.day, each.sort, each.title, each.record))


def beside(year: int, month: int) -> tuple[str, str]:
    """Return the months before and after one, as ``YYYY-MM``."""
    before = date(year, month, 1) - timedelta(days=1)
    after = date(year, month, 28) + timedelta(days=4)
    return f"{before:%Y-%m}", f"{after:%Y-%m}"


def _of_tasks(tasks: Sequence[Task]) -> Iterator[Event]:
    for task in tasks:
        said, unit = f"{task.number} {task.text}", task.view.unit_name
        if task.due is not None:
            yield Event(task.due, "due", task.id, said, unit, task.view.light, task.is_done)
        for each in task.milestones:
            title = f"{task.number} {each.content['title']} {each.content['percent']}%"
            yield Event(each.day, "milestone", task.id, title, unit, is_done=task.is_done)


def _of_orders(orders: Sequence[RecordView]) -> Iterator[Event]:
    for each in orders:
        content = each.record.content
        day, is_done = date.fromisoformat(content["respond_by"]), "responded_on" in content
        title = f"{content['number']} {content['text']}"
        yield Event(day, "order", each.record.id, title, each.unit_name, is_done=is_done)
