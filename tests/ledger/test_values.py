"""A record's values as they are read and checked."""

from __future__ import annotations

from typing import Any

import pytest

from smart_team.ledger.messages import LedgerError
from smart_team.ledger.values import (
    day_of,
    key_of,
    missing_files,
    period_of,
    read_values,
    shared_units,
    text_of,
)
from tests.ledger.books import UNITS, book_of

BOOK = book_of(
    """
    fields:
      - {id: number, title: {zh: 编号, en: Number}, type: text, required: true, longest: 10}
      - {id: kind, title: 类别, type: choice, choices: [{id: a, title: {zh: 甲, en: First}}, {id: b, title: 乙}]}
      - {id: day, title: 日期, type: date, required: true}
      - {id: done, title: 办结, type: date, not_before: day}
      - {id: plan, title: 计划数, type: number, max: 1000}
      - {id: real, title: 实有数, type: number, decimals: 2, min: -5, max: 1000}
      - {id: rate, title: 比例, type: percent}
      - {id: lead, title: 牵头单位, type: unit}
      - {id: with, title: 配合单位, type: units}
      - {id: proof, title: 佐证, type: file, required: true}
    key: [number]
    dated_by: day
    per: quarter
    shared_with: with
    enter: [clerk]
    checks:
      - {value: real, at_most: plan + 1, says: {zh: 实有数多于计划数, en: more than planned}}
      - {value: real / plan, at_least: 0 - 1, says: 比例不对}
    """
)
GIVEN: dict[str, Any] = {"number": " 甲-1 ", "day": "2026-05-06"}


def read(**given: Any) -> dict[str, Any]:
    return dict(read_values(BOOK, GIVEN | given, UNITS))


def refused(**given: Any) -> list[str]:
    with pytest.raises(LedgerError) as caught:
        read(**given)
    return [f"{each.place.say()} {each.message.code}" for each in caught.value.problems]


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        ("number", "甲\r\n乙", "甲\n乙"), ("number", "\u3000甲\u3000乙", "甲 乙"),
        ("kind", "甲", "a"), ("kind", "First", "a"), ("kind", "b", "b"),
        ("done", "2026-05-06", "2026-05-06"),
        ("plan", "12", "12"), ("plan", 12, "12"), ("plan", "12.000", "12"),
        ("real", "0.50", "0.5"), ("real", "-0.00", "0"), ("real", "-5", "-5"),
        ("rate", "98.5%", "98.5"), ("rate", "100", "100"),
        ("lead", "D01-court", "D01-court"),
        ("with", "D02-court、D01-court, D02-court", ["D01-court", "D02-court"]),
        ("with", ["D01-court"], ["D01-court"]),
        ("proof", [{"id": "1", "name": "a.pdf", "file": "sha256:0"}],
         [{"id": "1", "name": "a.pdf", "file": "sha256:0"}]),
    ],
)  # fmt: skip
def test_a_value_is_kept_in_its_one_form(field: str, given: object, kept: object) -> None:
    assert read(**{field: given})[field] == kept


@pytest.mark.parametrize("empty", [None, "", "  ", []])
def test_what_is_empty_is_not_there(empty: object) -> None:
    assert "with" not in read(**{"with": empty if empty != "  " else []})
    assert read() == {"number": "甲-1", "day": "2026-05-06"}


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        ("number", "甲乙丙丁戊己庚辛壬癸一", "编号 G103"), ("number", "a\x00", "编号 G104"),
        ("number", 5, "编号 G105"), ("number", "  ", "编号 G102"),
        ("kind", "丙", "类别 G110"), ("kind", True, "类别 G110"),
        ("day", "2026-5-6", "日期 G109"), ("day", "2026-02-30", "日期 G109"),
        ("done", "2026-05-05", "办结 G113"),
        ("plan", "1e3", "计划数 G106"), ("plan", True, "计划数 G106"), ("plan", "-1", "计划数 G107"),
        ("plan", "1001", "计划数 G107"), ("plan", "1.5", "计划数 G108"),
        ("rate", "101", "比例 G107"), ("rate", "1.005", "比例 G108"),
        ("lead", "D99-court", "牵头单位 G111"), ("with", "D99-court", "配合单位 G111"),
        ("with", {"a": 1}, "配合单位 G111"),
        ("proof", "a.pdf", "佐证 G112"), ("proof", [{"file": "x"}], "佐证 G112"),
        ("other", "1", "other G101"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_by_its_field(field: str, given: object, said: str) -> None:
    assert refused(**{field: given}) == [said]


def test_every_field_that_is_wrong_is_named_at_once() -> None:
    assert refused(number="", day="x", plan="y") == ["日期 G109", "计划数 G106", "编号 G102"]


def test_numbers_are_compared_where_all_are_there() -> None:
    assert refused(real="10", plan="8") == ["计划数、实有数 G114"]
    assert read(real="9", plan="8")["real"] == "9"
    assert read(real="10")["real"] == "10"
    assert read(real="0", plan="0")["plan"] == "0"  # a share of nothing says nothing


def test_files_are_missed_only_when_asked_for() -> None:
    assert [each.place.say() for each in missing_files(BOOK, read())] == ["佐证"]


@pytest.mark.parametrize(
    ("per", "period"),
    [("month", "2026-05"), ("quarter", "2026Q2"), ("year", "2026"), (None, "")],
)
def test_a_record_belongs_to_its_period(per: str | None, period: str) -> None:
    book = book_of(BOOK.ledger.model_copy(update={"per": per}))
    assert period_of(book, day_of(book, read())) == period


def test_the_key_is_of_unit_period_and_key_fields() -> None:
    key = key_of(BOOK, "D01-court", read())
    assert key == key_of(BOOK, "D01-court", read(day="2026-06-30", plan="1"))
    others = {
        key_of(BOOK, "D02-court", read()),
        key_of(BOOK, "D01-court", read(day="2026-07-01")),
        key_of(BOOK, "D01-court", read(number="甲-2")),
    }
    assert len(others | {key}) == 4


def test_units_that_share_a_record() -> None:
    assert shared_units(BOOK, read(**{"with": "D01-court"})) == ["D01-court"]
    one = book_of(BOOK.ledger.model_copy(update={"shared_with": "lead"}))
    assert shared_units(one, read(lead="D01-court")) == ["D01-court"]
    assert shared_units(book_of(BOOK.ledger.model_copy(update={"shared_with": None})), read()) == []


def test_the_text_is_canonical() -> None:
    assert text_of(read(plan="1")) == '{"day":"2026-05-06","number":"甲-1","plan":"1"}'
