"""What the golden cases cannot say of the scorer: its limits, its refusals, its sentence."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from smart_team_template import DoneInTime, register_modules, register_scorers

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
