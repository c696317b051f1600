"""What the golden cases cannot say of the scorer: its limits, its refusals, its sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from smart_team_template import (
    TASKS,
    DoneInTime,
    TasksByTime,
    register_metrics,
    register_modules,
    register_scorers,
)

from smart_team import Figure, Period, Record

HALF = {"late": Decimal("0.5")}
FULL = Fraction(60)


def counts(due: int, in_time: int, late: int) -> dict[str, Fraction]:
    return {"due": Fraction(due), "in_time": Fraction(in_time), "late": Fraction(late)}


def test_the_folder_is_packaged() -> None:
    assert [(folder / "module.yaml").is_file() for folder in register_modules()] == [True]


def test_the_scorer_is_registered() -> None:
    assert [scorer.name for scorer in register_scorers()] == ["template_campaign.done_in_time"]


@pytest.mark.parametrize("params", [{}, {"late": 2}, {"late": 0, "early": 1}])
def test_wrong_params_are_refused(params: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="late"):
        DoneInTime().inputs(params)


def test_points_stay_within_full_marks() -> None:
    assert DoneInTime().score(FULL, HALF, counts(4, 9, 9)) == FULL


def test_no_task_due_earns_nothing() -> None:
    assert DoneInTime().score(FULL, HALF, counts(0, 0, 0)) == 0


def test_the_sum_is_written_out() -> None:
    line = DoneInTime().explain(FULL, HALF, counts(20, 16, 2), "en")
    assert line == "20 due, 16 in time, 2 late; 60 × (16 + 2 × 0.5) ÷ 20 = 51.00 points"


def task(id_: str, due: str, unit: str = "A", **content: str) -> Record:
    return Record(id_, TASKS, unit, date.fromisoformat(due), "entered", {"due": due, **content})


def test_tasks_are_counted_by_time() -> None:
    assert [counter.name for counter in register_metrics()] == ["template_campaign.by_time"]
    records = [
        task("1", "2025-12-31", done="2025-12-01"),
        task("2", "2026-01-01", done="2026-01-01"),
        task("3", "2026-02-01", done="2026-02-02"),
        task("4", "2026-03-01"),
        task("5", "2026-03-01", "B", done="2026-02-01"),
    ]
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    found = TasksByTime().count({TASKS: records}, ["A", "C"], year)
    assert found["A"].parts == {
        "due": Figure(Decimal(3), ("2", "3", "4")),
        "in_time": Figure(Decimal(1), ("2",)),
        "late": Figure(Decimal(1), ("3",)),
    }
    assert found["C"].parts["due"] == Figure(Decimal(0))
