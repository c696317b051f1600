"""What a well-formed file must also make sense of: composites, sums, order, decimals."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from smart_team.errors import RubricError
from smart_team.rubric.catalog import load_composite
from smart_team.rubric.checks import check_weights
from smart_team.rubric.loader import parse_rubric
from tests.rubric.samples import HEAD, SOUND

PARTS = """parts:
  - {id: team, title: 队伍, modules: [team], weight: 0.6}
  - {id: x, title: 专项, modules: [news, work], weight: 0.4}
"""
BONUS = "type: bonus, title: 加, events: [{id: a, title: a, per: 1, max: 2}]"
COMPOSITE = HEAD + PARTS


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (COMPOSITE.replace("0.4", "0.3"), [("R128", 7, 3)]),
        (COMPOSITE.replace("0.4", "0.400001"), [("R128", 7, 3)]),
        (COMPOSITE.replace("id: x", "id: team"), [("R107", 8, 10)]),
        (COMPOSITE.replace("[news, work]", "[news, team]"), [("R107", 8, 40)]),
        (COMPOSITE + "redlines: [{id: R, title: 红, effect: cap}]\n", [("R121", 9, 12)]),
        (COMPOSITE + "redlines: [{id: team, title: 红, effect: fail}]\n", [("R107", 9, 17)]),
        (COMPOSITE + f"adjustments: {{items: [{{id: J, {BONUS}, metric: team.staff}}]}}\n",
         [("R122", 9, 107)]),
        (COMPOSITE + "adjustments: {bonus_cap: 0.00001}\n", [("R110", 9, 26)]),
        (COMPOSITE + "quota: {grade: a, share: 0.3}\n", [("R127", 9, 8)]),
    ],
)  # fmt: skip
def test_a_composite_that_makes_no_sense_is_refused(
    tmp_path: Path, text: str, found: list[tuple[str, int, int]]
) -> None:
    path = tmp_path / "composite.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RubricError) as caught:
        load_composite(path)
    problems = [(p.message.code, p.place.line, p.place.column) for p in caught.value.problems]
    assert problems == found


def test_a_composite_may_use_four_decimals(tmp_path: Path) -> None:
    path = tmp_path / "composite.yaml"
    path.write_text(COMPOSITE + "adjustments: {bonus_cap: 0.0001}\n", encoding="utf-8")
    assert load_composite(path)[0].adjustments.bonus_cap == Decimal("0.0001")


@pytest.mark.parametrize("weights", [["1"], ["0.3", "0.7"], ["0.333333", "0.333333", "0.333334"]])
def test_weights_add_up_to_one_exactly(weights: list[str]) -> None:
    assert not list(check_weights([Decimal(weight) for weight in weights], ("parts",)))


def test_weights_that_do_not_are_told_their_sum() -> None:
    (finding,) = check_weights([Decimal("0.3"), Decimal("0.71")], ("parts",))
    assert (finding.message.code, finding.values) == ("R128", {"sum": "1.01"})


def test_a_grade_named_thrice_is_told_of_twice() -> None:
    grades = "grades: [{grade: a, at_least: 3}, {grade: a, at_least: 2}, {grade: a, at_least: 1}]\n"
    with pytest.raises(RubricError) as caught:
        parse_rubric((SOUND + grades).encode())
    assert [p.message.code for p in caught.value.problems] == ["R119", "R119"]


def test_many_grades_are_checked_soon() -> None:
    rows = "".join(f"{{grade: g{n}, at_least: 1}}, " for n in range(10_000))
    with pytest.raises(RubricError) as caught:
        parse_rubric(f"{SOUND}grades: [{rows}]\n".encode())
    assert len(caught.value.problems) == 9_999
