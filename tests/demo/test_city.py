from __future__ import annotations

from collections import Counter
from typing import get_args

from smart_team.demo import DISTRICT_OFFICES, DISTRICTS, SEED, city_facts, city_units
from smart_team.demo.facts import GRIDS, STAFF
from smart_team.rubric.types import Kind

KINDS = get_args(Kind)


def test_the_city_has_five_organs_and_twelve_districts_of_five() -> None:
    units = city_units()
    assert len({unit.unit for unit in units}) == len({unit.name for unit in units}) == 65
    assert [unit.kind for unit in units if unit.level == "city"] == list(KINDS)
    districts = Counter(unit.district for unit in units)
    assert districts == {"": 5, **dict.fromkeys(DISTRICTS, 5)}
    for district in DISTRICTS:
        assert {unit.kind for unit in units if unit.district == district} == set(KINDS)


def test_names_follow_the_real_pattern_with_made_up_places() -> None:
    names = {unit.unit: unit.name for unit in city_units()}
    assert names["C-court"] == "示例市中级人民法院"
    assert names["D01-court"] == "示例市甲区人民法院"
    assert names["D01-commission"] == "中共示例市甲区委政法委员会"
    assert names["D01-police"] == "示例市公安局甲分局"
    assert names["D01-justice"] == "示例市甲区司法局"
    assert names["D11-procuratorate"] == "示例市子区人民检察院"
    assert names["D12-police"] == "示例市公安局丑新区分局"


def test_every_district_has_its_office() -> None:
    assert [office.district for office in DISTRICT_OFFICES] == list(DISTRICTS)


def test_facts_stay_within_their_spreads() -> None:
    for facts in city_facts(SEED).values():
        low, high = STAFF[facts.unit.kind]
        assert low <= facts.staff <= high
        assert 0 < facts.trainees <= facts.staff
        assert 0 < facts.covered <= facts.grids


def test_grids_and_officers_add_up_to_a_city() -> None:
    facts = city_facts(SEED)
    grids = {unit.district: facts[unit.unit].grids for unit in city_units() if unit.district}
    officers = sum(facts[unit.unit].officers for unit in city_units() if unit.district)
    assert all(GRIDS[0] <= count <= GRIDS[1] for count in grids.values())
    assert abs(sum(grids.values()) - 12_000) <= 12
    assert abs(officers - 16_000) <= 100
    assert facts["C-commission"].grids == sum(grids.values())
