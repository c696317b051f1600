"""The light of a record: the rules one by one, and what holds of any course."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smart_team.ledger.book import Change, Record
from smart_team.ledger.lights import (
    Course,
    Lit,
    Point,
    behind_on,
    course_of,
    light_on,
    planned_on,
    points_of,
    red_until,
)
from tests.ledger.books import book_of

BOOK: Final = book_of("""\
    fields:
      - {id: code, type: text, title: 编号}
      - {id: begun, type: date, title: 开始}
      - {id: due, type: date, title: 期限}
      - {id: ended, type: date, title: 办结}
    key: [code]
    dated_by: begun
    enter: [clerk]
    flow:
      states: [{id: open, title: 在办}, {id: closed, title: 销号, done: true}]
    lights:
      due: due
      done: ended
      starts: begun
      progress: {ledger: reports, record: task, percent: share, at: day}
      plan: {ledger: plans, record: task, percent: share, at: day}
    """)
assert BOOK.ledger.lights is not None
LIGHTS: Final = BOOK.ledger.lights
START: Final = date(2026, 3, 1)


def day(number: int) -> date:
    return START + timedelta(days=number)


def points(*pairs: tuple[int, int]) -> list[Point]:
    return [Point(day(number), Fraction(percent)) for number, percent in pairs]


def course(*reports: tuple[int, int], due: int | None = 100, is_done: bool = False) -> Course:
    """A course planned from 0 % on its first day to 100 % on day 100."""
    last = None if due is None else day(due)
    return Course(START, last, is_done, points((100, 100)), points(*reports))


@pytest.mark.parametrize(
    ("on", "reports", "lit"),
    [
        (0, [], Lit("green", "on_time", Decimal(0))),
        (9, [], Lit("green", "on_time", Decimal(9))),
        (10, [], Lit("yellow", "behind", Decimal(10))),
        (30, [], Lit("yellow", "behind", Decimal(30))),
        (31, [], Lit("red", "behind", Decimal(31))),
        (31, [(31, 2)], Lit("yellow", "behind", Decimal(29))),
        (31, [(32, 31)], Lit("red", "behind", Decimal(31))),
        (31, [(5, 40)], Lit("green", "on_time", Decimal(-9))),
        (93, [(90, 90)], Lit("blue", "near", Decimal(3))),
        (92, [(90, 90)], Lit("green", "on_time", Decimal(2))),
        (100, [(99, 99)], Lit("blue", "near", Decimal(1))),
        (101, [(99, 99)], Lit("red", "overdue", Decimal(1))),
    ],
)
def test_a_light_by_hand(on: int, reports: list[tuple[int, int]], lit: Lit) -> None:
    assert light_on(LIGHTS, course(*reports), day(on)) == lit


def test_what_is_done_is_green_however_late() -> None:
    assert light_on(LIGHTS, course(is_done=True), day(200), day(199)) == Lit("green", "done")


@pytest.mark.parametrize(("since", "light"), [(1, "yellow"), (7, "yellow"), (8, "green")])
def test_who_caught_up_is_yellow_for_a_week(since: int, light: str) -> None:
    red = day(40)
    lit = light_on(LIGHTS, course((41, 60)), red + timedelta(days=since), red)
    assert lit is not None
    assert (lit.light, lit.why == "recovering") == (light, light == "yellow")


def test_behind_is_told_to_two_places_and_compared_exactly() -> None:
    third = Course(START, day(3), False, points((3, 91)), ())
    assert light_on(LIGHTS, third, day(1)) == Lit("red", "behind", Decimal("30.33"))


def test_without_a_due_day_there_is_no_light() -> None:
    assert light_on(LIGHTS, course(due=None), day(60)) is None
    assert light_on(LIGHTS, Course(is_done=True), day(60)) is None


def test_the_first_days_overdue_may_be_yellow() -> None:
    lenient = LIGHTS.model_copy(update={"late_days": 2})
    lights = [light_on(lenient, Course(START, day(5)), day(on)) for on in (5, 6, 7, 8)]
    assert lights == [
        Lit("blue", "near"), Lit("yellow", "overdue"), Lit("yellow", "overdue"), Lit("red", "overdue"),
    ]  # fmt: skip
    behind = Course(START, day(5), False, points((5, 100)), points((4, 69)))
    assert light_on(lenient, behind, day(6)) == Lit("red", "behind", Decimal(31))


def test_without_a_plan_only_the_day_counts() -> None:
    assert light_on(LIGHTS, Course(START, day(50)), day(20)) == Lit("green", "on_time")
    assert light_on(LIGHTS, Course(START, day(50)), day(51)) == Lit("red", "overdue")


@pytest.mark.parametrize(
    ("on", "planned"), [(-1, 0), (0, 0), (5, 10), (10, 20), (15, 50), (20, 80), (21, 80), (90, 80)]
)
def test_a_plan_is_a_straight_line_between_its_points(on: int, planned: int) -> None:
    found = planned_on(Course(START, None, False, points((10, 20), (20, 80))), day(on))
    assert found == planned


def test_a_plan_without_a_first_day_begins_at_its_first_point() -> None:
    plan = Course(None, None, False, points((10, 20), (20, 80)))
    assert [planned_on(plan, day(on)) for on in (9, 10)] == [0, 20]


def test_red_lasts_from_the_day_it_turned_until_the_next_light() -> None:
    changes = [Change(day(1), "green"), Change(day(3), "red"), Change(day(6), "yellow")]
    assert [red_until(changes, day(on)) for on in (2, 3, 4, 5, 6, 9)] == [
        None, day(3), day(3), day(4), day(5), day(5),
    ]  # fmt: skip


def test_a_course_is_read_from_records() -> None:
    task = Record("t1", BOOK.name, "A", START, "open", {"begun": "2026-03-01", "due": "2026-04-01"})
    reports = [
        Record(id_, "test.reports", "A", START, "entered", content)
        for id_, content in (
            ("1", {"task": "t1", "share": "20", "day": "2026-03-09"}),
            ("2", {"task": "t1", "share": "25.5", "day": "2026-03-09"}),
            ("3", {"task": "t1", "share": "10", "day": "2026-03-02"}),
            ("4", {"task": "t2", "share": "10", "day": "2026-03-02"}),
            ("5", {"task": "t1", "day": "2026-03-02"}),
        )
    ]
    assert LIGHTS.progress is not None
    found = points_of(LIGHTS.progress, reports)
    assert set(found) == {"t1", "t2"}
    assert course_of(BOOK, task, (), found["t1"], START) == Course(
        START,
        date(2026, 4, 1),
        False,
        (),
        (Point(day(1), Fraction(10)), Point(day(8), Fraction(51, 2))),
    )


@pytest.mark.parametrize(
    ("state", "ended", "done"),
    [("open", None, False), ("closed", None, True), ("open", START, True), ("open", day(1), False)],
)
def test_it_ends_by_its_state_or_its_day(state: str, ended: date | None, *, done: bool) -> None:
    content = {} if ended is None else {"ended": ended.isoformat()}
    task = Record("t1", BOOK.name, "A", START, state, content)
    assert course_of(BOOK, task, (), (), START).is_done is done


def test_a_ledger_without_lights_has_none() -> None:
    plain = book_of("""\
        fields: [{id: day, type: date, title: 日期}]
        key: [day]
        dated_by: day
        enter: [clerk]
        """)
    task = Record("t1", plain.name, "A", START, "entered", {})
    with pytest.raises(ValueError, match=r"test\.cases has no lights"):
        course_of(plain, task, (), (), START)


NUMBERS = st.integers(0, 120)
CURVES = st.dictionaries(NUMBERS, st.integers(0, 100), max_size=5).map(
    lambda each: points(*sorted(each.items()))
)


@given(CURVES, CURVES, st.none() | NUMBERS, NUMBERS, st.none() | NUMBERS)
def test_what_holds_of_any_course(
    plan: list[Point], reports: list[Point], due: int | None, on: int, red: int | None
) -> None:
    last = None if due is None else day(due)
    mine = Course(START, last, False, plan, reports)
    lit = light_on(LIGHTS, mine, day(on), None if red is None else day(on - 1 - red))
    behind = behind_on(mine, day(on))
    assert (lit is None) == (due is None)
    if lit is None:
        return
    late = due is not None and on > due
    assert (behind is None) == (not plan)
    if behind is not None:
        assert -100 <= behind <= 100
    gap = Fraction(0) if behind is None else behind
    assert (lit.light == "red") == (late or gap > 30)
    recovering = red is not None and red + 1 <= 7
    if lit.light != "red":
        assert (lit.light == "yellow") == (gap >= 10 or recovering)
    if lit.light in {"blue", "green"}:
        assert (lit.light == "blue") == (due is not None and due - on <= 7)


@given(CURVES, CURVES, NUMBERS, st.integers(0, 100))
def test_to_report_more_never_makes_it_worse(
    plan: list[Point], reports: list[Point], on: int, more: int
) -> None:
    order = ("green", "blue", "yellow", "red")
    less = Course(START, day(100), False, plan, reports)
    better = Course(
        START,
        day(100),
        False,
        plan,
        [Point(each.day, max(each.percent, Fraction(more))) for each in reports],
    )
    lights = [light_on(LIGHTS, each, day(on)) for each in (better, less)]
    ranks = [order.index(lit.light) for lit in lights if lit is not None]
    assert ranks[0] <= ranks[1]


def test_the_limits_are_those_of_the_ledger() -> None:
    tight = LIGHTS.model_copy(
        update={"yellow": Decimal(1), "red": Decimal(2), "near_days": 0, "recover_days": 0}
    )

    def light(on: int, *reports: tuple[int, int]) -> str | None:
        lit = light_on(tight, course(*reports), day(on), day(on - 1))
        return None if lit is None else lit.light

    assert [light(on) for on in (0, 1, 2, 3)] == ["green", "yellow", "yellow", "red"]
    assert [light(on, (99, 100)) for on in (99, 100)] == ["green", "blue"]
