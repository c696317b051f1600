"""The light of a record on a day: overdue, behind its plan, caught up, nearly due, or all right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal, NamedTuple

from smart_team.ledger.book import Book, Change, Record
from smart_team.rubric.ledgers import Lights
from smart_team.rubric.ledgers import Progress as Declared

Light = Literal["red", "yellow", "blue", "green"]
Why = Literal["done", "overdue", "behind", "recovering", "near", "on_time"]
_CENT = Decimal("0.01")


class Point(NamedTuple):
    """So many percent on a day."""

    day: date
    percent: Fraction


@dataclass(frozen=True, slots=True)
class Course:
    """What a record's light is found from: its days, its planned points and what was reported."""

    starts: date | None = None
    due: date | None = None
    is_done: bool = False
    plan: Sequence[Point] = ()
    reports: Sequence[Point] = ()


@dataclass(frozen=True, slots=True)
class Lit:
    """A light, why, and by how many points the record is behind its plan, to two places.

    `behind` is negative where it is ahead, and None without a plan.
    """

    light: Light
    why: Why
    behind: Decimal | None = None


def light_on(
    lights: Lights, course: Course, day: date, red_until: date | None = None
) -> Lit | None:
    """Return the light on a day; None of a record without a due day.

    `red_until` is the last day on which the light has been red.
    """
    if course.due is None:
        return None
    if course.is_done:
        return Lit("green", "done")
    behind, late = behind_on(course, day), (day - course.due).days
    light, why = _lit(lights, behind, late)
    recovering = red_until is not None and (day - red_until).days <= lights.recover_days
    if recovering and light in {"blue", "green"}:
        light, why = "yellow", "recovering"
    return Lit(light, why, None if behind is None else _shown(behind))


def _lit(lights: Lights, behind: Fraction | None, late: int) -> tuple[Light, Why]:
    """Return the light by what a record is behind its plan and so many days late, and why."""
    gap = Fraction(0) if behind is None else behind
    if late > lights.late_days:
        return "red", "overdue"
    if gap > lights.red:
        return "red", "behind"
    if late > 0:
        return "yellow", "overdue"
    if gap >= lights.yellow and behind is not None:
        return "yellow", "behind"
    return ("blue", "near") if -late <= lights.near_days else ("green", "on_time")


def behind_on(course: Course, day: date) -> Fraction | None:
    """Return by how many points a record is behind its plan; None where nothing is planned."""
    if not course.plan:
        return None
    reported = [each for each in course.reports if each.day <= day]
    progress = reported[-1].percent if reported else Fraction(0)
    return planned_on(course, day) - progress


def planned_on(course: Course, day: date) -> Fraction:
    """Return what is planned for a day: a straight line between neighbouring points.

    Before the first point it rises from 0 % on the day from which the plan counts; after the last
    it stays.
    """
    points = list(course.plan)
    if course.starts is not None and course.starts < points[0].day:
        points.insert(0, Point(course.starts, Fraction(0)))
    if day < points[0].day:
        return Fraction(0)
    for left, right in pairwise(points):
        if left.day <= day < right.day:
            share = Fraction((day - left.day).days, (right.day - left.day).days)
            return left.percent + share * (right.percent - left.percent)
    return points[-1].percent


def red_until(changes: Sequence[Change], day: date) -> date | None:
    """Return the last day until one on which the light has been red, from its changes in order.

    The day on which it turned red is one; the day on which it turned from red is not.
    """
    known = [each for each in changes if each.day <= day]
    ends = [*(each.day for each in known[1:]), day]
    reds = [
        max(change.day, end - timedelta(days=1))
        for change, end in zip(known, ends, strict=False)
        if change.light == "red"
    ]
    return reds[-1] if reds else None


def course_of(
    book: Book, record: Record, plan: Iterable[Point], reports: Iterable[Point], day: date
) -> Course:
    """Return a record's course as it is on a day.

    Of several points on one day the last given holds. A record is done from the day that ends it,
    or else where the state of its flow says so; that day is no end in a state in which the flow
    would set it again.
    """
    lights = book.ledger.lights
    if lights is None:
        message = f"{book.name} has no lights"
        raise ValueError(message)
    ended = None if lights.done is None or _asks(book, record) else _day(record, lights.done)
    return Course(
        None if lights.starts is None else _day(record, lights.starts),
        _day(record, lights.due),
        _is_closed(book, record) if ended is None else ended <= day,
        _in_order(plan),
        _in_order(reports),
    )


def _is_closed(book: Book, record: Record) -> bool:
    """Whether a record's state ends it; to be confirmed is no end where a day would be."""
    by_day = book.ledger.lights is not None and book.ledger.lights.done is not None
    return book.states[record.state].done and not (by_day and book.ledger.flow is None)


def _asks(book: Book, record: Record) -> bool:
    """Whether something that may be done with a record now would set the day that ends it."""
    done = None if book.ledger.lights is None else book.ledger.lights.done
    return any(done in each.today for each in book.actions(record.state))


def points_of(declared: Declared, records: Iterable[Record]) -> dict[str, list[Point]]:
    """Return the points of a ledger's records by the record to which they belong.

    `records` are those that count, in the order in which they were entered.
    """
    found: dict[str, list[Point]] = {}
    for each in records:
        whose, percent = each.content.get(declared.record), each.content.get(declared.percent)
        day = _day(each, declared.at)
        if whose is not None and percent is not None and day is not None:
            found.setdefault(whose, []).append(Point(day, Fraction(percent)))
    return found


def _in_order(points: Iterable[Point]) -> tuple[Point, ...]:
    by_day = {each.day: each for each in points}
    return tuple(by_day[day] for day in sorted(by_day))


def _day(record: Record, name: str) -> date | None:
    text = record.content.get(name)
    return None if text is None else date.fromisoformat(text)


def _shown(value: Fraction) -> Decimal:
    exact = Decimal(value.numerator) / value.denominator
    return exact.quantize(_CENT, ROUND_HALF_UP)
