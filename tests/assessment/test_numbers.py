"""What people typed comes back from binary numbers, from CSV text and from Parquet."""

from __future__ import annotations

import io
from decimal import Decimal

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from smart_team.assessment.formula_text import neutralise, restore
from smart_team.assessment.numbers import plain_number, shown_number
from smart_team.assessment.parquet_columns import in_bulk, one_by_one
from smart_team.assessment.tables import letters
from smart_team.assessment.texts import content_lines
from smart_team.rubric.types import plain

typed = st.decimals(-(10**8), 10**8, places=6) | st.integers(-(10**12), 10**12).map(Decimal)


@given(typed)
def test_a_typed_number_survives_a_spreadsheet(value: Decimal) -> None:
    assert shown_number(float(value)) == plain_number(value) == (plain(value) if value else "0")


def test_numbers_as_a_spreadsheet_shows_them() -> None:
    values = (0.1 + 0.2, 5.0, -0.0, 1e-7, 1e15, 492 / 500)
    assert [*map(shown_number, values)] == ["0.3", "5", "0", "0.0000001", "1" + "0" * 15, "0.984"]
    assert [shown_number(float(word)) for word in ("nan", "-inf")] == ["NaN", "-Infinity"]


@given(st.lists(typed | st.none(), max_size=20))
def test_parquet_columns_are_exact_in_bulk_or_left_over(values: list[Decimal | None]) -> None:
    doubles = pa.array([None if each is None else float(each) for each in values], pa.float64())
    decimals = pa.array(values, pa.decimal128(38, 9))
    for column in (doubles, decimals):
        found, fit = in_bulk(column, "decimal")
        for number, value in enumerate(values):
            assert not fit[number] or found[number] == value * 10**6  # type: ignore[operator]
        texts = [None if each is None else plain_number(each) for each in values]
        assert list(one_by_one(column)) == texts
    assert in_bulk(decimals, "decimal")[1].sum() >= sum(
        each is not None and abs(each) < 10**12 for each in values
    )


@given(st.lists(st.integers(-(2**63), 2**63 - 1) | st.none(), max_size=20))
def test_whole_columns_are_exact_in_bulk_or_left_over(values: list[int | None]) -> None:
    for kind, factor in (("count", 1), ("decimal", 10**6)):
        found, fit = in_bulk(pa.array(values, pa.int64()), kind)  # type: ignore[arg-type]
        wanted = [each is not None and abs(each) < 10**12 for each in values]
        assert fit.tolist() == wanted
        taken = [each * factor for each in values if each is not None and abs(each) < 10**12]
        assert found[fit].tolist() == taken


def test_types_that_are_looked_at_one_by_one() -> None:
    for column in (
        pa.array([1], pa.uint64()),
        pa.array(["1"]),
        pa.array([Decimal("0.0000001")]),
        pa.array([None], pa.null()),
        pa.array([True]),
    ):
        assert not np.any(in_bulk(column, "decimal")[1])


@given(st.text())
def test_neutralised_text_comes_back(text: str) -> None:
    assert restore(neutralise(text)) == text
    assert not neutralise(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_what_is_neutralised() -> None:
    assert [*map(neutralise, ("=1", "-", "@x", "\t=", "'=1", "'x", "1", ""))] == [
        "'=1",
        "'-",
        "'@x",
        "'\t=",
        "''=1",
        "'x",
        "1",
        "",
    ]


@given(st.integers(0, 20_000))
def test_column_letters(column: int) -> None:
    number = 0
    for letter in letters(column):
        number = number * 26 + ord(letter) - 64
    assert number == column + 1


@given(st.lists(st.sampled_from(["# x", "", " ", "a", "#"]), max_size=8))
def test_leading_comments_are_counted(lines: list[str]) -> None:
    skipped, rest = content_lines("\n".join(lines))
    assert io.StringIO(rest).readline() in {"a", "a\n", ""}
    assert "\n".join([*lines[:skipped], rest]).rstrip() == "\n".join(lines).rstrip()
