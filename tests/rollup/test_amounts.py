"""Amounts over a bulk ledger come to what the count record by record gives, for any declaration."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from smart_team.ledger.amounts import Source
from smart_team.ledger.book import Record
from smart_team.ledger.metrics import Counting, Named
from smart_team.ledger.periods import Period
from smart_team.ledger.values import read_values
from smart_team.procedure.calendar import Calendar
from smart_team.rollup.amounts import RolledTally
from smart_team.rollup.asking import RollUp
from smart_team.rollup.changing import append, correct, delete
from smart_team.rollup.counting import roll_up
from smart_team.rollup.declared import layout_of, record_of, row_of
from smart_team.rollup.embedded import embedded
from smart_team.rollup.engine import Limits
from smart_team.rollup.layout import KEY
from smart_team.rollup.part import Part
from smart_team.rubric.ledgers import Metric
from smart_team.rubric.loader import load
from tests.ledger.books import UNITS, book_of

BOOK = book_of("""
    bulk: true
    fields:
      - {id: number, type: text, title: 编号, required: true}
      - {id: day, type: date, title: 日期, required: true}
      - {id: sort, type: choice, title: 类型, choices: [{id: talk, title: 讲}, {id: film, title: 片}]}
      - {id: people, type: number, title: 人数}
      - {id: hours, type: number, title: 时长, decimals: 1, min: -100}
      - {id: share, type: percent, title: 占比}
      - {id: due, type: date, title: 时限}
      - {id: guest, type: unit, title: 协办}
      - {id: place, type: text, title: 地点}
    key: [number]
    dated_by: day
    enter: [clerk]
    """)
CODES = sorted(UNITS)
DAYS = st.integers(-40, 400).map(lambda days: date(2026, 1, 1) + timedelta(days=days))
GIVEN = st.fixed_dictionaries(
    {"day": DAYS.map(date.isoformat)},
    optional={
        "sort": st.sampled_from(["talk", "film"]),
        "people": st.integers(0, 9).map(str),
        "hours": st.integers(-100, 100).map(lambda tenths: str(Decimal(tenths) / 10)),
        "share": st.integers(0, 400).map(lambda quarters: str(Decimal(quarters) / 4)),
        "due": DAYS.map(date.isoformat),
        "guest": st.sampled_from(CODES),
        "place": st.sampled_from(["甲", "乙", "'; --"]),
    },
)
KEPT = st.lists(st.tuples(st.sampled_from(CODES), GIVEN), max_size=25)
NUMBERS = st.sampled_from(["people", "hours", "share"])
FIELDS = st.sampled_from([each for each in BOOK.fields if each not in {"number", "day"}])
WHERE = st.one_of(
    st.fixed_dictionaries({"field": FIELDS, "filled": st.booleans()}),
    st.fixed_dictionaries({"field": NUMBERS, "is": st.integers(-1, 9)}),
    st.fixed_dictionaries({"field": NUMBERS, "at_least": st.sampled_from([0, 3, -1.5])}),
    st.fixed_dictionaries({"field": NUMBERS, "at_most": st.sampled_from([0, 4, 2.5])}),
    st.sampled_from(
        [
            {"field": "sort", "is": "talk"},
            {"field": "sort", "in": ["talk", "film"]},
            {"field": "due", "passed": True},
            {"field": "due", "passed": False},
        ]
    ),
    st.fixed_dictionaries(
        {"field": st.just("day"), "not_after": st.just("due"), "within_days": st.integers(0, 30)}
    ),
)
TAKEN = st.one_of(
    st.just({"count": True}),
    st.fixed_dictionaries({"sum": NUMBERS}),
    st.just({"sum": "sort", "values": {"talk": 0.3, "film": 2}}),
    st.fixed_dictionaries({"distinct": FIELDS}),
)
AMOUNT = st.builds(
    lambda taken, where, wider: {"over": "cases", **taken, "where": where, **wider},
    TAKEN,
    st.lists(WHERE, max_size=2),
    st.fixed_dictionaries({}, optional={"any_time": st.just(True), "whose": st.just("guest")}),
)
METRIC = st.one_of(
    st.fixed_dictionaries({"amount": AMOUNT}),
    st.fixed_dictionaries({"by_month": AMOUNT}),
    st.fixed_dictionaries({"ratio": st.fixed_dictionaries({"top": AMOUNT, "bottom": AMOUNT})}),
    st.fixed_dictionaries(
        {"months": st.fixed_dictionaries({"amount": AMOUNT, "at_least": st.integers(0, 5)})}
    ),
    st.fixed_dictionaries(
        {"split": st.fixed_dictionaries({"amount": AMOUNT, "by": st.just("sort")})}
    ),
)


class Rolled:
    """The ledger in parts."""

    book = BOOK

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.limits = Limits(megabytes=256, spill=folder / "spill", threads=1)
        self.parts: list[Part] = []

    def write(self, change: Any, given: Any) -> None:
        sequence = len(self.parts) + 1
        layout = layout_of(BOOK)
        self.parts += change(layout, self.parts, given, sequence, self.folder, self.limits)

    def tally(self, amount: Any, calendar: Calendar) -> RolledTally:
        return RolledTally(amount, self.ask)

    def counting(self) -> Any:
        raise NotImplementedError

    def ask(self, asked: RollUp) -> Any:
        with embedded(self.limits) as engine:
            return roll_up(layout_of(BOOK), self.parts, asked, engine)


def row(number: int, unit: str, given: dict[str, Any]) -> Any:
    return row_of(BOOK, unit, read_values(BOOK, {"number": str(number), **given}, UNITS))


@settings(max_examples=60, deadline=None)
@given(KEPT, st.lists(GIVEN, max_size=5), METRIC, st.tuples(DAYS, DAYS).map(sorted), DAYS)
def test_what_is_rolled_up_is_what_is_counted_one_by_one(
    kept: list[tuple[str, dict[str, Any]]],
    corrected: list[dict[str, Any]],
    declared: dict[str, Any],
    days: list[date],
    today: date,
) -> None:
    rows = {n: row(n, unit, given) for n, (unit, given) in enumerate(kept)}
    later = {n: row(n, kept[n][0], each) for n, each in enumerate(corrected) if n in rows}
    words = {"id": "m", "title": "数", "measure": "个", "source": "台账"}
    text = json.dumps({**words, **declared}, ensure_ascii=False)
    named = Named("test", load(Metric, text.encode(), "module.yaml")[0])
    layout, period = layout_of(BOOK), Period(*days)
    with TemporaryDirectory() as folder:
        rolled = Rolled(Path(folder))
        rolled.write(append, layout.table(rows.values()))
        rolled.write(correct, layout.table(later.values()))
        rolled.write(delete, [rows[n][KEY] for n in rows if n == len(rows) - 1])
        rows = {n: each for n, each in (rows | later).items() if n < len(rows) - 1}
        records = [record_of(BOOK, each) for each in rows.values()]
        wanted = Counting({BOOK.name: Source(BOOK, records)}, today).count(named, CODES, period)
        found = Counting({BOOK.name: rolled}, today).count(named, CODES, period)
    for unit in CODES:
        for name, figure in wanted[unit].parts.items():
            same = found[unit].parts[name]
            assert same.value == figure.value
            # Months of an amount of any time have records in common, which are not told apart.
            if not ("months" in declared and declared["months"]["amount"].get("any_time")):
                assert same.count == figure.count
        assert found[unit].parts.keys() == wanted[unit].parts.keys()


@given(st.sampled_from(CODES), GIVEN)
def test_a_record_comes_back_as_it_went(unit: str, given: dict[str, Any]) -> None:
    content = read_values(BOOK, {"number": "1", **given}, UNITS)
    back = layout_of(BOOK).table([row_of(BOOK, unit, content)]).to_pylist()[0]
    record = record_of(BOOK, back)
    assert record == Record(
        record.id, BOOK.name, unit, date.fromisoformat(content["day"]), "entered", content
    )
