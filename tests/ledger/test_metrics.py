"""Metrics over ledgers, each operation against a count made by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest

from smart_team.errors import PluginError
from smart_team.ledger.amounts import Figure, Source
from smart_team.ledger.book import Change, Record
from smart_team.ledger.metrics import Counting, Named
from smart_team.ledger.periods import Period
from smart_team.ledger.plugin import Count, Counter
from smart_team.procedure.calendar import Calendar
from smart_team.rubric.ledgers import Metric
from smart_team.rubric.loader import load
from tests.ledger.books import book_of

BOOK: Final = book_of("""\
    fields:
      - {id: code, type: text, title: 编号}
      - {id: day, type: date, title: 日期}
      - {id: due, type: date, title: 期限}
      - {id: answered, type: date, title: 答复}
      - {id: people, type: number, title: 人数}
      - {id: hours, type: number, title: 学时, decimals: 1, min: -10}
      - {id: share, type: percent, title: 进度}
      - {id: sort, type: choice, title: 类别, choices: [{id: talk, title: 谈}, {id: film, title: 片}]}
      - {id: level, type: choice, title: 层级, choices: [{id: city, title: 市}, {id: state, title: 国}]}
      - {id: host, type: unit, title: 承办}
      - {id: guests, type: units, title: 参加}
    key: [code]
    dated_by: day
    enter: [clerk]
    confirm: [admin]
    """)
YEAR: Final = Period(date(2026, 1, 1), date(2026, 12, 31))
UNITS: Final = ("A", "B")


def record(
    id_: str,
    day: str,
    unit: str = "A",
    state: str = "confirmed",
    lights: Sequence[tuple[str, str]] = (),
    **content: Any,
) -> Record:
    changes = tuple(Change(date.fromisoformat(day), light) for day, light in lights)
    return Record(id_, BOOK.name, unit, date.fromisoformat(day), state, content, changes)


RECORDS: Final = (
    record("1", "2025-12-31", people="100", sort="talk", share="5"),
    record("2", "2026-01-01", people="3", hours="0.1", sort="talk", level="city", code="x"),
    record("3", "2026-01-31", people="4", hours="0.2", sort="film", level="state", code="x"),
    record(
        "4",
        "2026-03-15",
        people="5",
        sort="talk",
        level="city",
        code="y",
        lights=[("2026-03-20", "red"), ("2026-04-02", "green")],
    ),
    record("5", "2026-12-31", state="entered", people="50", sort="talk", code="z"),
    record("6", "2026-12-31", share="40", due="2026-03-10", answered="2026-03-12", host="B"),
    record("7", "2027-01-01", people="7", share="60", sort="talk"),
    record("8", "2026-06-01", "B", people="9", guests=["A", "C"], due="2026-06-10"),
)


def metric(text: str) -> Named:
    yaml = f"id: m\ntitle: 数\nmeasure: 个\nsource: 台账\n{text}"
    return Named("test", load(Metric, yaml.encode(), "module.yaml")[0])


TODAY = date(2027, 1, 31)


def counted(
    text: str,
    unit: str = "A",
    period: Period = YEAR,
    records: Sequence[Record] = RECORDS,
    *,
    today: date = TODAY,
) -> Count:
    counting = Counting({BOOK.name: Source(BOOK, records)}, today, Calendar())
    return counting.count(metric(text), UNITS, period)[unit]


@pytest.mark.parametrize(
    ("amount", "value", "ids"),
    [
        ("count: true", "4", "2346"),
        ("sum: people", "12", "234"),
        ("sum: hours", "0.3", "23"),
        ("sum: level, values: {city: 1, state: 2.5}", "4.5", "234"),
        ("sum: level, values: {state: 2.5}", "2.5", "3"),
        ("sum: level, values: {city: 1, state: 2.5}, highest_per: code", "3.5", "34"),
        ("distinct: code", "2", "234"),
        ("latest: share", "40", "6"),
        ("latest: share, any_time: true", "40", "6"),
        ("latest: hours", "0.2", "3"),
        ("count: true, any_time: true", "5", "12346"),
        ("count: true, any_state: true", "5", "23456"),
        ("count: true, whose: host", "0", ""),
        ("count: true, whose: guests", "1", "8"),
        ("distinct: guests, whose: guests", "2", "8"),
        ("count: true, where: [{field: sort, is: talk}]", "2", "24"),
        ("count: true, where: [{field: people, is: 4}]", "1", "3"),
        ("count: true, where: [{field: sort, in: [talk, film]}]", "3", "234"),
        ("count: true, where: [{field: people, at_least: 4}]", "2", "34"),
        ("count: true, where: [{field: people, at_most: 4}]", "2", "23"),
        ("count: true, where: [{field: people, at_least: 4, at_most: 4}]", "1", "3"),
        ("count: true, where: [{field: hours, filled: true}]", "2", "23"),
        ("count: true, where: [{field: hours, filled: false}]", "2", "46"),
        ("count: true, where: [{field: light, is: red}]", "0", ""),
        ("count: true, where: [{field: light, in: [red, green]}]", "1", "4"),
        ("count: true, where: [{field: lit, is: red}]", "1", "4"),
        ("count: true, where: [{field: lit, is: blue}]", "0", ""),
        ("sum: light, values: {green: 2, red: 1}", "2", "4"),
        ("sum: light, values: {red: 1}", "0", ""),
        ("count: true, where: [{field: due, passed: true}]", "1", "6"),
        ("count: true, where: [{field: due, passed: false}]", "0", ""),
        ("all: [{field: people, filled: true}]", "0", "2346"),
        ("all: [{field: people, at_least: 3}], where: [{field: sort, is: talk}]", "1", "24"),
        ("all: [{field: people, at_least: 9}], where: [{field: sort, is: talk}]", "0", "24"),
        ("all: [{field: lit, is: red}], where: [{field: people, is: 5}]", "1", "4"),
        ("all: [{field: lit, is: red}], where: [{field: sort, is: talk}]", "0", "24"),
        ("all: [{field: people, filled: true}], where: [{field: people, is: 77}]", "0", ""),
        ("count: true, any_state: true, where: [{field: state, is: entered}]", "1", "5"),
        ("count: true, where: [{field: answered, not_after: due}]", "0", ""),
        ("count: true, where: [{field: answered, not_after: due, within_days: 1}]", "0", ""),
        ("count: true, where: [{field: answered, not_after: due, within_days: 2}]", "1", "6"),
        ("count: true, where: [{field: sort, is: talk}, {field: people, at_least: 4}]", "1", "4"),
    ],
)
def test_an_amount_is_what_a_hand_counts(amount: str, value: str, ids: str) -> None:
    figure = counted(f"amount: {{over: cases, {amount}}}").parts["value"]
    assert figure == Figure(Decimal(value), tuple(ids))


def test_another_units_records_are_its_own() -> None:
    assert counted("amount: {over: test.cases, count: true, whose: host}", "B").records() == ("6",)
    assert counted("amount: {over: cases, sum: people}", "B").records() == ("8",)


def test_the_newest_of_nothing_is_lacking() -> None:
    count = counted("amount: {over: cases, latest: share}", "B")
    assert count.parts["value"].lacks == "test.cases"
    assert count.lacks() == ("test.cases",)


def test_count_and_sum_of_nothing_are_zero() -> None:
    for way in ("count: true", "sum: people", "distinct: code"):
        amount = f"{{over: cases, {way}, where: [{{field: people, is: 77}}]}}"
        assert counted(f"amount: {amount}") == Count({"value": Figure(Decimal(0))})


def test_a_month_of_which_nobody_reported_is_not_reached() -> None:
    found = counted("months: {at_least: 0, amount: {over: cases, latest: share}}").parts
    assert [each.value for each in found.values()] == [Decimal(1), Decimal(12)]


def test_what_has_come_is_asked_of_the_day_of_counting() -> None:
    text = "amount: {over: cases, count: true, where: [{field: due, passed: true}]}"
    early = counted(text, "B", today=date(2026, 6, 9)), counted(text, "B", today=date(2026, 6, 10))
    assert [each.records() for each in early] == [(), ("8",)]


def test_a_light_is_that_of_the_day_of_counting() -> None:
    text = "amount: {over: cases, count: true, where: [{field: light, is: red}]}"
    days = [date(2026, 3, 19), date(2026, 3, 20), date(2026, 4, 1), date(2026, 4, 2)]
    assert [len(counted(text, today=day).records()) for day in days] == [0, 1, 1, 0]


@pytest.mark.parametrize(
    ("first", "light", "ids"),
    [(1, "red", "4"), (1, "green", ""), (2, "red", "4"), (2, "green", "4"), (3, "red", "")],
)
def test_a_light_that_was_shown_in_the_period_is_one(first: int, light: str, ids: str) -> None:
    days = {
        1: ("2026-03-01", "2026-04-01"),
        2: ("2026-04-01", "2026-04-30"),
        3: ("2026-04-02", "2026-04-30"),
    }
    period = Period(*map(date.fromisoformat, days[first]))
    text = f"amount: {{over: cases, count: true, any_time: true, where: [{{field: lit, is: {light}}}]}}"
    assert counted(text, period=period).records() == tuple(ids)


def test_days_of_grace_may_be_working_days() -> None:
    late = [record("1", "2026-06-01", due="2026-06-05", answered="2026-06-09")]
    text = "amount: {over: cases, count: true, where: [{field: answered, not_after: due, within_days: 2"
    assert counted(text + "}]}", records=late).records() == ()
    assert counted(text + ", working: true}]}", records=late).records() == ("1",)


def test_of_one_day_the_last_entered_is_the_newest() -> None:
    several = [record(each, "2026-02-01", share=each) for each in ("9", "8")]
    assert counted("amount: {over: cases, latest: share}", records=several).records() == ("9",)


def test_without_a_group_each_stands_for_itself() -> None:
    several = [record(each, "2026-02-01", people="3") for each in ("1", "2")]
    text = "amount: {over: cases, sum: people, highest_per: code}"
    assert counted(text, records=several).parts["value"].value == 6


def test_a_ratio_keeps_both_sides() -> None:
    found = counted("ratio: {top: {over: cases, sum: people}, bottom: {over: cases, count: true}}")
    assert {name: part.value for name, part in found.parts.items()} == {
        "numerator": 12,
        "denominator": 4,
    }


def test_months_are_counted_that_reach_the_number() -> None:
    found = counted("months: {amount: {over: cases, sum: people}, at_least: 5}")
    assert found.parts["numerator"] == Figure(Decimal(2), ("2", "3", "4"))
    assert found.parts["denominator"] == Figure(Decimal(12), ("2", "3", "4"))


def test_quarters_are_counted_that_reach_the_number() -> None:
    found = counted("quarters: {amount: {over: cases, sum: people}, at_least: 12}")
    assert {name: each.value for name, each in found.parts.items()} == {
        "numerator": 1,
        "denominator": 4,
    }


def test_an_amount_is_split_by_a_choice() -> None:
    found = counted("split: {amount: {over: cases, sum: people}, by: sort}")
    assert dict(found.parts) == {
        "talk": Figure(Decimal(8), ("2", "4")),
        "film": Figure(Decimal(4), ("3",)),
    }


def test_of_those_that_agree_the_first_choice_counts_once() -> None:
    found = counted("split: {amount: {over: cases, count: true}, by: level, once_per: code}")
    assert {name: each.records for name, each in found.parts.items()} == {
        "city": ("2", "4"),
        "state": (),
    }
    several = [
        record("1", "2026-01-01", level="state", code="x"),
        record("2", "2026-02-01", level="city", code="x"),
        record("3", "2026-03-01", level="state"),
        record("4", "2026-04-01", level="state"),
        record("5", "2026-05-01", code="x"),
    ]
    text = "split: {amount: {over: cases, count: true}, by: level, once_per: code}"
    parts = counted(text, records=several).parts
    assert {name: each.records for name, each in parts.items()} == {
        "city": ("2",),
        "state": ("3", "4"),
    }


def test_only_whole_months_are_months_of_a_period() -> None:
    part = Period(date(2026, 1, 2), date(2026, 4, 29))
    assert part.months == (
        Period(date(2026, 2, 1), date(2026, 2, 28)),
        Period(date(2026, 3, 1), date(2026, 3, 31)),
    )
    assert Period(date(2026, 1, 2), date(2026, 1, 31)).months == ()
    assert Period(date(2026, 2, 1), date(2027, 3, 30)).quarters == (
        Period(date(2026, 4, 1), date(2026, 6, 30)),
        Period(date(2026, 7, 1), date(2026, 9, 30)),
        Period(date(2026, 10, 1), date(2026, 12, 31)),
    )


def test_parts_and_months_stand_by_name() -> None:
    text = "parts: {all: {over: cases, count: true}}\nby_month: {over: cases, sum: people}"
    found = counted(text, period=Period(date(2026, 1, 1), date(2026, 3, 31)))
    assert {name: part.value for name, part in found.parts.items()} == {
        "all": 3,
        "m01": 7,
        "m02": 0,
        "m03": 5,
    }


class Double(Counter):
    """Twice the records of each unit."""

    name = "test.double"
    ledgers = (BOOK.name,)

    def count(
        self, records: Mapping[str, Sequence[Record]], units: Sequence[str], period: Period
    ) -> Mapping[str, Count]:
        every = records[BOOK.name]
        self.seen = [each.id for each in every]
        return {
            unit: Count({"value": Figure(Decimal(2 * sum(e.unit == unit for e in every)))})
            for unit in ("A", "elsewhere")
        }


def test_a_counter_is_given_what_counts_until_the_periods_end() -> None:
    counter = Double()
    counting = Counting(
        {BOOK.name: Source(BOOK, RECORDS)}, YEAR.last, Calendar(), {counter.name: counter}
    )
    found = counting.count(metric("hook: test.double"), UNITS, YEAR)
    assert counter.seen == ["1", "2", "3", "4", "8", "6"]
    assert {unit: each.parts["value"].value for unit, each in found.items()} == {"A": 10}


class Broken(Counter):
    """Gives whatever it is told to."""

    name = "test.broken"
    ledgers = ()

    def __init__(self, given: Any) -> None:
        self.given = given

    def count(self, *_: Any) -> Any:
        if isinstance(self.given, Exception):
            raise self.given
        return self.given


@pytest.mark.parametrize(
    "given",
    [
        None,
        {"A": 3},
        {"A": Count({"value": Figure(0.5)})},  # type: ignore[arg-type]
        {"A": Count({"value": Figure(Decimal("NaN"))})},
        {"A": Count({"value": 3})},  # type: ignore[dict-item]
        ValueError("no"),
    ],
)
def test_a_counter_that_breaks_its_promise_is_named(given: Any) -> None:
    counting = Counting({}, YEAR.last, Calendar(), {"test.broken": Broken(given)})
    with pytest.raises(PluginError, match=r"test\.broken"):
        counting.count(metric("hook: test.broken"), UNITS, YEAR)


def test_a_metric_names_its_ledgers() -> None:
    text = "ratio: {top: {over: cases, count: true}, bottom: {over: other.papers, count: true}}"
    assert metric(text).ledgers({}) == {"test.cases", "other.papers"}
    assert metric("hook: test.double").ledgers({"test.double": Double()}) == {"test.cases"}
