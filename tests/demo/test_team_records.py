"""What the demo tells of teams: gaps in every quarter, silent units, problems in every state."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date

from smart_team.demo.city import city_units
from smart_team.demo.team_records import QUARTERS, problems, quarter_ends, staffing

TODAY = date(2026, 11, 25)


def test_quarters_are_the_last_that_have_ended() -> None:
    ends = quarter_ends(TODAY)
    assert [each.isoformat() for each in ends] == [
        "2026-09-30",
        "2026-06-30",
        "2026-03-31",
        "2025-12-31",
        "2025-09-30",
        "2025-06-30",
    ]
    assert len(quarter_ends(date(2026, 10, 1))) == QUARTERS
    assert quarter_ends(date(2026, 9, 30))[0] == date(2026, 6, 30)


def test_most_units_report_with_a_gap_and_some_are_silent() -> None:
    counts: Counter[int] = Counter()
    for unit in city_units():
        told = list(staffing(unit, TODAY))
        counts[len(told)] += 1
        for each in told:
            assert int(each.values["actual"]) < int(each.values["establishment"])
    assert set(counts) == {QUARTERS, QUARTERS - 1}
    assert 0 < counts[QUARTERS - 1] < counts[QUARTERS]


def test_problems_stand_in_every_state_and_are_told_alike_each_time() -> None:
    told = [each for unit in city_units() for each in problems(unit, TODAY)]
    assert {each.moves[-1].action if each.moves else None for each in told} == {
        None,
        "begin",
        "apply",
        "return",
        "strike_off",
        "recheck",
    }
    again = [each for unit in city_units() for each in problems(unit, TODAY)]
    assert json.dumps([dict(each.values) for each in told]) == json.dumps(
        [dict(each.values) for each in again]
    )
