"""The frozen rubric: walked in the order of the table, and never changed."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from smart_team.rubric.loader import parse_rubric
from tests.rubric.samples import HEAD

TREE = f"""{HEAD}full_marks: 6
dimensions:
  - id: d1
    title: 一
    indicators: [{{id: A1, title: 甲, type: boolean, points: 1}}]
    dimensions:
      - {{id: d2, title: 二, indicators: [{{id: A2, title: 乙, type: boolean, points: 2}}]}}
  - {{id: d3, title: 三, indicators: [{{id: A3, title: 丙, type: manual, points: 3}}]}}
adjustments:
  items:
    - {{id: J1, type: bonus, title: 加, events: [{{id: a, title: a, per: 1}}]}}
    - {{id: J2, type: penalty, title: 减, events: [{{id: a, title: a, per: 1}}]}}
redlines: [{{id: R1, title: 红, effect: fail}}]
"""
RUBRIC = parse_rubric(TREE.encode())[0]


def test_parents_come_before_children() -> None:
    assert [dimension.id for dimension in RUBRIC.walk()] == ["d1", "d2", "d3"]
    assert [child.id for child in RUBRIC.dimensions[0].children] == ["d2", "A1"]


def test_items_are_indicators_then_adjustments_then_redlines() -> None:
    assert [item.id for item in RUBRIC.indicators()] == ["A1", "A2", "A3"]
    assert [item.id for item in RUBRIC.items()] == ["A1", "A2", "A3", "J1", "J2", "R1"]


def test_bonuses_add_and_penalties_take() -> None:
    assert [item.sign for item in RUBRIC.adjustments.items] == [1, -1]


def test_only_a_reviewer_scores_by_hand() -> None:
    assert [item.answered_by for item in RUBRIC.indicators()] == ["unit", "unit", "reviewer"]


def test_a_rubric_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        RUBRIC.version = "2"  # type: ignore[misc]
