"""Office hours in the past: working days only, and never later than now."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from importlib import resources

import pytest

from smart_team.demo import finished, open_now, under_review
from smart_team.demo.timeline import SetClock, Timeline
from smart_team.demo.workdays import Workdays, closing, days_before, first_workday
from smart_team.procedure.calendar import SHANGHAI, Calendar, shanghai_day
from smart_team.procedure.holidays import load_holidays

NOTICES = resources.files("smart_team.procedure").joinpath("holidays_cn.csv")
CALENDAR = Calendar(load_holidays(NOTICES.read_text(encoding="utf-8")))
DAYS = [date(2026, 1, 1) + timedelta(days=number) for number in range(420)]
LONGEST = 57
"""Working days from the last stage's start to its correction, at most."""


def test_a_moment_of_a_working_day() -> None:
    days = Workdays(date(2025, 9, 30), CALENDAR)
    assert days.at(0, 61) == datetime(2025, 9, 30, 10, 1, tzinfo=SHANGHAI)
    # National Day lasted until the 8th.
    assert days.at(1) == datetime(2025, 10, 9, 9, 0, tzinfo=SHANGHAI)
    assert days.at(0, 480) == days.at(0)


def test_a_window_is_closed_after_the_midnight_that_ends_it() -> None:
    entered = datetime(2025, 9, 30, 2, 0, tzinfo=UTC)
    assert closing(entered, 1, CALENDAR) == datetime(2025, 10, 10, 0, 1, tzinfo=SHANGHAI)


def test_the_first_day_that_is_worked() -> None:
    assert first_workday(date(2025, 10, 1), CALENDAR) == date(2025, 10, 9)
    assert first_workday(date(2025, 10, 9), CALENDAR) == date(2025, 10, 9)


@pytest.mark.parametrize("ago", [under_review.DAYS_AGO, open_now.DAYS_AGO])
def test_so_many_working_days_end_with_the_last_one_before_today(ago: int) -> None:
    for today in DAYS:
        start = days_before(today, ago, CALENDAR)
        last = shanghai_day(Workdays(start, CALENDAR).at(ago))
        between = [last + timedelta(days=n) for n in range(1, (today - last).days)]
        assert CALENDAR.is_working(start)
        assert last < today
        assert not any(map(CALENDAR.is_working, between))


def test_the_finished_cycle_is_over_before_the_next_begins() -> None:
    for today in DAYS:
        starts = finished.script(today.year - 1, CALENDAR).starts
        assert all(CALENDAR.is_working(day) for day in starts.values())
        over = shanghai_day(Workdays(max(starts.values()), CALENDAR).at(LONGEST))
        assert over < min(under_review.script(today, CALENDAR).starts.values())


def test_deeds_are_done_in_the_order_of_their_times_and_may_plan_more() -> None:
    clock = SetClock(datetime(2026, 1, 1, tzinfo=UTC))
    timeline, done = Timeline(clock), list[tuple[str, datetime]]()
    first, second = clock.now + timedelta(days=1), clock.now + timedelta(days=2)

    def deed(name: str) -> None:
        done.append((name, clock.now))
        if name == "a":
            timeline.plan(first, lambda: deed("b"))

    timeline.plan(second, lambda: deed("d"))
    timeline.plan(first, lambda: deed("a"))
    timeline.plan(first, lambda: deed("c"))
    timeline.run()
    assert done == [("a", first), ("c", first), ("b", first), ("d", second)]
