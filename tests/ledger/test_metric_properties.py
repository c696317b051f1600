"""Any amount over any records is what a naive count gives, record by record."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from smart_team.ledger.amounts import Source
from smart_team.ledger.book import Record
from smart_team.ledger.metrics import Counting, Named
from smart_team.ledger.periods import Period
from smart_team.rubric.ledgers import Amount, Condition, Metric
from tests.ledger.test_metrics import BOOK, UNITS

FIRST = date(2026, 1, 1)
TODAY = date(2026, 9, 1)
DAYS = st.integers(-40, 400).map(lambda days: FIRST + timedelta(days=days))
HOURS = st.integers(-100, 100).map(lambda tenths: str(Decimal(tenths) / 10))
CONTENTS = st.fixed_dictionaries(
    {},
    optional={
        "code": st.sampled_from(["x", "y", "z"]),
        "hours": HOURS,
        "people": st.integers(0, 9).map(str),
        "sort": st.sampled_from(["talk", "film"]),
        "guests": st.lists(st.sampled_from(UNITS), min_size=1, unique=True).map(sorted),
        "due": DAYS.map(date.isoformat),
        "answered": DAYS.map(date.isoformat),
    },
)
RECORDS = st.lists(
    st.tuples(DAYS, st.sampled_from(UNITS), st.sampled_from(["entered", "confirmed"]), CONTENTS),
    max_size=30,
)
WHERES: list[dict[str, Any]] = [
    {"field": "sort", "is": "talk"},
    {"field": "sort", "in": ("talk", "film")},
    {"field": "hours", "at_least": Decimal("-1.5"), "at_most": Decimal(4)},
    {"field": "code", "filled": False},
    {"field": "state", "is": "entered"},
    {"field": "answered", "not_after": "due", "within_days": 5},
    {"field": "due", "passed": True},
    {"field": "due", "passed": False},
]
KINDS: list[dict[str, Any]] = [
    {"count": True},
    {"sum": "hours"},
    {"sum": "hours", "highest_per": "code"},
    {"sum": "sort", "values": {"talk": Decimal("0.3"), "film": Decimal(2)}},
    {"distinct": "code"},
    {"latest": "hours"},
    {"all": ({"field": "hours", "at_most": Decimal(5)}, {"field": "due", "passed": True})},
]


def holds(where: dict[str, Any], record: Record, period: Period) -> bool:
    value = record.state if where["field"] == "state" else record.content.get(where["field"])
    if "filled" in where:
        return bool((value is not None) == where["filled"])
    if value is None:
        return False
    if "is" in where:
        return bool(value == where["is"])
    if "in" in where:
        return value in where["in"]
    if "passed" in where:
        return bool((date.fromisoformat(value) <= min(period.last, TODAY)) == where["passed"])
    if "not_after" in where:
        other = record.content.get(where["not_after"])
        if other is None:
            return False
        late = date.fromisoformat(value) - date.fromisoformat(other)
        return bool(late.days <= where["within_days"])
    return bool(where["at_least"] <= Decimal(value) <= where["at_most"])


def naive(
    amount: dict[str, Any],
    wheres: list[dict[str, Any]],
    records: list[Record],
    unit: str,
    period: Period,
) -> Fraction:
    rows = [
        each
        for each in records
        if (amount.get("any_state") or each.state == "confirmed")
        and all(holds(where, each, period) for where in wheres)
        and (unit in each.content.get("guests", ()) if "whose" in amount else each.unit == unit)
        and each.day <= period.last
        and (amount.get("any_time") or each.day >= period.first)
    ]
    if amount.get("count"):
        return Fraction(len(rows))
    if "all" in amount:
        bounds = [{"at_least": Decimal(-999), **amount["all"][0]}, amount["all"][1]]
        met = all(holds(bound, each, period) for each in rows for bound in bounds)
        return Fraction(bool(rows) and met)
    if "distinct" in amount:
        return Fraction(len({each.content["code"] for each in rows if "code" in each.content}))
    if "latest" in amount:
        known = [each for each in rows if "hours" in each.content]
        newest = max(known, key=lambda each: (each.day, each.id), default=None)
        return Fraction(0) if newest is None else Fraction(newest.content["hours"])
    worth = amount.get("values")
    field = amount["sum"]
    taken = [
        (each, Fraction(worth[each.content[field]] if worth else each.content[field]))
        for each in rows
        if field in each.content
    ]
    if "highest_per" not in amount:
        return sum((value for _, value in taken), Fraction(0))
    alone = [value for each, value in taken if "code" not in each.content]
    groups = {each.content["code"] for each, _ in taken if "code" in each.content}
    best = [max(v for each, v in taken if each.content.get("code") == group) for group in groups]
    return sum([*alone, *best], Fraction(0))


@given(
    RECORDS,
    st.sampled_from(KINDS),
    st.lists(st.sampled_from(WHERES), max_size=2),
    st.fixed_dictionaries(
        {},
        optional={
            "any_state": st.just(True),
            "any_time": st.just(True),
            "whose": st.just("guests"),
        },
    ),
    st.tuples(DAYS, DAYS).map(sorted),
)
def test_an_amount_is_what_a_naive_count_gives(
    drawn: list[tuple[date, str, str, dict[str, Any]]],
    kind: dict[str, Any],
    wheres: list[dict[str, Any]],
    wider: dict[str, Any],
    days: list[date],
) -> None:
    records = [
        Record(f"{number:03}", BOOK.name, unit, day, state, content)
        for number, (day, unit, state, content) in enumerate(drawn)
    ]
    period = Period(*days)
    where = tuple(Condition.model_validate(each) for each in wheres)
    amount = Amount.model_validate({"over": "cases", **kind, **wider, "where": where})
    words = {"title": "数", "measure": "个", "source": "台账"}
    named = Named("test", Metric.model_validate({"id": "m", **words, "amount": amount}))
    found = Counting({BOOK.name: Source(BOOK, records)}, TODAY).count(named, UNITS, period)
    for unit in UNITS:
        expected = naive({**kind, **wider}, wheres, records, unit, period)
        assert Fraction(found[unit].parts["value"].value) == expected


@given(st.tuples(DAYS, DAYS).map(sorted))
def test_months_are_whole_and_follow_one_another(days: list[date]) -> None:
    period = Period(*days)
    every = [period.first + timedelta(days=n) for n in range((period.last - period.first).days + 1)]
    starts = [day for day in every if day.day == 1]
    whole = [
        day
        for day in starts
        if (day + timedelta(days=31)).replace(day=1) <= period.last + timedelta(days=1)
    ]
    assert [month.first for month in period.months] == whole
    assert all((m.last + timedelta(days=1)).day == 1 for m in period.months)
