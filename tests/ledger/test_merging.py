"""Small cells: what others than the unit itself may see of a table of counts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st

from smart_team.ledger.book import Record
from smart_team.ledger.merging import Row, shown_rows
from tests.ledger.books import book_of

BOOK: Final = book_of("""\
    fields:
      - {id: day, type: date, title: 日期}
      - {id: post, type: text, title: 岗位}
      - {id: rank, type: text, title: 职级}
      - {id: people, type: number, title: 人数}
      - {id: note, type: text, title: 备注}
    key: [post, rank]
    dated_by: day
    per: quarter
    enter: [clerk]
    merge_small: {count: people, within: [post], over: [rank]}
    """)
PLAIN: Final = book_of(BOOK.ledger.model_copy(update={"merge_small": None}))


def cell(
    id_: str, people: int | None, unit: str = "A", post: str = "judge", on: str = "2026-02-01"
) -> Record:
    content: dict[str, Any] = {"day": on, "post": post, "rank": f"rank {id_}", "note": "秘"}
    if people is not None:
        content["people"] = str(people)
    return Record(id_, BOOK.name, unit, date.fromisoformat(on), "confirmed", content)


def cells(*counts: int) -> list[Record]:
    return [cell(str(number), people) for number, people in enumerate(counts)]


def seen(
    records: list[Record], own: frozenset[str] = frozenset()
) -> list[tuple[str | None, str | None]]:
    return [(row.id, row.content.get("people")) for row in shown_rows(BOOK, records, own)]


def test_small_cells_are_one_without_what_tells_them_apart() -> None:
    rows = shown_rows(BOOK, cells(3, 4, 20), ())
    assert rows[0] == Row(None, "A", {"post": "judge", "people": "7"}, 2)
    assert [row.id for row in rows[1:]] == ["2"]


def test_a_single_small_cell_takes_the_next_with_it() -> None:
    assert seen(cells(4, 20, 9)) == [(None, "13"), ("1", "20")]


def test_a_small_sum_takes_the_next_with_it() -> None:
    assert seen(cells(1, 2, 20, 9)) == [(None, "12"), ("2", "20")]


def test_a_table_that_is_small_as_a_whole_tells_no_number() -> None:
    assert seen(cells(1, 2)) == [(None, None)]
    assert seen(cells(4)) == [(None, None)]


def test_what_is_not_small_stays() -> None:
    assert seen(cells(5, 6)) == [("0", "5"), ("1", "6")]


def test_the_unit_itself_sees_every_cell() -> None:
    assert seen(cells(1, 2), frozenset({"A"})) == [("0", "1"), ("1", "2")]


def test_units_posts_and_periods_are_tables_of_their_own() -> None:
    records = [
        cell("1", 4),
        cell("2", 4, unit="B"),
        cell("3", 4, post="clerk"),
        cell("4", 4, on="2026-04-01"),
        cell("5", 4, on="2026-03-31"),
    ]
    assert seen(records) == [(None, "8"), (None, None), (None, None), (None, None)]


def test_what_has_no_count_is_no_cell() -> None:
    assert seen([*cells(9), cell("x", None)]) == [("x", None), ("0", "9")]


def test_ledgers_that_merge_nothing_are_shown_whole() -> None:
    assert [row.id for row in shown_rows(PLAIN, cells(1, 2), ())] == ["0", "1"]


@given(st.lists(st.integers(0, 12), min_size=1, max_size=8))
def test_no_small_cell_can_be_found(counts: list[int]) -> None:
    rows = shown_rows(BOOK, cells(*counts), ())
    merged = [row for row in rows if row.id is None]
    assert len(merged) == (min(counts) < 5)
    assert sum(row.merged for row in rows) == len(counts)
    shown = [int(row.content["people"]) for row in rows if "people" in row.content]
    assert all(count >= 5 for count in shown)
    assert all("note" not in row.content and "rank" not in row.content for row in merged)
    known = all("people" in row.content for row in merged)
    assert sum(shown) == sum(counts) if known else sum(counts) < 5
    assert all(row.merged > 1 for row in merged if "people" in row.content)
    kept = [int(row.content["people"]) for row in rows if row.id is not None]
    assert all(Decimal(count) >= 5 for count in kept)
