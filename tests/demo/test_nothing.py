from __future__ import annotations

import pytest

from smart_team.demo.city import city_units
from smart_team.demo.nothing import nothing
from smart_team.demo.papers import papers_of
from smart_team.rubric.items import Scored
from smart_team.rubric.schema import Rubric
from tests.demo.helpers import RUBRICS, SCORERS, scored


def none_of(rubric: Rubric) -> dict[str, dict[str, object]]:
    found = {item.id: nothing(item) for item in rubric.items() if isinstance(item, Scored)}
    return {item: answer for item, answer in found.items() if answer is not None}


@pytest.mark.parametrize("module", sorted(RUBRICS))
def test_it_is_an_answer_that_earns_nothing(module: str) -> None:
    claimed = none_of(RUBRICS[module])
    assert claimed
    row = scored(RUBRICS[module], [{"unit": "D03-court", "answers": claimed}])["D03-court"]
    cells = [row["indicators"][item] for item in claimed]
    assert {cell["status"] for cell in cells} <= {"scored", "na"}
    assert {cell["points"] for cell in cells} <= {"0.000000", None}


def test_what_is_granted_later_is_claimed_as_nothing() -> None:
    papers = papers_of(RUBRICS["governance_regulation.annual"], city_units(), SCORERS)
    (granted,) = (each for each in papers if each.unit.unit == "D02-justice")
    assert granted.granted == ("L7",)
    assert granted.claim["L7"] == {"checked": []}
    assert "L7" not in granted.truth


def test_what_a_metric_answers_is_not_claimed_at_all() -> None:
    papers = papers_of(RUBRICS["team.annual"], city_units(), SCORERS)
    (granted,) = (each for each in papers if each.unit.unit == "D02-procuratorate")
    assert granted.granted == ("M1.6",)
    assert {*granted.claim, *granted.truth}.isdisjoint(["M1.6"])
    assert all(set(paper.claim) == {"M1.5", "M1.10"} for paper in papers)
