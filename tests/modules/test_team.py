"""The figures of 队伍管理, counted by hand: quarters, gaps, what is not reported, problems."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from smart_team.ledger.book import Book, Record
from smart_team.modules.sight import SeenUnit
from smart_team.modules.team.comparing import medians, peers
from smart_team.modules.team.figures import Figures, figures_of, percent, total
from smart_team.modules.team.names import (
    ATTAINMENT,
    AVOIDANCE_CHECKS,
    LEDGERS,
    PROBLEMS,
    STAFFING,
    THREE_RULES,
)
from smart_team.modules.team.problems import line_of, lines_of
from smart_team.modules.team.quarters import Quarter, last_ended, quarter_of
from smart_team.modules.team.table import UnitLine, in_order, totals
from tests.assessment.world import platform

Q1 = Quarter(2026, 1)
LATER = date(2026, 6, 1)


@pytest.fixture(scope="module")
def books() -> Mapping[str, Book]:
    return {name: platform().shelf.books[name] for name in LEDGERS}


def record(ledger: str, day: str, state: str = "confirmed", **content: Any) -> Record:
    return Record(
        f"{ledger}-{day}-{state}", ledger, "D01-court", date.fromisoformat(day), state, content
    )


def problem(due: str, state: str, **content: Any) -> Record:
    return record(PROBLEMS, due, state, **{"found_on": "2026-01-10", **content})


def staffing(day: str, establishment: str, actual: str, state: str = "confirmed") -> Record:
    return record(STAFFING, day, state, establishment=establishment, actual=actual)


def line(code: str, **figures: Any) -> UnitLine:
    unit = SeenUnit(code, code, "court", "district", "D01" if code < "C" else "D02")
    return UnitLine(unit, Figures(**figures), Figures())


@pytest.mark.parametrize(
    ("day", "quarter", "ended"),
    [
        ("2026-01-01", Quarter(2026, 1), Quarter(2025, 4)),
        ("2026-03-31", Quarter(2026, 1), Quarter(2026, 1)),
        ("2026-04-01", Quarter(2026, 2), Quarter(2026, 1)),
        ("2026-12-30", Quarter(2026, 4), Quarter(2026, 3)),
        ("2026-12-31", Quarter(2026, 4), Quarter(2026, 4)),
    ],
)
def test_quarters_begin_and_end_with_their_days(day: str, quarter: Quarter, ended: Quarter) -> None:
    that = date.fromisoformat(day)
    assert (quarter_of(that), last_ended(that)) == (quarter, ended)
    assert quarter.first <= that <= quarter.last


def test_quarters_go_back_over_the_years() -> None:
    assert [Q1.back(count).id for count in range(-4, 6)] == [
        "2027Q1",
        "2026Q4",
        "2026Q3",
        "2026Q2",
        "2026Q1",
        "2025Q4",
        "2025Q3",
        "2025Q2",
        "2025Q1",
        "2024Q4",
    ]
    assert (Q1.first, Q1.last) == (date(2026, 1, 1), date(2026, 3, 31))
    assert Quarter(2025, 4).last == date(2025, 12, 31)


def test_a_units_figures_agree_with_a_count_by_hand(books: Mapping[str, Book]) -> None:
    records = {
        STAFFING: [
            staffing("2025-12-31", "99", "98"),
            staffing("2026-03-31", "60", "52", "entered"),
            staffing("2026-04-01", "70", "70"),
        ],
        ATTAINMENT: [record(ATTAINMENT, "2026-03-31", due="48", attained="41")],
        THREE_RULES: [
            record(THREE_RULES, "2026-01-31", due="2026-02-05", sent_on="2026-02-05"),
            record(THREE_RULES, "2026-02-28", due="2026-03-05", sent_on="2026-03-06"),
            record(THREE_RULES, "2026-03-31", due="2026-04-05"),
        ],
        AVOIDANCE_CHECKS: [
            record(AVOIDANCE_CHECKS, "2026-01-15", completed_on="2026-02-01"),
            record(AVOIDANCE_CHECKS, "2026-03-01"),
        ],
        PROBLEMS: [
            problem("2026-03-30", "under_way"),
            problem("2026-03-31", "found"),
            problem("2026-03-01", "struck_off", struck_off_on="2026-04-02"),
            problem("2026-03-01", "held", struck_off_on="2026-03-31"),
            problem("2026-06-01", "found", found_on="2026-04-01"),
        ],
    }
    found = figures_of(books, records, Q1, LATER)
    assert (found.establishment, found.actual, found.gap) == (60, 52, 8)
    assert found.gap_percent == Decimal("13.3")
    assert found.trained == Decimal("85.4")
    assert (found.months, found.checks) == (1, 1)
    assert (found.open, found.overdue) == (3, 2)
    assert (found.reported, found.waiting) == (1, 1)
    assert found.quota is None


def test_what_is_not_reported_is_never_zero(books: Mapping[str, Book]) -> None:
    nothing: Mapping[str, list[Record]] = {name: [] for name in LEDGERS}
    found = figures_of(books, nothing, Q1, LATER)
    assert found == Figures()
    assert (found.gap, found.gap_percent, found.trained, found.months) == (None,) * 4
    assert (percent(1, 0), percent(None, 3), percent(0, 3)) == (None, None, Decimal("0.0"))


def test_a_total_is_of_those_that_reported() -> None:
    one = Figures(establishment=60, actual=52, open=2, reported=1, waiting=1)
    other = Figures(establishment=40, actual=40, due=10, attained=9, overdue=1, reported=1)
    whole = total([one, Figures(), other])
    assert (whole.gap, whole.gap_percent, whole.trained) == (8, Decimal("8.0"), Decimal("90.0"))
    assert (whole.units, whole.reported, whole.waiting) == (3, 2, 1)
    assert (whole.open, whole.overdue, whole.quota) == (2, 1, None)
    assert total([Figures(), Figures()]).gap is None


@pytest.mark.parametrize(
    ("due", "state", "content", "expected"),
    [
        ("2026-06-01", "found", {}, (True, False, 0)),
        ("2026-05-31", "found", {}, (True, True, -1)),
        ("2026-05-20", "applied", {"rectified_on": "2026-05-20"}, (True, False, -12)),
        ("2026-05-20", "applied", {"rectified_on": "2026-05-21"}, (True, True, -12)),
        ("2026-05-20", "returned", {"rectified_on": "2026-05-20"}, (True, True, -12)),
        ("2026-05-20", "struck_off", {"struck_off_on": "2026-06-01"}, (False, False, -12)),
        ("2026-05-20", "returned", {"struck_off_on": "2026-05-01"}, (True, True, -12)),
        ("2026-07-01", "found", {"found_on": "2026-06-02"}, (False, False, 30)),
    ],
)
def test_a_problem_is_open_until_struck_off(
    books: Mapping[str, Book],
    due: str,
    state: str,
    content: dict[str, str],
    expected: tuple[bool, bool, int],
) -> None:
    found = line_of(books[PROBLEMS], problem(due, state, **content), LATER)
    assert (found.open, found.overdue, found.left) == expected


def test_the_longest_overdue_stands_on_top(books: Mapping[str, Book]) -> None:
    done = problem("2026-01-01", "held", struck_off_on="2026-02-01")
    late, soon = problem("2026-05-01", "found"), problem("2026-07-01", "found")
    lines = lines_of(books[PROBLEMS], [soon, done, late], LATER)
    assert [each.record for each in lines] == [late, soon, done]


def test_lines_are_sorted_with_the_unreported_last() -> None:
    lines = [line("A"), line("B", actual=5), line("C", actual=9)]
    assert [each.unit.code for each in in_order(lines, "")] == ["A", "B", "C"]
    assert [each.unit.code for each in in_order(lines, "actual")] == ["B", "C", "A"]
    assert [each.unit.code for each in in_order(lines, "-actual")] == ["C", "B", "A"]
    assert [(key, of.actual, of.units) for key, of in totals(lines, lambda u: u.district)] == [
        ("D01", 5, 2),
        ("D02", 9, 1),
    ]


def test_a_median_is_of_three_peers_at_least() -> None:
    lines = [line("A", actual=4), line("B", actual=9), line("C", actual=7), line("D")]
    assert medians(lines)["actual"] == Decimal("7.0")
    assert medians([*lines, line("E", actual=8)])["actual"] == Decimal("7.5")
    assert medians(lines[1:])["actual"] is None
    assert [each.unit.code for each in peers(lines, lines[1])] == ["A", "C", "D"]
    other = UnitLine(SeenUnit("P", "P", "police", "district", "D01"), Figures(), Figures())
    assert peers([*lines, other], other) == []
