"""Floods and adoptions told twice, counted by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from smart_team.ledger.book import Record
from smart_team.modules.news.warnings import FLOOD, floods, told_twice


def record(id_: str, unit: str, day: int = 1, **content: Any) -> Record:
    return Record(id_, "news.articles", unit, date(2026, 3, day), "submitted", content)


def test_more_than_five_within_seven_days_are_a_flood() -> None:
    week = [record(f"a{day}", "A", day) for day in range(1, FLOOD + 2)]
    spread = [record(f"b{day}", "B", 4 * day) for day in range(1, FLOOD + 2)]
    enough = [record(f"c{number}", "C") for number in range(FLOOD)]
    assert floods([*spread, *week, *enough]) == {"A": FLOOD + 1}


def test_the_day_of_sending_in_is_what_counts() -> None:
    late = [record(f"d{n}", "D", 3 * n, submitted_on="2026-03-30") for n in range(1, FLOOD + 2)]
    assert floods(late) == {"D": FLOOD + 1}


def test_adoptions_of_two_units_are_told_twice() -> None:
    same: dict[str, Any] = {"article": "甲 稿", "organ": "示例日报", "issue": "第1期"}
    there = [
        record("1", "A", **same),
        record("2", "B", **{**same, "article": "甲稿", "issue": "第 1 期"}),
        record("3", "C", **{**same, "issue": "第2期"}),
        record("4", "C", **{**same, "issue": "第2期"}),
    ]
    assert told_twice(there) == {"1", "2"}
