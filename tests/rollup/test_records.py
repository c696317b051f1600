"""Records appended, corrected and deleted are counted as a dict of them would be."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smart_team.rollup import messages as m
from smart_team.rollup.asking import Place, RollUp
from smart_team.rollup.changing import append
from smart_team.rollup.compacting import compact
from smart_team.rollup.embedded import Embedded, embedded
from smart_team.rollup.layout import Column, Layout
from smart_team.rollup.messages import RecordsError
from smart_team.rollup.paging import newest_rows
from smart_team.rollup.part import split
from tests.rollup.shelf import LAYOUT, Record, Shelf, is_asked, naive, record

BY_ALL = RollUp(("unit", "month", "sort"), ("people", "hours"))
KEYS = [f"S{number}" for number in range(8)]
RECORDS = st.fixed_dictionaries(
    {
        "unit": st.sampled_from(["D01-court", "D02-police", "city-justice"]),
        "day": st.dates(date(2026, 1, 25), date(2026, 4, 5)),
        "sort": st.sampled_from(["调解", "宣传", "a'b", None]),
        "people": st.none() | st.integers(-(10**18) + 1, 10**18 - 1),
        "hours": st.none() | st.decimals("-999999999999", "999999999999", places=6),
        "remark": st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    }
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["append", "correct", "delete", "compact"]),
        st.dictionaries(st.sampled_from(KEYS), RECORDS, min_size=1, max_size=5),
    ),
    max_size=8,
)
QUESTIONS = st.builds(
    RollUp,
    st.lists(st.sampled_from(["unit", "month", "sort", "remark"]), unique=True).map(tuple),
    st.lists(st.sampled_from(["people", "hours"]), unique=True).map(tuple),
    st.none() | st.dates(date(2026, 1, 1), date(2026, 4, 30)),
    st.none() | st.dates(date(2026, 1, 1), date(2026, 4, 30)),
    st.frozensets(st.sampled_from(["调解", "a'b", "?"])).map(lambda values: (("sort", values),))
    | st.just(()),
)


def turned(shelf: Shelf, asked: RollUp) -> list[Record]:
    """Return the records asked for, three at a time."""
    found: list[Record] = []
    while True:
        after = Place(found[-1]["day"], found[-1]["key"]) if found else None
        page = newest_rows(LAYOUT, shelf.parts, asked, 3, shelf.limits, after).to_pylist()
        found += page
        if len(page) < 3:
            return found


def chosen(shelf: Shelf, asked: RollUp) -> list[Record]:
    """Return the same from the dict."""
    mine = [each for each in shelf.records.values() if is_asked(each, asked)]
    by_key = sorted(mine, key=lambda each: str(each["key"]))
    return sorted(by_key, key=lambda each: each["day"], reverse=True)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "shelf")


@pytest.fixture
def duck(shelf: Shelf) -> Any:
    with embedded(shelf.limits) as found:
        yield found


def take(shelf: Shelf, step: str, given: dict[str, Record]) -> None:
    """Do a step, of those keys that allow it."""
    if step == "compact":
        compacted(shelf)
    elif step == "append":
        shelf.append(
            *({"key": key, **each} for key, each in given.items() if key not in shelf.records)
        )
    elif step == "correct":
        shelf.correct(
            *({"key": key, **each} for key, each in given.items() if key in shelf.records)
        )
    else:
        shelf.delete(*(key for key in given if key in shelf.records))


def compacted(shelf: Shelf, rows: int = 100) -> None:
    done = compact(LAYOUT, shelf.parts, shelf.next_sequence(), shelf.folder, shelf.limits, rows)
    gone = set(done.removed)
    shelf.parts = [each for each in shelf.parts if each not in gone] + list(done.added)


def refused(call: Any, *arguments: Any) -> tuple[str, object]:
    with pytest.raises(RecordsError) as caught:
        call(*arguments)
    (problem,) = caught.value.problems
    return problem.message.code, problem.values.get("keys")


@settings(max_examples=60, deadline=None)
@given(STEPS, QUESTIONS)
def test_any_sequence_of_changes_is_counted_as_a_dict_is(
    steps: list[tuple[str, dict[str, Record]]], asked: RollUp
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder) / "shelf")
        with embedded(shelf.limits) as duck:
            for step, given in steps:
                take(shelf, step, given)
                assert shelf.ask(BY_ALL, duck) == naive(shelf.records.values(), BY_ALL)
            assert shelf.ask(asked, duck) == naive(shelf.records.values(), asked)
        assert turned(shelf, asked) == chosen(shelf, asked)


def test_an_append_makes_a_plain_part_of_each_month(shelf: Shelf) -> None:
    added = shelf.append(
        record("a", day=date(2026, 1, 31)),
        record("b", day=date(2026, 2, 1)),
        record("c", day=date(2026, 2, 28)),
    )
    assert [(part.plain, part.rows, part.first_day, part.last_day) for part in added] == [
        (True, 1, date(2026, 1, 31), date(2026, 1, 31)),
        (True, 2, date(2026, 2, 1), date(2026, 2, 28)),
    ]


def test_what_no_change_touches_is_read_as_it_is(shelf: Shelf) -> None:
    (first,) = shelf.append(record("a"))
    (second,) = shelf.append(record("b", day=date(2026, 4, 1)))
    (change,) = shelf.correct(record("a", people=5))
    found = split(shelf.parts)
    assert (found.plain, found.touched, found.changes) == ((second,), (first,), (change,))
    assert split(shelf.parts, since=date(2026, 4, 1)).touched == ()


def test_a_record_that_moves_to_another_month_is_counted_there_alone(
    shelf: Shelf, duck: Embedded
) -> None:
    shelf.append(record("a"))
    shelf.correct(record("a", day=date(2026, 5, 1)))
    march, may = RollUp(until=date(2026, 3, 31)), RollUp(since=date(2026, 5, 1))
    assert (shelf.ask(march, duck), shelf.ask(may, duck)) == ([], [(1,)])


def test_sums_beyond_64_bits_are_exact(shelf: Shelf, duck: Embedded) -> None:
    most, hours = 10**18 - 1, Decimal("999999999999.999999")
    shelf.append(*(record(f"S{n}", people=most, hours=hours) for n in range(50)))
    assert shelf.ask(RollUp(sums=("people", "hours")), duck) == [(50, 50 * most, 50 * hours)]


def test_what_is_there_is_not_appended_again(shelf: Shelf) -> None:
    shelf.append(*(record(key) for key in "abcde"))
    assert refused(shelf.append, record("z"), *(record(key) for key in "edcb")) == (
        "B101",
        "b, c, d",
    )
    assert shelf.records.keys() == set("abcde")


def test_what_was_deleted_comes_again(shelf: Shelf, duck: Embedded) -> None:
    shelf.append(record("a"), record("b"))
    shelf.delete("a")
    assert refused(shelf.correct, record("a")) == ("B102", "a")
    assert refused(shelf.delete, "a") == ("B102", "a")
    added = shelf.append(record("a", people=7), record("c"))
    assert [part.plain for part in added] == [True, False]
    assert shelf.ask(RollUp(sums=("people",)), duck) == [(3, 13)]


def test_a_key_stands_in_a_batch_once(shelf: Shelf) -> None:
    assert refused(shelf.append, record("a"), record("a"), record("b")) == ("B103", "a")
    shelf.append(record("a"))
    assert refused(shelf.correct, record("a"), record("a")) == ("B103", "a")
    assert refused(shelf.delete, "a", "a") == ("B103", "a")


@pytest.mark.parametrize("column", ["key", "unit", "day"])
def test_what_must_be_there_is_asked_for(shelf: Shelf, column: str) -> None:
    table = pa.table(
        [
            pa.nulls(1, field.type) if field.name == column else values
            for field, values in zip(
                LAYOUT.schema(), LAYOUT.table([record("a")]).columns, strict=True
            )
        ],
        schema=LAYOUT.schema(),
    )
    with pytest.raises(RecordsError) as caught:
        append(LAYOUT, [], table, 1, shelf.folder, shelf.limits)
    (problem,) = caught.value.problems
    assert (problem.message, problem.values) == (m.LACKING, {"column": column, "count": 1})


def test_other_columns_are_refused(shelf: Shelf) -> None:
    table = LAYOUT.table([record("a")]).drop_columns(["remark"])
    assert refused(append, LAYOUT, [], table, 1, shelf.folder, shelf.limits)[0] == "B105"


def test_nothing_is_left_of_a_part_that_could_not_be_written(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pyarrow.parquet.ParquetWriter.write_table", fail)
    with pytest.raises(OSError, match="No space"):
        shelf.append(record("a"))
    assert [path.name for path in shelf.folder.iterdir()] == []


def test_compacting_leaves_one_plain_part_a_month_and_no_changes(
    shelf: Shelf, duck: Embedded
) -> None:
    for number in range(6):
        day = date(2026, 3, 30) + timedelta(days=number % 3)
        shelf.append(record(f"S{number}", day=day))
    shelf.correct(record("S0", day=date(2026, 6, 1)), record("S1", people=9))
    shelf.delete("S5")
    before = shelf.ask(BY_ALL, duck)
    compacted(shelf)
    assert [(part.plain, part.rows, part.touches) for part in shelf.parts] == [
        (True, 3, frozenset()),
        (True, 1, frozenset()),
        (True, 1, frozenset()),
    ]
    assert shelf.ask(BY_ALL, duck) == before == naive(shelf.records.values(), BY_ALL)


def test_compacting_leaves_alone_what_is_large_and_unchanged(shelf: Shelf) -> None:
    large = shelf.append(*(record(f"L{number}") for number in range(10)))
    small = [*shelf.append(record("a")), *shelf.append(record("b"))]
    compacted(shelf, rows=10)
    assert set(large) <= set(shelf.parts)
    assert set(small).isdisjoint(shelf.parts)
    assert sorted(part.rows for part in shelf.parts) == [2, 10]


def test_there_is_nothing_to_compact_twice(shelf: Shelf) -> None:
    shelf.append(record("a"))
    shelf.append(record("b"))
    compacted(shelf)
    before = list(shelf.parts)
    compacted(shelf)
    assert shelf.parts == before


def test_a_question_about_nothing_is_answered(shelf: Shelf, duck: Embedded) -> None:
    assert shelf.ask(BY_ALL, duck) == []
    assert shelf.ask(RollUp(), duck) == []


@pytest.mark.parametrize(
    "asked",
    [
        RollUp(by=("people",)),
        RollUp(by=("nobody",)),
        RollUp(where=(("month", frozenset({"2026-03"})),)),
        RollUp(where=(("hours", frozenset({"1"})),)),
    ],
)
def test_what_cannot_be_asked_is_a_type_error(shelf: Shelf, duck: Embedded, asked: RollUp) -> None:
    with pytest.raises(TypeError):
        shelf.ask(asked, duck)


@pytest.mark.parametrize("name", ["remark", "nobody"])
def test_only_numbers_are_summed(shelf: Shelf, duck: Embedded, name: str) -> None:
    with pytest.raises(KeyError):
        shelf.ask(RollUp(sums=(name,)), duck)


def test_a_part_that_is_not_there_is_said(shelf: Shelf) -> None:
    (part,) = shelf.append(record("a"))
    shelf.parts = [replace(part, path=part.path.with_name("gone"))]
    with pytest.raises(RecordsError) as caught, embedded(shelf.limits) as duck:
        shelf.ask(RollUp(), duck)
    assert caught.value.problems[0].message is m.FAILED


@pytest.mark.parametrize(
    ("columns", "dated_by"),
    [
        ([Column("unit", "unit")], "day"),
        ([Column("day", "date")], "day"),
        ([Column("unit", "unit"), Column("court", "unit"), Column("day", "date")], "day"),
        ([Column("unit", "unit"), Column("day", "date"), Column("day", "date")], "day"),
        ([Column("unit", "unit"), Column("day", "date"), Column("key", "text")], "day"),
        ([Column("unit", "unit"), Column("day", "date"), Column("日", "text")], "day"),
        ([Column("unit", "unit"), Column("day", "text")], "day"),
    ],
)
def test_a_layout_that_cannot_be_is_refused(columns: list[Column], dated_by: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Layout(tuple(columns), dated_by)
