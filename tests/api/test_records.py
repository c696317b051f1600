"""The way of a record over HTTP: entered, proved, confirmed, returned, changed, voted for, removed."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from smart_team.store.record_tables import record_revisions, records
from smart_team.store.tables import audit
from tests.api.desk import Desk
from tests.api.rows import PNG

CLERK, OFFICE, UNIT = "clerk-D01-court", "district-D01", "D01-court"
COURSES, CASES, POSTS = "team.courses", "grid_officers.best_cases", "team.posts"
BYTES = {"content-type": "application/octet-stream"}
COURSE = {
    "number": "2026-1",
    "title": "政治轮训第一期",
    "kind": "political",
    "planned": "planned",
    "begins_on": "2026-03-02",
    "hours": "40",
}


def entered(
    desk: Desk, ledger: str = COURSES, values: Any = COURSE, who: str = CLERK, unit: str = UNIT
) -> str:
    """Enter a record; returns its id."""
    body = {"unit": unit, "values": values}
    answer = desk.ask(who, "POST", f"/ledgers/{ledger}/records", body)
    assert answer.status_code == 201, answer.text
    found = answer.json()
    assert answer.headers["etag"] == '"1"'
    assert (found["version"], desk.world.rows(records)[-1].ledger) == (1, ledger)
    return str(found["id"])


def attached(desk: Desk, id_: str, seen: int, who: str = CLERK, **query: str) -> Any:
    query = {"field": "papers", "name": "办班通知.png"} | query
    path = f"/records/{id_}/files"
    return desk.ask(who, "POST", path, seen=seen, content=PNG, more=BYTES, params=query)


def acted(desk: Desk, who: str, id_: str, action: str, seen: int, **body: Any) -> Any:
    return desk.ask(who, "POST", f"/records/{id_}/acts/{action}", body, seen=seen)


def shown(desk: Desk, id_: str, who: str = CLERK) -> Any:
    answer = desk.ask(who, "GET", f"/records/{id_}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["etag"] == f'"{answer.json()["version"]}"'
    return answer.json()


def codes(answer: Any) -> list[str]:
    return [each["code"] for each in answer.json()["problems"]]


def test_the_whole_way_of_a_record(desk: Desk) -> None:
    id_ = entered(desk)
    file = attached(desk, id_, 1).json()
    assert file["version"] == 2
    assert acted(desk, OFFICE, id_, "confirm", 2).json()["state"] == "confirmed"
    changed = desk.ask(
        CLERK, "PUT", f"/records/{id_}", {"values": {**COURSE, "hours": "48"}}, seen=3
    )
    assert changed.json() == {"id": id_, "version": 4}
    assert acted(desk, OFFICE, id_, "return", 4).status_code == 409
    back = acted(desk, OFFICE, id_, "return", 4, reason="学时与通知不符")
    assert back.json() == {"id": id_, "state": "returned", "version": 5}
    gone = desk.ask(CLERK, "POST", f"/records/{id_}/removal", {"reason": "重复录入"}, seen=5)
    assert gone.json() == {"id": id_, "version": 6}
    assert desk.ask(CLERK, "GET", f"/records/{id_}").status_code == 404
    story = [(row.action, row.after) for row in desk.world.rows(record_revisions)]
    assert sorted(story) == sorted(
        [
            ("enter", "entered"),
            ("attach", "entered"),
            ("confirm", "confirmed"),
            ("change", "entered"),
            ("return", "returned"),
            ("remove", "returned"),
        ]
    )
    assert entered(desk) != id_  # its number is free again


def test_a_record_says_what_it_holds_and_what_its_reader_may_do(desk: Desk) -> None:
    id_ = entered(desk)
    attached(desk, id_, 1)
    found = shown(desk, id_)
    assert found["values"] == COURSE
    assert [(f["name"], f["sha256"]) for f in found["files"]["papers"]] == [
        ("办班通知.png", hashlib.sha256(PNG).hexdigest())
    ]
    assert (found["unit"], found["day"], found["state"]) == (UNIT, "2026-03-02", "entered")
    assert (found["acts"], found["may_enter"]) == ([], True)
    assert (shown(desk, id_, OFFICE)["acts"], found["votes"]) == (["confirm", "return"], 0)
    assert [each["action"] for each in found["story"]] == ["enter", "attach"]


def test_who_did_it_is_told_to_the_unit_and_to_who_reads_the_list_of_people(desk: Desk) -> None:
    id_ = entered(desk)
    acted(desk, OFFICE, id_, "confirm", 1)
    told = {
        who: [(each["role"], each["person"]) for each in shown(desk, id_, who)["story"]]
        for who in (CLERK, f"approver-{UNIT}", OFFICE, "leader", "admin", "auditor")
    }
    roles = ["clerk", "district"]
    both, first, second, none = (CLERK, OFFICE), (CLERK, None), (None, OFFICE), (None, None)
    wanted = dict(zip(told, (first, first, second, none, both, both), strict=True))
    assert told == {who: list(zip(roles, each, strict=True)) for who, each in wanted.items()}


def test_everything_that_does_not_fit_is_named_by_its_field(desk: Desk) -> None:
    values = {**COURSE, "hours": "1e9", "kind": "other", "begins_on": "2026-02-30", "title": ""}
    answer = desk.ask(
        CLERK, "POST", f"/ledgers/{COURSES}/records", {"unit": UNIT, "values": values}
    )
    assert answer.status_code == 422
    assert sorted(codes(answer)) == ["G102", "G106", "G109", "G110"]
    assert desk.world.rows(records) == []
    strange = {"unit": UNIT, "values": {**COURSE, "state": "confirmed"}}
    answer = desk.ask(CLERK, "POST", f"/ledgers/{COURSES}/records", strange)
    assert (answer.status_code, codes(answer)) == (422, ["G101"])


@pytest.mark.parametrize(
    ("who", "unit", "status"),
    [
        (CLERK, "D01-police", 404),
        (CLERK, "X-court", 404),
        (CLERK, "", 404),
        (OFFICE, UNIT, 403),
        ("district-D02", UNIT, 404),
        ("leader", UNIT, 403),
        ("author", UNIT, 404),
    ],
)
def test_a_record_is_entered_by_whom_the_ledger_names_for_their_own_unit(
    desk: Desk, who: str, unit: str, status: int
) -> None:
    body = {"unit": unit, "values": COURSE}
    answer = desk.ask(who, "POST", f"/ledgers/{COURSES}/records", body)
    assert answer.status_code == status
    assert desk.world.rows(records) == []
    row = desk.world.rows(audit)[-1]
    assert (row.actor, row.action, row.result) == (who, "enter_records", "refused")


def test_a_number_is_taken_once_and_a_retry_does_nothing_twice(desk: Desk) -> None:
    body = {"unit": UNIT, "values": COURSE}
    path = f"/ledgers/{COURSES}/records"
    first, again = (desk.ask(CLERK, "POST", path, body, key="0f6e1c1e-6c2c") for _ in range(2))
    assert (first.status_code, again.content) == (201, first.content)
    assert len(desk.world.rows(records)) == 1
    other = desk.ask(CLERK, "POST", path, body)
    assert (other.status_code, codes(other)) == (409, ["G201"])


def test_a_file_comes_back_as_it_was_sent_until_it_is_not_theirs_to_see(desk: Desk) -> None:
    id_ = entered(desk)
    file = attached(desk, id_, 1).json()["id"]
    path = f"/records/{id_}/files/{file}"
    got = desk.ask(OFFICE, "GET", f"{path}/content")
    assert got.content == PNG
    assert got.headers["content-type"] == "application/octet-stream"
    assert got.headers["content-security-policy"].startswith("sandbox;")
    row = desk.world.rows(audit)[-1]
    assert (row.actor, row.action, row.object, row.result) == (OFFICE, "download", id_, "success")
    for who in ("clerk-D02-court", "district-D02", "author", "nobody"):
        answer = desk.ask(who, "GET", f"{path}/content")
        absent = desk.ask(who, "GET", "/records/absent/files/absent/content")
        assert (answer.status_code, answer.content) == (404, absent.content)
    assert desk.ask(CLERK, "DELETE", path, seen=1).status_code == 412
    assert desk.ask(CLERK, "DELETE", path, seen=2).json() == {"id": file, "version": 3}
    assert "papers" not in shown(desk, id_)["files"]
    assert desk.ask(CLERK, "GET", f"{path}/content").content == PNG  # what was handed in is kept


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"field": "title"}, 409, "G207"),
        ({"field": "absent"}, 409, "G207"),
        ({"name": "a.exe"}, 422, "E107"),
        ({"name": "x" * 300}, 422, "Q102"),
        ({"more": "1"}, 422, "Q102"),
    ],
)
def test_a_file_that_is_refused_leaves_nothing(
    desk: Desk, query: dict[str, str], status: int, code: str
) -> None:
    id_ = entered(desk)
    answer = attached(desk, id_, 1, **query)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert shown(desk, id_)["version"] == 1
    assert list(desk.service.files.folder.glob("*/*/*")) == []


def test_lists_are_narrowed_and_turned_a_page_at_a_time(desk: Desk) -> None:
    ids = [
        entered(desk, values={**COURSE, "number": str(number), "begins_on": f"2026-03-0{number}"})
        for number in range(1, 6)
    ]
    acted(desk, OFFICE, ids[0], "confirm", 1)
    path, found = f"/ledgers/{COURSES}/records", list[str]()
    query: dict[str, str | None] = {"limit": "2"}
    while True:
        page = desk.ask(CLERK, "GET", path, params=query).json()
        found += [each["id"] for each in page["items"]]
        if page["next"] is None:
            break
        query["after"] = page["next"]
    assert found == ids[::-1]
    for narrowed, wanted in (
        ({"state": "confirmed"}, ids[:1]),
        ({"since": "2026-03-04"}, [ids[4], ids[3]]),
        ({"until": "2026-03-01"}, ids[:1]),
        ({"text": "轮训"}, ids[::-1]),
        ({"text": "%"}, []),
        ({"district": "D02"}, []),
        ({"unit": "D02-court"}, []),
    ):
        page = desk.ask("admin", "GET", path, params=narrowed).json()
        assert [each["id"] for each in page["items"]] == wanted, narrowed
    for wrong in ({"state": "absent"}, {"light": "pink"}, {"limit": "0"}):
        assert desk.ask("admin", "GET", path, params=wrong).status_code == 422, wrong


def test_ledgers_are_told_as_their_modules_declare_them(desk: Desk) -> None:
    shelf = desk.service.platform.shelf
    told = desk.ask(CLERK, "GET", "/ledgers").json()["items"]
    assert [each["ledger"] for each in told] == list(shelf.books)
    enters = {each["ledger"] for each in told if each["may_enter"]}
    assert COURSES in enters
    assert "work.tasks" not in enters
    one = desk.ask(CLERK, "GET", f"/ledgers/{COURSES}").json()
    assert {each["id"]: each["type"] for each in one["fields"]} == {
        id_: field.type for id_, field in shelf.books[COURSES].fields.items()
    }
    assert [each["id"] for each in one["states"]] == ["entered", "confirmed", "returned"]
    assert desk.ask("nobody", "GET", "/ledgers").json() == {"items": []}
    for who, ledger in (("nobody", COURSES), ("author", COURSES), (CLERK, "team.absent")):
        assert desk.ask(who, "GET", f"/ledgers/{ledger}").status_code == 404


def test_a_case_is_voted_for_once_by_those_who_read_it(desk: Desk) -> None:
    case = {"title": "夜访", "happened_on": "2026-03-02", "text": "经过"}
    id_ = entered(desk, CASES, case)
    path = f"/records/{id_}/vote"
    assert desk.ask("approver-D02-court", "PUT", path).status_code == 404  # still a draft
    assert desk.ask(f"approver-{UNIT}", "PUT", path).status_code == 409
    acted(desk, CLERK, id_, "nominate", 1)
    for who, votes in (("approver-D02-court", 1), ("approver-D02-court", 1), ("both-D01-court", 2)):
        assert desk.ask(who, "PUT", path).json() == {"id": id_, "votes": votes}
    assert desk.ask(CLERK, "PUT", path).status_code == 403
    assert desk.ask("approver-D02-court", "DELETE", path).json() == {"id": id_, "votes": 1}
    assert shown(desk, id_, "leader")["votes"] == 1
    acted(desk, "admin", id_, "choose", 2)
    assert desk.ask("approver-D02-court", "PUT", path).status_code == 409


def test_single_small_cells_are_told_to_their_unit_alone(desk: Desk) -> None:
    cells = {"leading": "2", "casework": "3", "support": "40"}
    ids = {
        post: entered(
            desk,
            POSTS,
            {"as_of": "2026-03-31", "post_class": post, "rank_band": "staff", "staff": count},
        )
        for post, count in cells.items()
    }
    path = f"/ledgers/{POSTS}"
    own = desk.ask(CLERK, "GET", f"{path}/records").json()["items"]
    assert {each["id"] for each in own} == set(ids.values())
    for who in (OFFICE, "admin", "leader", "auditor", "inspector-1"):
        assert desk.ask(who, "GET", f"{path}/records").json()["items"] == []
        for id_ in ids.values():
            assert desk.ask(who, "GET", f"/records/{id_}").status_code == 404
        for query in ({}, {"since": "2026-03-31"}, {"unit": UNIT}, {"district": "D01"}):
            rows = desk.ask(who, "GET", f"{path}/merged", params=query).json()["items"]
            assert sorted((each["merged"], each["values"]["staff"]) for each in rows) == [
                (1, "40"),
                (2, "5"),
            ]
            assert "leading" not in str(rows)
        for query in ({"text": "2"}, {"state": "entered"}):
            asked = desk.ask(who, "GET", f"{path}/merged", params=query)
            assert asked.status_code == 422, "it would part a table"
    rows = desk.ask(CLERK, "GET", f"{path}/merged").json()["items"]
    assert {each["id"]: each["values"]["staff"] for each in rows} == {
        ids[post]: count for post, count in cells.items()
    }
    assert desk.ask("clerk-D02-court", "GET", f"{path}/merged").json() == {"items": []}
