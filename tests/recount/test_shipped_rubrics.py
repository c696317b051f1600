"""Every shipped rubric, on the synthetic city, by the engine and from its canonical JSON."""

from __future__ import annotations

from typing import Any

import pytest

from smart_team.assessment.platform import Platform, open_platform
from smart_team.demo.answers import answers
from smart_team.demo.scoring import COMPOSITE_ANSWERS, CityScores, score_city
from smart_team.recount.compose import Part, compose, composite
from smart_team.recount.rubric import as_record
from smart_team.recount.scorer import score
from smart_team.rubric.canonical import canonical_json
from smart_team.scoring.results import composite_to_dict, to_dict

ONLY_IN_THE_ENGINE = {"parts", "modules"}
ONLY_IN_THE_RECOUNT = {"dimensions", "indicators"}


@pytest.fixture(scope="module")
def platform() -> Platform:
    return open_platform()


@pytest.fixture(scope="module")
def city(platform: Platform) -> CityScores:
    return score_city(platform)


@pytest.fixture(scope="module")
def units(city: CityScores) -> list[dict[str, Any]]:
    return [unit._asdict() for unit in city.units.rows]


@pytest.fixture(scope="module")
def recounted(
    platform: Platform, city: CityScores, units: list[dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Recount every rubric of the city."""
    scorers = platform.plugins.scorers
    return {
        id_: score(
            as_record(canonical_json(scores.plan.rubric)),
            units,
            answers(scores.plan.rubric, scorers),
            scorers,
        )
        for id_, scores in city.rubrics.items()
    }


def test_the_recount_of_every_shipped_rubric_is_what_the_engine_scored(
    platform: Platform, city: CityScores, recounted: dict[str, dict[str, Any]]
) -> None:
    shipped = [rubric.id for module in platform.catalog.modules for rubric in module.rubrics]
    assert list(recounted) == shipped
    assert len(shipped) > 10
    for id_, scores in city.rubrics.items():
        expected = to_dict(scores)
        expected["rubric"]["hash"] = None
        assert recounted[id_] == expected, id_


def test_the_recount_of_the_year_is_what_the_engine_composed(
    platform: Platform,
    city: CityScores,
    units: list[dict[str, Any]],
    recounted: dict[str, dict[str, Any]],
) -> None:
    modules = {
        module.id: compose(
            [Part(weight, recounted[rubric.id]) for rubric, weight in platform.stages(module)],
            units,
        )
        for module in platform.catalog.modules
        if module.rubrics
    }
    rule = as_record(canonical_json(city.year.plan.rubric))
    parts = [
        Part(part["weight"], compose([Part(1, modules[name]) for name in part["modules"]], units))
        for part in rule["parts"]
    ]
    found = composite(rule, parts, units, COMPOSITE_ANSWERS)
    expected = composite_to_dict(city.year)
    expected["rubric"]["hash"] = None
    assert found["rubric"] == expected["rubric"]
    for row, wanted in zip(found["units"], expected["units"], strict=True):
        one = {key: each for key, each in row.items() if key not in ONLY_IN_THE_RECOUNT}
        assert one == {key: each for key, each in wanted.items() if key not in ONLY_IN_THE_ENGINE}
