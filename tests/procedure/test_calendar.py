"""Days, working days and deadlines: the notices by hand, the bound to the second, any time zone."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smart_team.procedure.calendar import (
    SHANGHAI,
    Calendar,
    Unit,
    add_days,
    deadline,
    end_of,
    is_in_time,
    is_weekend,
    last_day,
    shanghai_day,
)
from smart_team.procedure.holidays import load_holidays

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "smart_team" / "procedure" / "holidays_cn.csv"
CHINA = Calendar(load_holidays(FILE.read_text(encoding="utf-8")))
BARE = Calendar({})
ZONES = ("UTC", "Asia/Shanghai", "America/New_York", "Pacific/Kiritimati", "Asia/Kathmandu")

# What the notices say, typed from their texts: first and last day off, then the days worked instead.
NOTICES: dict[int, tuple[str, str]] = {
    2021: (
        "01-01..01-03 02-11..02-17 04-03..04-05 05-01..05-05 06-12..06-14 09-19..09-21 10-01..10-07",
        "02-07 02-20 04-25 05-08 09-18 09-26 10-09",
    ),
    2022: (
        "01-01..01-03 01-31..02-06 04-03..04-05 04-30..05-04 06-03..06-05 09-10..09-12 10-01..10-07 12-31..12-31",
        "01-29 01-30 04-02 04-24 05-07 10-08 10-09",
    ),
    2023: (
        "01-01..01-02 01-21..01-27 04-05..04-05 04-29..05-03 06-22..06-24 09-29..10-06",
        "01-28 01-29 04-23 05-06 06-25 10-07 10-08",
    ),
    2024: (
        "01-01..01-01 02-10..02-17 04-04..04-06 05-01..05-05 06-10..06-10 09-15..09-17 10-01..10-07",
        "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    ),
    2025: (
        "01-01..01-01 01-28..02-04 04-04..04-06 05-01..05-05 05-31..06-02 10-01..10-08",
        "01-26 02-08 04-27 09-28 10-11",
    ),
    2026: (
        "01-01..01-03 02-15..02-23 04-04..04-06 05-01..05-05 06-19..06-21 09-25..09-27 10-01..10-07",
        "01-04 02-14 02-28 05-09 09-20 10-10",
    ),
}

days = st.dates(date(2021, 1, 1), date(2026, 6, 30))
counts = st.integers(0, 90)
units: st.SearchStrategy[Unit] = st.sampled_from(("working", "calendar"))
offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def each_day(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def of(year: int, text: str) -> date:
    return date.fromisoformat(f"{year}-{text}")


@pytest.mark.parametrize("year", NOTICES)
def test_the_shipped_calendar_says_what_the_notice_says(year: int) -> None:
    spans, worked = NOTICES[year]
    wanted: dict[date, str] = {of(year, day): "work" for day in worked.split()}
    for span in spans.split():
        first, last = span.split("..")
        wanted |= dict.fromkeys(each_day(of(year, first), of(year, last)), "off")
    assert {day: kind for day, kind in CHINA.holidays.items() if day.year == year} == wanted


def test_the_shipped_calendar_has_no_other_years() -> None:
    assert {day.year for day in CHINA.holidays} == set(NOTICES)
    assert [year for year in range(2019, 2030) if CHINA.covers(year)] == sorted(NOTICES)


def test_a_year_that_a_neighbours_notice_touches_is_not_covered() -> None:
    touched = Calendar({date(2022, 12, 31): "off", date(2023, 1, 1): "off"})
    assert not touched.covers(2022)
    assert not touched.covers(2023)
    assert not Calendar({date(2023, 1, 1): "off", date(2023, 10, 1): "work"}).covers(2023)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2021-02-07", True),  # a Sunday worked for the Spring Festival
        ("2021-02-11", False),
        ("2021-02-18", True),
        ("2021-10-07", False),
        ("2021-10-08", True),  # the Friday after the National Day holiday
        ("2021-10-09", True),  # a Saturday worked
        ("2021-10-10", False),
        ("2022-12-31", False),
        ("2024-02-09", True),  # New Year's Eve of 2024: leave was encouraged, not given
        ("2025-01-28", False),
        ("2026-02-14", True),
        ("2026-11-21", False),
        ("2027-10-01", True),  # no notice yet: a Friday like any other
    ],
)
def test_single_days(day: str, *, working: bool) -> None:
    assert CHINA.is_working(date.fromisoformat(day)) is working


@pytest.mark.parametrize(
    ("start", "count", "wanted"),
    [
        ("2021-09-30", 1, "2021-10-08"),
        ("2021-09-30", 2, "2021-10-09"),
        ("2021-09-30", 3, "2021-10-11"),
        ("2021-09-25", 1, "2021-09-26"),
        ("2021-02-05", 5, "2021-02-18"),  # 7 (Sun), 8, 9, 10, then the holiday, then 18
        ("2026-02-13", 2, "2026-02-24"),  # 14 (Sat), then 24
        ("2026-11-20", 5, "2026-11-27"),
        ("2022-12-30", 1, "2023-01-03"),
        ("2021-10-03", 0, "2021-10-03"),  # a holiday stays what it is
        ("2021-10-03", 1, "2021-10-08"),
    ],
)
def test_working_days_by_hand(start: str, count: int, wanted: str) -> None:
    assert CHINA.add_working_days(date.fromisoformat(start), count) == date.fromisoformat(wanted)


@given(days, st.integers(1, 90))
def test_between_start_and_last_lie_exactly_so_many_working_days(start: date, count: int) -> None:
    last = CHINA.add_working_days(start, count)
    after = [day for day in each_day(start, last) if day != start and CHINA.is_working(day)]
    assert len(after) == count
    assert after[-1] == last


@given(days, counts, counts)
def test_working_days_add_up(start: date, some: int, more: int) -> None:
    there = CHINA.add_working_days(start, some)
    assert CHINA.add_working_days(there, more) == CHINA.add_working_days(start, some + more)


@given(days, counts)
def test_without_holidays_a_week_has_five_working_days(start: date, weeks: int) -> None:
    if not is_weekend(start):
        assert BARE.add_working_days(start, 5 * weeks) == start + timedelta(weeks=weeks)


@given(days, counts)
def test_calendar_days_are_plain(start: date, count: int) -> None:
    assert (add_days(start, count) - start).days == count
    assert last_day(start, count, CHINA, "calendar") == add_days(start, count)


def test_a_deadline_by_hand() -> None:
    bound = deadline(date(2021, 9, 30), 1, CHINA, "working")
    assert bound == datetime(2021, 10, 8, 16, tzinfo=UTC)  # midnight after 8 October in Shanghai
    assert bound.tzinfo is UTC
    assert deadline(date(2021, 9, 30), 1, CHINA, "calendar") == datetime(
        2021, 10, 1, 16, tzinfo=UTC
    )
    assert deadline(date(2021, 9, 30), 0, CHINA, "working") == end_of(date(2021, 9, 30))


@pytest.mark.parametrize(
    ("second", "wanted"), [(-2, True), (-1, True), (0, False), (1, False), (2, False)]
)
@given(start=days, count=counts, unit=units, seen_in=offsets)
def test_two_seconds_before_to_two_after(
    second: int, start: date, count: int, unit: Unit, seen_in: timezone, *, wanted: bool
) -> None:
    bound = deadline(start, count, CHINA, unit)
    received = bound + timedelta(seconds=second)
    assert is_in_time(received, bound) is wanted
    assert is_in_time(received.astimezone(seen_in), bound.astimezone(seen_in)) is wanted


@given(days, counts, units, st.integers(-(10**12), 10**12))
def test_in_time_is_the_last_day_or_before(
    start: date, count: int, unit: Unit, microseconds: int
) -> None:
    bound = deadline(start, count, CHINA, unit)
    received = bound + timedelta(microseconds=microseconds)
    on_the_day = shanghai_day(received) <= last_day(start, count, CHINA, unit)
    assert is_in_time(received, bound) is on_the_day


def test_the_last_microsecond_is_in_time() -> None:
    bound = end_of(date(2026, 11, 27))
    assert is_in_time(bound - timedelta(microseconds=1), bound)
    assert not is_in_time(bound, bound)


@pytest.mark.parametrize("zone", ZONES)
def test_the_machines_time_zone_changes_nothing(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        bound = deadline(date(2026, 9, 30), 5, CHINA, "working")
        assert bound.isoformat() == "2026-10-13T16:00:00+00:00"
        told = [is_in_time(bound + timedelta(seconds=n), bound) for n in (-2, -1, 0, 1, 2)]
        assert told == [True, True, False, False, False]
        assert shanghai_day(bound) == date(2026, 10, 14)
    finally:
        monkeypatch.undo()
        time.tzset()


WITHOUT_DATA = """
import sys
sys.modules["tzdata"] = None
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError
from smart_team.procedure.calendar import end_of
try:
    ZoneInfo("Asia/Shanghai")
except ZoneInfoNotFoundError:
    print(end_of(date(2026, 11, 27)))
"""


def test_it_needs_no_time_zone_data() -> None:
    bare = {**os.environ, "PYTHONTZPATH": ""}
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT_DATA], check=True, capture_output=True, text=True, env=bare
    )
    assert run.stdout == "2026-11-27 16:00:00+00:00\n"


def test_the_fixed_offset_is_shanghais_clock() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    hours = (datetime(1992, 1, 1, tzinfo=UTC) + timedelta(hours=37 * n) for n in range(25_800))
    for instant in hours:
        assert instant.astimezone(zone).utcoffset() == instant.astimezone(SHANGHAI).utcoffset()
    assert instant.year == 2100


@given(st.datetimes(datetime(1992, 1, 2), datetime(2100, 12, 30), timezones=offsets))  # noqa: DTZ001 - bounds of a strategy have no zone
def test_the_day_is_shanghais(instant: datetime) -> None:
    assert shanghai_day(instant) == instant.astimezone(ZoneInfo("Asia/Shanghai")).date()


@given(days)
def test_a_day_lasts_from_one_end_to_the_next(day: date) -> None:
    start, end = end_of(day - timedelta(days=1)), end_of(day)
    assert end - start == timedelta(days=1)
    assert shanghai_day(start) == shanghai_day(end - timedelta(microseconds=1)) == day


def test_an_instant_without_offset_is_refused() -> None:
    naive, aware = datetime(2026, 11, 27), datetime(2026, 11, 27, tzinfo=UTC)  # noqa: DTZ001 - the point
    for received, bound in ((naive, aware), (aware, naive), (naive, naive)):
        with pytest.raises(ValueError, match="needs an offset"):
            is_in_time(received, bound)
    with pytest.raises(ValueError, match="needs an offset"):
        shanghai_day(naive)


def test_an_instant_is_no_day() -> None:
    instant = datetime(2021, 10, 1, tzinfo=UTC)
    for refused in (
        lambda: CHINA.is_working(instant),
        lambda: CHINA.add_working_days(instant, 0),
        lambda: add_days(instant, 1),
        lambda: end_of(instant),
    ):
        with pytest.raises(TypeError, match="not an instant"):
            refused()


@pytest.mark.parametrize("unit", ["working", "calendar"])
def test_a_period_does_not_run_backwards(unit: Unit) -> None:
    with pytest.raises(ValueError, match="0 days or more"):
        deadline(date(2026, 11, 27), -1, CHINA, unit)
