from __future__ import annotations

from typing import Any

import pytest

from smart_team.settings import rubrics_folder
from smart_team.store.tables import audit, cycle_units, documents, units
from tests.api.desk import Desk

NEW = {"code": "D13-court", "name": "新区法院", "kind": "court", "level": "district"}
YAML = {"content-type": "application/yaml"}
STUDY = "education_rectification.study"


def study(version: str) -> bytes:
    text = (rubrics_folder() / "education_rectification/study.yaml").read_text(encoding="utf-8")
    return text.replace('version: "2021.1"', f'version: "{version}"').encode()


def opening(**more: Any) -> dict[str, Any]:
    rubrics = ("study", "correction", "summary")
    return {
        "title": "2026",
        "module": "education_rectification",
        "starts": {f"education_rectification.{each}": "2026-03-02" for each in rubrics},
        "units": ["D01-court"],
        **more,
    }


def test_units_are_registered_and_changed_by_administrators(desk: Desk) -> None:
    body = {"units": [NEW | {"district": "D13"}], "districts": {"D13": "寅区"}}
    for person in ("clerk-D01-court", "leader", "auditor", "author"):
        assert desk.ask(person, "POST", "/units", body).status_code == 403
    assert desk.ask("admin", "POST", "/units", body).json() == {"added": 1, "changed": 0}
    assert desk.ask("admin", "POST", "/units", body).json() == {"added": 0, "changed": 0}
    found = desk.ask("leader", "GET", "/districts?after=D12").json()["items"]
    assert found == [{"code": "D13", "name": "寅区"}]
    change = {"name": "寅区人民法院", "kind": "court", "level": "district", "district": "D13"}
    path = "/units/D13-court"
    assert desk.ask("admin", "PUT", path, change).status_code == 428
    assert desk.ask("admin", "PUT", path, change, seen=1).json()["version"] == 2
    assert desk.ask("admin", "PUT", path, change, seen=1).status_code == 412
    assert desk.ask("admin", "PUT", "/units/none", change, seen=1).status_code == 404
    assert desk.ask("admin", "GET", path).json()["name"] == "寅区人民法院"


@pytest.mark.parametrize(
    "wrong",
    [
        NEW,
        NEW | {"district": "D13", "level": "city"},
        NEW | {"district": "D13", "kind": "citizen"},
        NEW | {"district": "D13", "name": ""},
        NEW | {"district": "D13", "version": 7},
    ],
)
def test_one_wrong_unit_registers_none(desk: Desk, wrong: dict[str, Any]) -> None:
    good = NEW | {"code": "D14-court", "district": "D13"}
    answer = desk.ask("admin", "POST", "/units", {"units": [good, wrong]})
    assert answer.status_code == 422
    assert len(desk.world.rows(units)) == 65
    twice = desk.ask("admin", "POST", "/units", {"units": [good, good]})
    assert twice.json()["problems"][0]["code"] == "C180"


def test_a_cycle_under_way_keeps_its_units(desk: Desk) -> None:
    change = {"name": "改名法院", "kind": "court", "level": "district", "district": "D01"}
    assert desk.ask("admin", "PUT", "/units/D01-court", change, seen=1).status_code == 200
    names = {row.name for row in desk.world.rows(cycle_units) if row.unit == "D01-court"}
    assert "改名法院" not in names


def test_an_authors_rubric_opens_a_cycle_by_another_hand(desk: Desk) -> None:
    for person in ("admin", "clerk-D01-court"):
        answer = desk.ask(person, "POST", "/rubrics", content=study("2026.1"), more=YAML)
        assert answer.status_code == 403
    made = desk.ask("author", "POST", "/rubrics", content=study("2026.1"), more=YAML)
    assert made.status_code == 201, made.json()
    hash_ = made.json()["hash"]
    body = opening(rubrics={STUDY: hash_})
    opened = desk.ask("admin", "POST", "/cycles", body)
    found = desk.ask("admin", "GET", opened.headers["location"].removeprefix("/api/v1")).json()
    assert found["stages"][0]["rubric"] == hash_
    wrong = desk.ask("admin", "POST", "/cycles", opening(rubrics={STUDY: "sha256:0"}))
    assert (wrong.status_code, wrong.json()["code"]) == (409, "C181")
    other = desk.ask("admin", "POST", "/cycles", opening(rubrics={f"{STUDY[:-5]}summary": hash_}))
    assert other.status_code == 409


def test_a_wrong_rubric_is_told_of_by_line_and_kept_nowhere(desk: Desk) -> None:
    before = len(desk.world.rows(documents))
    text = study("2026.1").replace(b"points: 14", b"points: no")
    answer = desk.ask("author", "POST", "/rubrics", content=text, more=YAML)
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["place"].startswith("rubric.yaml:")
    taken = study("2021.1").replace(b"points: 14", b"points: 13")
    assert desk.ask("author", "POST", "/rubrics", content=taken, more=YAML).status_code in {
        409,
        422,
    }
    assert len(desk.world.rows(documents)) == before
    assert desk.world.rows(audit)[-1].result == "refused"
