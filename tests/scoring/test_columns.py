"""Columns taken at a time: never more than one value at a time would have been taken."""

from __future__ import annotations

import numpy as np
import pytest

from smart_team.errors import AnswersError, Place
from smart_team.scoring.entry import Entry
from tests.scoring.helpers import plan_of, units_of

PLAN = plan_of(
    "id: B, title: t, type: boolean, points: 1",
    "id: V, title: t, type: linear, zero_at: 0, full_at: 1, points: 1",
    "id: W, title: t, type: linear, zero_at: 0, full_at: 1, points: 1, bound: 2.5",
    "id: C, title: t, type: count, per: 1, points: 1",
    "id: K, title: t, type: checklist, points: 2,"
    " items: [{id: k1, title: a, points: 1}, {id: k2, title: b, points: 1}]",
)
MOST = 10**18 - 1


def put(entry: Entry, item: str, name: str, value: int) -> bool:
    return entry.put_column(item, name, np.array([0]), np.array([value], np.int64))


@pytest.mark.parametrize(
    ("item", "name", "value", "taken"),
    [
        ("B", "value", 1, True),
        ("B", "value", 2, False),
        ("B", "value", 256, False),
        ("K", "checked.k1", 2, False),
        ("V", "value", -MOST, True),
        ("V", "value", -MOST - 1, False),
        ("V", "value", MOST + 1, False),
        ("C", "count", 10**12 - 1, True),
        ("C", "count", 10**12, False),
    ],
)
def test_only_what_a_column_can_hold_is_taken(
    item: str, name: str, value: int, *, taken: bool
) -> None:
    assert put(Entry(PLAN, units_of(1)), item, name, value) is taken


@pytest.mark.parametrize(("item", "name"), [("C", "count"), ("K", "checked.k1")])
def test_what_is_given_twice_is_left_to_be_refused(item: str, name: str) -> None:
    entry = Entry(PLAN, units_of(1))
    assert put(entry, item, name, 1)
    assert not put(entry, item, name, 0)
    entry.put("U00000", item, name, "0", Place())
    assert [problem.message.code for problem in entry.problems] == ["A104"]


def test_what_exceeds_a_bound_is_named_exactly() -> None:
    entry = Entry(PLAN, units_of(1))
    assert put(entry, "W", "value", 123_456_789_500_001)
    with pytest.raises(AnswersError, match=r"123456789\.500001 is above .* bound 2\.5"):
        entry.finish()
