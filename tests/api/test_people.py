from __future__ import annotations

from typing import Any

from smart_team.store.tables import answered, audit, setup_links
from tests.api.desk import Desk
from tests.people.desk import PASSWORD


def make(desk: Desk, login: str = "wang.mei") -> Any:
    answer = desk.ask("admin", "POST", "/people", {"login": login, "name": "王梅"})
    assert answer.status_code == 201, answer.json()
    return answer.json()


def manage(desk: Desk, person: str, what: str, json: Any = None, seen: int = 1, **how: Any) -> Any:
    return desk.ask("admin", "POST", f"/people/{person}/{what}", json, seen=seen, **how)


def test_a_person_is_added_given_a_role_and_lets_themselves_in(desk: Desk) -> None:
    person = make(desk)["id"]
    role = {"role": "clerk", "unit": "D01-court", "from_day": "2026-03-01"}
    given = manage(desk, person, "roles", role)
    assert given.json() == {"id": person, "version": 2}, given.json()
    made = manage(desk, person, "set-up-link", {"hours": 24}, seen=2, key="12345678")
    assert made.status_code == 201, made.json()
    assert desk.world.rows(answered) == []
    assert len(desk.world.rows(setup_links)) == 1
    link = made.json()["link"].partition("=")[2]
    used = desk.ask(None, "POST", "/set-up", {"link": link, "password": PASSWORD})
    assert used.json() == {"person": person}
    entered = desk.ask(None, "POST", "/session", {"login": "wang.mei", "password": PASSWORD})
    assert entered.status_code == 200
    mine = desk.ask(person, "GET", "/submissions").json()["items"]
    assert {each["unit"] for each in mine} == {"D01-court"}


def test_who_may_not_manage_people_neither_reads_nor_changes(desk: Desk) -> None:
    person = make(desk)["id"]
    for who in ("clerk-D01-court", "leader", "author", "district-D01", "inspector-1"):
        assert desk.ask(who, "GET", "/people").status_code == 403
        assert desk.ask(who, "GET", f"/people/{person}").status_code == 403
        body = {"login": "x.y", "name": "x"}
        assert desk.ask(who, "POST", "/people", body).status_code == 403
    assert desk.ask("auditor", "GET", f"/people/{person}").status_code == 200
    assert desk.ask("auditor", "POST", f"/people/{person}/disable", seen=1).status_code == 403
    assert desk.ask("admin", "GET", "/people/none").status_code == 404


def test_nobody_manages_themselves(desk: Desk) -> None:
    role = {"role": "auditor", "from_day": "2026-03-01"}
    seen = desk.ask("admin", "GET", "/people/admin").json()["version"]
    assert manage(desk, "admin", "roles", role, seen=seen).status_code == 403


def test_who_is_disabled_is_out_at_once_with_every_session_and_token(desk: Desk) -> None:
    clerk = "clerk-D01-court"
    token = {"name": "脚本", "scopes": ["read"], "days": 7}
    made = desk.ask(clerk, "POST", "/account/tokens", token).json()["token"]
    bearer = {"authorization": f"Bearer {made}"}
    listed = desk.ask(clerk, "GET", "/account/tokens").json()["items"]
    assert [each["name"] for each in listed] == ["脚本"]
    assert desk.ask(None, "GET", "/submissions", more=bearer).status_code == 200
    seen = desk.ask("admin", "GET", f"/people/{clerk}").json()["version"]
    assert manage(desk, clerk, "disable", seen=seen).status_code == 200
    assert desk.ask(clerk, "GET", "/account").status_code == 401
    assert desk.ask(None, "GET", "/submissions", more=bearer).status_code == 401
    assert manage(desk, clerk, "enable", seen=seen).status_code == 412
    assert manage(desk, clerk, "enable", seen=seen + 1).status_code == 200
    assert desk.ask(clerk, "GET", "/account").status_code == 401


def test_a_role_ends_with_its_last_day(desk: Desk) -> None:
    held = desk.ask("admin", "GET", "/people/leader").json()
    path = f"roles/{held['assignments'][0]['id']}/end"
    ended = manage(desk, "leader", path, {"last_day": "2026-03-01"}, seen=held["version"])
    assert ended.status_code == 200, ended.json()
    assert desk.ask("leader", "GET", "/units").status_code == 403
    foreign = manage(desk, "auditor", path, {"last_day": "2026-03-01"}, seen=1)
    assert foreign.status_code == 404


def test_a_persons_own_sessions(desk: Desk) -> None:
    (one,) = desk.ask("leader", "GET", "/account/sessions").json()["items"]
    assert one["is_this"]
    desk.ask("admin", "DELETE", f"/account/sessions/{one['id']}")
    assert desk.ask("leader", "GET", "/account").status_code == 200
    desk.ask("leader", "DELETE", f"/account/sessions/{one['id']}")
    assert desk.ask("leader", "GET", "/account").status_code == 401


def test_pages_of_people_and_a_record_of_every_change(desk: Desk) -> None:
    seen, after = [], ""
    while True:
        page = desk.ask("auditor", "GET", f"/people?limit=7{after}").json()
        seen += [each["id"] for each in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert len(seen) == len(set(seen)) > 20
    person = make(desk, "li.qiang")["id"]
    manage(desk, person, "disable", seen=9)
    manage(desk, person, "disable")
    rows = [row for row in desk.world.rows(audit) if row.action == "manage_people"]
    assert [(row.actor, row.result, row.code) for row in rows] == [
        ("admin", "success", None),
        ("admin", "refused", "D104"),
        ("admin", "success", None),
    ]
