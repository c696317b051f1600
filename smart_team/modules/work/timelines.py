"""Tasks along the time: bars from start to due day with plan and progress, and planned curves.

Places are whole numbers from 0 to 1000 along the time, and per cent from 0 to 100 upwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from smart_team.ledger.lights import Course, Point, planned_on
from smart_team.modules.work.tasks import Task

WIDE: Final = 1000


@dataclass(frozen=True, slots=True)
class Scale:
    """The days from a first to a last one, put on the width."""

    first: date
    last: date

    def place(self, day: date) -> int:
        """Return where a day stands; those beyond the ends stand on them."""
        inside = min(max(day, self.first), self.last)
        return round(WIDE * (inside - self.first).days / max((self.last - self.first).days, 1))

    def months(self) -> list[tuple[int, str]]:
        """Return where each month begins, and which it is."""
        found, day = [], self.first.replace(day=1)
        while day <= self.last:
            if day >= self.first:
                found.append((self.place(day), f"{day:%Y-%m}"))
            day = (day + timedelta(days=32)).replace(day=1)
        return found


@dataclass(frozen=True, slots=True)
class Bar:
    """A task's bar: where it begins and how wide it is, planned and reported part, milestones."""

    task: Task
    start: int
    width: int
    planned: int
    reported: int
    marks: Sequence[int]


def scale_of(tasks: Sequence[Task], today: date) -> Scale:
    """Return the days from the first start to the last due day, today among them."""
    starts = [each.starts for each in tasks]
    ends = [each.due for each in tasks if each.due is not None]
    return Scale(min([today, *starts]), max([today + timedelta(days=1), *ends]))


def bars_of(tasks: Sequence[Task], scale: Scale) -> list[Bar]:
    """Return a bar for each task that has a due day."""
    return [_bar(each, each.due, scale) for each in tasks if each.due is not None]


def _bar(task: Task, due: date, scale: Scale) -> Bar:
    start = scale.place(task.starts)
    width = max(scale.place(due) - start, 2)
    reported = 100 if task.is_done else task.reported or 0
    planned = task.planned or 0
    marks = [scale.place(each.day) for each in task.milestones]
    return Bar(task, start, width, width * planned // 100, width * reported // 100, marks)


@dataclass(frozen=True, slots=True)
class Curve:
    """What is planned and what was reported, as points of two lines, and where today is."""

    scale: Scale
    planned: Sequence[tuple[int, int]]
    reported: Sequence[tuple[int, int]]
    today: int
    rows: Sequence[tuple[date, int, int | None]]
    """The same as a table: a day, what is planned for it, what was reported by then."""


def curve_of(task: Task, today: date) -> Curve | None:
    """Return a task's curves; None of one without a plan and without reports."""
    course = task.course
    if not course.plan and not course.reports:
        return None
    days = {task.starts, *(each.day for each in (*course.plan, *course.reports))}
    last = max([*days, *([] if course.due is None else [course.due]), task.starts])
    scale = Scale(min(days), max(last, min(days) + timedelta(days=1)))
    known = sorted({*days, *([today] if scale.first <= today <= scale.last else [])})
    rows = [(day, _planned(course, day), _reported(course.reports, day, today)) for day in known]
    return Curve(
        scale,
        [(scale.place(day), planned) for day, planned, _ in rows] if course.plan else [],
        [(scale.place(day), told) for day, _, told in rows if told is not None],
        scale.place(today),
        rows,
    )


def _planned(course: Course, day: date) -> int:
    return round(planned_on(course, day)) if course.plan else 0


def _reported(reports: Sequence[Point], day: date, today: date) -> int | None:
    """Return what was reported by a day that has come; 0 before the first report."""
    if day > today:
        return None
    known = [each.percent for each in reports if each.day <= day]
    return round(known[-1]) if known else 0
