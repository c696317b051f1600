"""What stands out: pure comparisons, each at its line and just below it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from smart_team.assessment.views.standing_out import (
    Dated,
    evidence_hint,
    far_above,
    gap,
    jump,
    median,
)

HALF = Fraction(1, 2)
START = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("claimed", "before", "sort"),
    [
        (Fraction(8, 10), HALF, "jump"),
        (Fraction(79, 100), HALF, None),
        (Fraction(2, 10), HALF, None),
        (Fraction(1), None, None),
        (None, HALF, None),
    ],
)
def test_a_jump_is_three_tenths_of_full_marks_above_last_time(
    claimed: Fraction | None, before: Fraction | None, sort: str | None
) -> None:
    hint = jump(claimed, before)
    assert (hint and hint.sort) == sort


def test_far_above_is_against_the_median_of_three_peers_or_more() -> None:
    peers = [Fraction(1, 10), Fraction(6, 10), Fraction(9, 10)]
    found = far_above(Fraction(9, 10), peers)
    assert found is not None
    assert (found.sort, found.usual) == ("peers", Fraction(6, 10))
    assert far_above(Fraction(89, 100), peers) is None
    assert far_above(Fraction(9, 10), peers[:2]) is None
    assert far_above(None, peers) is None


@pytest.mark.parametrize(
    ("files", "is_due", "sort"),
    [
        ([], True, "no_evidence"),
        ([], False, None),
        ([("2024-12-31", "2025-02-28")], True, "old_evidence"),
        ([("2024-12-31", "2025-03-01")], True, None),
        ([("2024-12-31", "2025-02-28"), ("2025-06-01", None)], True, None),
        ([("2024-12-31", "2025-02-28"), (None, None)], True, None),
    ],
)
def test_evidence_is_missing_or_older_than_a_year_before_the_start(
    files: list[tuple[str | None, str | None]],
    is_due: bool,  # noqa: FBT001 - a column of the table
    sort: str | None,
) -> None:
    dated = [Dated(*each) for each in files]
    found = evidence_hint(HALF, dated, START, is_due=is_due)
    assert (found and found.sort) == (sort)


def test_what_earns_nothing_needs_no_evidence() -> None:
    assert evidence_hint(Fraction(0), [], START, is_due=True) is None
    assert evidence_hint(None, [], START, is_due=True) is None


def test_the_old_file_that_is_newest_is_named() -> None:
    files = [Dated("2023-01-01", "2023-06-30"), Dated("2024-01-01", None)]
    found = evidence_hint(HALF, files, START, is_due=False)
    assert found is not None
    assert found.day == "2024-01-01"


def test_medians_and_gaps() -> None:
    assert median([Fraction(3), Fraction(1), Fraction(2)]) == 2
    assert median([Fraction(1), Fraction(4)]) == Fraction(5, 2)
    assert gap([Fraction(1), Fraction(4), Fraction(2)]) == 3
    assert gap([]) == 0
