"""Which records count: declared conditions as tests of one record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from smart_team.ledger.book import Record
from smart_team.ledger.periods import Moment
from smart_team.procedure.calendar import Calendar
from smart_team.rubric.ledgers import Condition
from smart_team.rubric.types import plain

Test = Callable[[Record], bool]
TimedTest = Callable[[Record, Moment], bool]
Value = Callable[[Record], Any]
LIGHT: Final = "light"
LIT: Final = "lit"


def tests_of(conditions: Iterable[Condition], calendar: Calendar) -> list[Test]:
    """Return a test for each condition that holds or not whenever it is asked.

    Of a field that is empty only ``filled: false`` is true.
    """
    return [_test_of(each, calendar) for each in conditions if not is_timed(each)]


def timed_tests_of(conditions: Iterable[Condition]) -> list[TimedTest]:
    """Return a test for each condition that depends on the period and the day of counting."""
    return [_timed_test_of(each) for each in conditions if is_timed(each)]


def is_timed(one: Condition) -> bool:
    """Whether a condition depends on the period and the day of counting."""
    return one.passed is not None or one.field in {LIGHT, LIT}


def _test_of(one: Condition, calendar: Calendar) -> Test:
    value = _state_of if one.field == "state" else content_of(one.field)
    if one.filled is not None:
        filled = one.filled
        return lambda record: (value(record) is not None) is filled
    if one.not_after is not None:
        return _in_time(value, content_of(one.not_after), _end_of(one, calendar))
    if one.is_ is not None or one.in_ is not None:
        among = _wanted(one)
        return lambda record: value(record) in among
    return _between(value, one.at_least, one.at_most)


def _timed_test_of(one: Condition) -> TimedTest:
    if one.passed is not None:
        return _passed(content_of(one.field), passed=one.passed)
    among = _wanted(one)
    if one.field == LIGHT:
        return lambda record, moment: record.light_on(moment.on) in among
    return lambda record, moment: bool(among & record.lit_in(moment.period.first, moment.on))


def content_of(name: str) -> Value:
    """Return what takes a field of a record; None where it is empty."""
    return lambda record: record.content.get(name)


def _state_of(record: Record) -> str:
    return record.state


def _wanted(one: Condition) -> frozenset[str]:
    if one.is_ is None:
        return frozenset(one.in_ or ())
    return frozenset({plain(one.is_) if isinstance(one.is_, Decimal) else one.is_})


def _passed(value: Value, *, passed: bool) -> TimedTest:
    def test(record: Record, moment: Moment) -> bool:
        day = value(record)
        return day is not None and (date.fromisoformat(day) <= moment.on) is passed

    return test


def _end_of(one: Condition, calendar: Calendar) -> Callable[[str], date]:
    """Return what finds the last day that is in time from the day that is the bound."""

    @lru_cache(maxsize=4096)
    def end(bound: str) -> date:
        day = date.fromisoformat(bound)
        if one.working:
            return calendar.add_working_days(day, one.within_days)
        return day + timedelta(days=one.within_days)

    return end


def _in_time(value: Value, other: Value, end: Callable[[str], date]) -> Test:
    def test(record: Record) -> bool:
        day, bound = value(record), other(record)
        if day is None or bound is None:
            return False
        return date.fromisoformat(day) <= end(bound)

    return test


def _between(value: Value, least: Decimal | None, most: Decimal | None) -> Test:
    def test(record: Record) -> bool:
        text = value(record)
        if text is None:
            return False
        number = Decimal(text)
        return (least is None or number >= least) and (most is None or number <= most)

    return test
