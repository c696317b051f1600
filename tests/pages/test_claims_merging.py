"""Two people at one claim, and how long there is until it is due."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from smart_team_api.pages.claims_due import due
from smart_team_api.pages.claims_form import Said
from smart_team_api.pages.claims_merging import differences, picked


def said(**counts: str) -> dict[str, Said]:
    return {item: Said({"count": count}) for item, count in counts.items()}


def test_what_one_changed_is_told_from_what_both_changed() -> None:
    base, mine = said(A="1", B="1", C="1", D="1"), said(A="2", B="1", C="2", D="2")
    found = differences(base, mine, said(A="1", B="2", C="3", D="2"))
    assert [(each.item, each.suggested, each.is_both) for each in found] == [
        ("A", "mine", False),
        ("B", "theirs", False),
        ("C", "mine", True),
    ]


def test_a_wish_is_a_word_too() -> None:
    base = {"A": Said({"count": "1"})}
    found = differences(base, {"A": Said({"count": "1"}, "因故")}, base)
    assert [(each.suggested, each.is_both) for each in found] == [("mine", False)]


def test_what_was_chosen_counts() -> None:
    mine, theirs = said(A="1", B="1"), said(A="2", B="2")
    form = {"pick:A": "theirs", "pick:B": "mine"}
    assert picked(form, mine, theirs) == said(A="2", B="1")
    assert picked({"pick:A": "theirs"}, said(A="1"), {}) == {"A": Said()}


NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Nine in the morning in Shanghai."""


@pytest.mark.parametrize(
    ("at", "words", "marks"),
    [
        (None, "没有期限", ""),
        ("2026-03-02T16:00:00.000000Z", "今天截止", "soon"),
        ("2026-03-03T16:00:00.000000Z", "还剩 1 天", "soon"),
        ("2026-03-06T16:00:00.000000Z", "还剩 4 天", ""),
        ("2026-03-01T16:00:00.000000Z", "已逾期 1 天", "late"),
    ],
)
def test_days_are_counted_in_shanghai_to_the_end_of_the_last(
    at: str | None, words: str, marks: str
) -> None:
    found = due(at, NOW)
    assert found.words.zh == words
    assert (found.late, found.soon) == (marks == "late", marks == "soon")
