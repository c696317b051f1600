"""The engine beside a naive implementation on exact fractions, written from the rule alone."""

from __future__ import annotations

import pytest

from tests.naive.random_rubrics import random_case
from tests.naive.scorer import score as score_naively
from tests.scoring.helpers import score_case

CASES = 2000
STEP = 50


@pytest.mark.parametrize("start", range(0, CASES, STEP))
def test_both_agree_to_the_last_digit(start: int) -> None:
    for seed in range(start, start + STEP):
        case = random_case(seed)
        expected = score_naively(case.rubric, case.units, case.answers)
        expected["rubric"]["hash"] = None
        assert score_case(case.rubric_yaml, case.units, case.answers) == expected, seed
