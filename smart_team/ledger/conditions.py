"""Which records count: declared conditions as tests of one record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from smart_team.ledger.book import Record
from smart_team.rubric.ledgers import Condition
from smart_team.rubric.types import plain

Test = Callable[[Record], bool]
_Value = Callable[[Record], Any]
_OWN: Final[dict[str, _Value]] = {
    "state": lambda record: record.state,
    "light": lambda record: record.light,
}


def tests_of(conditions: Iterable[Condition]) -> list[Test]:
    """Return a test for each condition; of a field that is empty only ``filled: false`` is true."""
    return [_test_of(each) for each in conditions]


def _test_of(one: Condition) -> Test:
    value = _OWN.get(one.field) or _content_of(one.field)
    if one.is_ is not None:
        wanted = plain(one.is_) if isinstance(one.is_, Decimal) else one.is_
        return lambda record: bool(value(record) == wanted)
    if one.in_ is not None:
        among = frozenset(one.in_)
        return lambda record: value(record) in among
    if one.filled is not None:
        filled = one.filled
        return lambda record: (value(record) is not None) is filled
    if one.not_after is not None:
        return _in_time(value, _content_of(one.not_after), timedelta(days=one.within_days))
    return _between(value, one.at_least, one.at_most)


def _content_of(name: str) -> _Value:
    return lambda record: record.content.get(name)


def _in_time(value: _Value, other: _Value, within: timedelta) -> Test:
    """Test whether a day is no later than another, and so many days; an unknown one is not."""

    def test(record: Record) -> bool:
        day, bound = value(record), other(record)
        if day is None or bound is None:
            return False
        return date.fromisoformat(day) - date.fromisoformat(bound) <= within

    return test


def _between(value: _Value, least: Decimal | None, most: Decimal | None) -> Test:
    def test(record: Record) -> bool:
        text = value(record)
        if text is None:
            return False
        number = Decimal(text)
        return (least is None or number >= least) and (most is None or number <= most)

    return test
