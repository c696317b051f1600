"""The kept history of lights: what holds of it however a record's days and reports lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from smart_team.ledger.book import Change, Record
from smart_team.ledger.lighting import new_lights
from smart_team.ledger.lights import Point
from tests.ledger.test_lights import BOOK, LIGHTS, day

DAYS: Final = 150
EVERY: Final = [day(number) for number in range(DAYS)]
PLAN: Final = [Point(day(100), Fraction(100))]
REPORTS: Final = st.lists(
    st.tuples(st.integers(0, DAYS), st.integers(0, 100)), max_size=6, unique_by=lambda each: each[0]
)


def record(state: str = "open", **content: str) -> Record:
    days = {"begun": day(0).isoformat(), "due": day(100).isoformat(), **content}
    return Record("r", "test.cases", "D01-court", day(0), state, {"code": "1", **days})


def reported(pairs: Sequence[tuple[int, int]]) -> list[Point]:
    return [Point(day(number), Fraction(percent)) for number, percent in sorted(pairs)]


def lit(known: Record, reports: Sequence[Point], days: Sequence[date]) -> Record:
    """The record with what these days add to its history."""
    new = new_lights(BOOK, known, PLAN, reports, days)
    changes = [Change(each.day, each.lit.light) for each in new]
    return replace(known, lights=(*known.lights, *changes))


@given(REPORTS, st.lists(st.integers(1, DAYS - 1), max_size=5))
def test_days_that_were_missed_are_lit_as_if_none_had_been(
    pairs: list[tuple[int, int]], looks: list[int]
) -> None:
    reports, by_day, at_last = reported(pairs), record(), record()
    for each in EVERY:
        by_day = lit(by_day, reports, [each])
    bounds = sorted({0, DAYS, *looks})
    for first, last in pairwise(bounds):
        at_last = lit(at_last, reports, EVERY[first:last])
    assert at_last.lights == by_day.lights


@given(REPORTS, st.integers(1, DAYS))
def test_lighting_again_adds_nothing(pairs: list[tuple[int, int]], until: int) -> None:
    known = lit(record(), reported(pairs), EVERY[:until])
    again = lit(known, reported(pairs), EVERY[:until])
    assert again.lights == known.lights
    assert lit(known, reported(pairs), [EVERY[until - 1]]).lights == known.lights


@given(REPORTS)
def test_what_is_kept_changes_each_time_and_goes_from_red_to_yellow_first(
    pairs: list[tuple[int, int]],
) -> None:
    lights = lit(record(), reported(pairs), EVERY).lights
    assert all(left.light != right.light for left, right in pairwise(lights))
    for left, right in pairwise(lights):
        assert left.day < right.day
        assert left.light != "red" or right.light == "yellow"
    for before, yellow, after in zip(lights, lights[1:], lights[2:], strict=False):
        if before.light == "red" and after.light in {"blue", "green"}:
            assert (after.day - yellow.day).days >= LIGHTS.recover_days


@given(REPORTS, st.integers(0, DAYS - 1), st.integers(0, DAYS - 1))
def test_conditions_of_metrics_agree_with_the_history(
    pairs: list[tuple[int, int]], one: int, other: int
) -> None:
    known = lit(record(), reported(pairs), EVERY)
    first, last = sorted((one, other))
    shown = {known.light_on(each) for each in EVERY[first : last + 1]}
    assert known.lit_in(day(first), day(last)) == shown


def test_red_of_the_same_day_is_followed_by_yellow_on_that_day() -> None:
    behind = lit(record(), [], EVERY[:32])
    assert behind.lights[-1] == Change(day(31), "red")
    caught_up = lit(behind, reported([(31, 40)]), [day(31)])
    assert caught_up.lights[-1] == Change(day(31), "yellow")
    assert lit(caught_up, reported([(31, 40)]), [day(31)]).lights == caught_up.lights
    assert "red" in caught_up.lit_in(day(31), day(40))


def test_what_is_done_is_green_from_that_day_on() -> None:
    over = lit(record(), [], EVERY[:105])
    ended = replace(record("closed", ended=day(106).isoformat()), lights=over.lights)
    known = lit(ended, [], EVERY[105:110])
    assert (known.light_on(day(105)), known.light_on(day(106))) == ("red", "green")


def test_what_does_not_count_keeps_its_light() -> None:
    assert lit(record("nowhere"), [], EVERY).lights == ()


def test_days_before_the_last_change_stay_as_they_were() -> None:
    known = replace(record(), lights=(Change(day(50), "yellow"),))
    assert lit(known, [], EVERY[:50]).lights == known.lights
    assert lit(known, [], [day(50) + timedelta(days=1)]).lights[-1].light == "red"
