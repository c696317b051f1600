"""Words of 队建动态 and its months, tried by hand and with drawn texts."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smart_team.modules.news.months import Month, month_named, month_of
from smart_team.modules.news.words import LEAD, Piece, holds, lead_of, marked, words_of

WORDS = st.lists(st.text("训练Aa.*(政", min_size=1, max_size=3), max_size=4)


def test_words_are_apart_by_any_blank() -> None:
    assert words_of(" 培训\u3000法院  培训 ") == ("培训", "法院")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("培训", "法院"), True),
        (("培训", "检察"), False),
        (("LAW",), True),
        ((".*",), False),
        ((), True),
    ],
)
def test_every_word_stands_in_title_or_text(words: tuple[str, ...], *, found: bool) -> None:
    assert holds(words, "法院培训", "示例 law") is found


def test_hits_are_apart_the_longest_first() -> None:
    assert marked("法院培训班", ("培训", "培训班")) == [
        Piece("法院", hit=False),
        Piece("培训班", hit=True),
    ]


@given(st.text("训练Aa.*(政院"), WORDS)
def test_pieces_are_the_text_and_hits_are_words(text: str, words: list[str]) -> None:
    pieces = marked(text, words)
    assert "".join(each.text for each in pieces) == text
    folded = {word.casefold() for word in words}
    assert all(each.text.casefold() in folded for each in pieces if each.hit)
    assert any(each.hit for each in pieces) == any(holds([word], text) for word in words)


def test_a_lead_begins_near_the_first_hit() -> None:
    text = "甲" * 300 + "培训" + "乙" * 300
    assert lead_of(text) == "甲" * LEAD + "…"
    lead = lead_of(text, ("培训",))
    assert lead.startswith("…甲")
    assert "培训乙" in lead
    assert lead_of("一\n\n二") == "一 二"


def test_months_follow_each_other() -> None:
    assert month_of(date(2026, 1, 31)).back(1) == Month(2025, 12)
    assert Month(2025, 12).back(-1).id == "2026-01"
    assert (Month(2024, 2).first, Month(2024, 2).last) == (date(2024, 2, 1), date(2024, 2, 29))
    assert Month(2026, 3).holds(date(2026, 3, 31))
    assert month_named("2026-03") == Month(2026, 3)
    assert [month_named(each) for each in ("2026-13", "26-01", "2026-1", "２０２６-01")] == [
        None
    ] * 4
