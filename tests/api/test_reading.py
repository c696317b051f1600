from __future__ import annotations

from typing import Any

from smart_team.store.tables import stages
from tests.api.desk import Desk
from tests.assessment.world import UNITS

CLERK, UNIT = "clerk-D01-court", "D01-court"


def get(desk: Desk, person: str, path: str, status: int = 200) -> Any:
    answer = desk.ask(person, "GET", path)
    assert answer.status_code == status, answer.json()
    return answer.json()


def stage_of(desk: Desk) -> str:
    return str(next(row.id for row in desk.world.rows(stages) if row.number == 0))


def test_a_submission_says_what_this_person_may_do(desk: Desk) -> None:
    mine = desk.world.submission(UNIT)
    desk.world.save(CLERK, mine, {"A8": {"numerator": "492", "denominator": "500"}})
    answer = desk.ask(CLERK, "GET", f"/submissions/{mine}")
    found = answer.json()
    assert answer.headers["etag"] == '"2"'
    assert (found["state"], found["unit"]["unit"]) == ("self_assessment", UNIT)
    assert set(found["actions"]) == {"save", "submit", "draft"}
    (layer,) = found["layers"]
    assert layer["draft"]["answers"] == {"A8": {"numerator": "492", "denominator": "500"}}
    assert set(get(desk, "auditor", f"/submissions/{mine}")["actions"]) == {"draft"}
    assert get(desk, "leader", f"/submissions/{mine}")["layers"] == []


def test_lists_go_on_from_where_they_ended(desk: Desk) -> None:
    seen: list[str] = []
    after = ""
    while True:
        page = get(desk, "admin", f"/submissions?limit=5{after}")
        seen += [each["id"] for each in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert len(seen) == len(set(seen)) == 12
    mine = get(desk, CLERK, "/submissions")["items"]
    assert {each["unit"] for each in mine} == {UNIT}
    assert len(get(desk, "admin", "/submissions?unit=D02-court")["items"]) == 3
    assert get(desk, CLERK, "/submissions?unit=D02-court")["items"] == []
    for wrong in ("limit=0", "limit=201", "limit=x", "after=%00"):
        assert desk.ask(CLERK, "GET", f"/submissions?{wrong}").status_code == 422


def test_a_preview_keeps_nothing_and_names_what_is_wrong(desk: Desk) -> None:
    mine = desk.world.submission(UNIT)
    body = {
        "answers": {
            "A8": {"numerator": 492, "denominator": 500},
            "A1": {"checked": ["no such"]},
            "A9": {"inputs": {"x": 1}},
        }
    }
    answer = desk.ask(CLERK, "POST", f"/submissions/{mine}/preview", body)
    found = answer.json()
    assert answer.status_code == 200, found
    assert found["score"]["indicators"]["A8"]["points"] == "14.000000"
    lines = {each["indicator"]: each["line"] for each in found["score"]["findings"]}
    assert "14.00" in lines["A8"]
    assert len(found["problems"]) >= 2
    assert all(each["fix"] for each in found["problems"])
    assert "A1" in found["missing"]
    assert desk.world.row(mine).version == 1


def test_a_ranked_table_is_for_those_who_may_see_it(desk: Desk) -> None:
    stage = stage_of(desk)
    found = get(desk, "leader", f"/stages/{stage}/ranking")
    assert (found["source"], len(found["rows"])) == ("live", 4)
    own = get(desk, CLERK, f"/stages/{stage}/ranking")
    assert (own["source"], [row["unit"]["unit"] for row in own["rows"]]) == ("own", [UNIT])
    assert [row["rank"] for row in own["rows"]] == [None]
    get(desk, "nobody", f"/stages/{stage}/ranking", 403)
    get(desk, "leader", "/stages/none/ranking", 404)


def test_a_cycle_is_opened_and_told_of(desk: Desk) -> None:
    body = {
        "title": "2026 年度政法网格员评估",
        "module": "grid_officers",
        "starts": {"grid_officers.annual": "2026-03-02"},
        "units": ["D01-court", "D02-court"],
    }
    assert desk.ask("clerk-D01-court", "POST", "/cycles", body).status_code == 403
    made = desk.ask("admin", "POST", "/cycles", body, key="a-key-for-this")
    assert made.status_code == 201, made.json()
    assert desk.ask("admin", "POST", "/cycles", body, key="a-key-for-this").json() == made.json()
    path = made.headers["location"].removeprefix("/api/v1")
    found = get(desk, CLERK, path)
    assert (found["title"], found["module"]) == (body["title"], "grid_officers")
    (stage,) = found["stages"]
    assert stage["states"] == {"self_assessment": 1}
    get(desk, "clerk-C-court", path, 404)
    seats = {"step": "review"}
    answer = desk.ask("admin", "POST", f"/stages/{stage['id']}/seats", seats)
    assert answer.json() == {"submissions": 2}, answer.json()


def test_the_registry_is_for_everybody_with_a_role(desk: Desk) -> None:
    assert len(get(desk, CLERK, "/units?limit=100")["items"]) == 65
    assert get(desk, CLERK, "/units/D01-court")["kind"] == "court"
    get(desk, CLERK, "/units/none", 404)
    assert len(get(desk, "author", "/districts")["items"]) == 12
    modules = get(desk, "author", "/modules")["items"]
    assert {"team", "work", "news"} <= {each["id"] for each in modules}
    rubric = get(desk, "author", "/rubrics?name=education_rectification.study")["items"][0]
    whole = get(desk, "author", f"/rubrics/{rubric['hash']}")
    assert whole["id"] == "education_rectification.study"
    get(desk, "nobody", "/units", 403)


def test_the_audit_is_for_auditors_and_administrators(desk: Desk) -> None:
    desk.world.save(CLERK, desk.world.submission(UNIT), {})
    found = get(desk, "auditor", f"/audit?actor={CLERK}")["items"]
    assert [(row["action"], row["result"]) for row in found] == [("save", "success")]
    assert get(desk, "admin", "/audit?limit=1")["next"] is not None
    for person in (CLERK, "leader", "district-D01", "inspector-1", "author"):
        get(desk, person, "/audit", 403)
    assert desk.ask("auditor", "GET", "/audit?result=perhaps").status_code == 422


def test_feedback_is_there_once_it_is_published(desk: Desk) -> None:
    mine = desk.world.submission(UNIT)
    assert desk.ask(CLERK, "GET", f"/submissions/{mine}/feedback").status_code == 409


def test_results_are_there_once_they_are_published(desk: Desk) -> None:
    assert get(desk, CLERK, "/results") == {"items": [], "next": None}
    get(desk, CLERK, "/results/none", 404)
    get(desk, CLERK, f"/cycles/{desk.world.cycle}/result", 404)
    assert get(desk, CLERK, "/results/key")["pem"].startswith("-----BEGIN PUBLIC KEY")


def test_the_description_names_every_route(desk: Desk) -> None:
    found = get(desk, CLERK, "/openapi.json")
    assert "/api/v1/submissions/{submission}/draft" in found["paths"]
    assert desk.ask(None, "GET", "/openapi.json").status_code == 401


def test_every_object_says_what_this_person_may_do_with_it(desk: Desk) -> None:
    cycle = desk.world.cycle
    for person, stage, unit, other in (
        ("admin", ["panel_members"], ["manage_units"], ["manage_people"]),
        ("auditor", [], [], []),
    ):
        found = get(desk, person, f"/cycles/{cycle}")
        assert [each["actions"] for each in found["stages"]] == [stage] * 3
        assert found["actions"] == stage
        assert get(desk, person, f"/units/{UNIT}")["actions"] == unit
        assert get(desk, person, "/people/leader")["actions"] == other
    assert get(desk, "admin", "/people/admin")["actions"] == []
    for each in UNITS:
        desk.world.pass_to(desk.world.submission(each), "rating")
    assert get(desk, "admin", f"/cycles/{cycle}")["stages"][0]["actions"] == [
        "publish",
        "panel_members",
    ]
