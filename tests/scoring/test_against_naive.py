"""The engine beside the recount, a naive one on exact fractions, written from the rule alone."""

from __future__ import annotations

import pytest

from smart_team.recount.scorer import score as recount
from tests.naive.random_imposed import imposed_lines
from tests.naive.random_rubrics import random_case
from tests.scoring.helpers import score_case

CASES = 2000
IMPOSED = 500
STEP = 50


@pytest.mark.parametrize("start", range(0, CASES, STEP))
def test_both_agree_to_the_last_digit(start: int) -> None:
    for seed in range(start, start + STEP):
        case = random_case(seed)
        expected = recount(case.rubric, case.units, case.answers)
        expected["rubric"]["hash"] = None
        assert score_case(case.rubric_yaml, case.units, case.answers) == expected, seed


@pytest.mark.parametrize("start", range(0, IMPOSED, STEP))
def test_both_agree_where_a_panel_imposes_its_results(start: int) -> None:
    for seed in range(start, start + STEP):
        case = random_case(seed)
        lines = imposed_lines(case, seed)
        expected = recount(case.rubric, case.units, lines)
        assert score_case(case.rubric_yaml, case.units, lines) == expected, seed
