from __future__ import annotations

import hashlib
from typing import Any

import pytest

from smart_team.store.tables import audit, evidence
from tests.api.desk import Desk

CLERK, UNIT = "clerk-D01-court", "D01-court"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540000000"
    "0049454e44ae426082"
)
BYTES = {"content-type": "application/octet-stream"}


def put(desk: Desk, person: str = CLERK, content: bytes = PNG, **query: Any) -> Any:
    mine = desk.world.submission(UNIT)
    query = {"name": "签到表.png", "items": ["A8"]} | query
    seen = desk.world.row(mine).version
    path = f"/submissions/{mine}/evidence"
    return desk.ask(person, "POST", path, seen=seen, content=content, more=BYTES, params=query)


def test_a_file_comes_back_as_it_was_sent_and_no_browser_runs_it(desk: Desk) -> None:
    sent = put(desk, dated="2026-02-27")
    assert sent.status_code == 201, sent.json()
    mine, piece = desk.world.submission(UNIT), sent.json()["id"]
    found = desk.ask(CLERK, "GET", f"/submissions/{mine}/evidence").json()["items"]
    assert [(one["id"], one["items"], one["dated"], one["sha256"]) for one in found] == [
        (piece, ["A8"], "2026-02-27", hashlib.sha256(PNG).hexdigest())
    ]
    got = desk.ask(CLERK, "GET", f"/evidence/{piece}/content")
    assert got.content == PNG
    assert got.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''%E7%AD%BE%E5%88%B0%E8%A1%A8.png"
    )
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-security-policy"].startswith("sandbox;")
    assert got.headers["content-type"] == "application/octet-stream"
    row = desk.world.rows(audit)[-1]
    assert (row.actor, row.action, row.object, row.result) == (CLERK, "download", mine, "success")


def test_a_file_serves_several_items_until_it_is_withdrawn(desk: Desk) -> None:
    mine, piece = desk.world.submission(UNIT), put(desk).json()["id"]
    path = f"/submissions/{mine}/evidence/{piece}"
    more = desk.ask(CLERK, "POST", f"{path}/uses", {"items": ["A1", "A3"]}, seen=2)
    assert (more.status_code, more.json()) == (201, {"id": piece, "version": 3})
    (found,) = desk.ask(CLERK, "GET", f"/submissions/{mine}/evidence").json()["items"]
    assert sorted(found["items"]) == ["A1", "A3", "A8"]
    assert desk.ask(CLERK, "DELETE", path, seen=2).status_code == 412
    assert desk.ask(CLERK, "DELETE", path, seen=3).json() == {"id": piece, "version": 4}
    assert desk.ask(CLERK, "GET", f"/submissions/{mine}/evidence").json() == {"items": []}
    assert desk.world.rows(evidence)[0].withdrawn_at is not None


@pytest.mark.parametrize("person", ["clerk-D02-court", "district-D02", "inspector-1", "author"])
def test_a_file_is_not_there_for_others(desk: Desk, person: str) -> None:
    mine, piece = desk.world.submission(UNIT), put(desk).json()["id"]
    for method, path in (
        ("GET", f"/evidence/{piece}/content"),
        ("GET", f"/submissions/{mine}/evidence"),
        ("DELETE", f"/submissions/{mine}/evidence/{piece}"),
    ):
        answer = desk.ask(person, method, path, seen=2)
        absent = desk.ask(person, method, path.replace(piece, "x").replace(mine, "x"), seen=2)
        assert answer.status_code == absent.status_code == 404
        assert answer.content == absent.content


@pytest.mark.parametrize(
    ("query", "content", "status"),
    [
        ({"name": "a.exe"}, b"MZ" + b"\0" * 100, 422),
        ({"name": "a.png"}, b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422),
        ({"items": ["nothing"]}, PNG, 409),
        ({"items": []}, PNG, 422),
        ({"dated": "2026-13-01"}, PNG, 422),
        ({"dated": "2027-01-01"}, PNG, 409),
        ({"name": "x" * 300}, PNG, 422),
        ({"more": "1"}, PNG, 422),
        ({}, b"", 422),
    ],
)
def test_what_is_refused_leaves_one_record_and_no_row(
    desk: Desk, query: dict[str, Any], content: bytes, status: int
) -> None:
    desk.session(CLERK)
    before = len(desk.world.rows(audit))
    answer = put(desk, content=content, **query)
    assert answer.status_code == status, answer.json()
    assert desk.world.rows(evidence) == []
    rows = desk.world.rows(audit)[before:]
    assert [(row.actor, row.result, row.code) for row in rows] == [
        (CLERK, "refused", answer.json()["code"])
    ]


def test_who_may_not_attach_is_told_before_the_file_is_taken(desk: Desk) -> None:
    mine = desk.world.submission(UNIT)
    desk.world.pass_to(mine, "sign_off")
    assert put(desk).status_code == 403
    assert list(desk.service.files.folder.glob("*/*/*")) == []


def test_a_reviewer_attaches_to_the_review(desk: Desk) -> None:
    mine = desk.world.submission(UNIT)
    desk.world.pass_to(mine, "preliminary")
    seen = desk.world.row(mine).version
    query = {"name": "核查记录.png", "items": ["A8"]}
    path = f"/submissions/{mine}/review/evidence"
    for person, status in (("clerk-D01-court", 403), ("district-D01", 201)):
        answer = desk.ask(person, "POST", path, seen=seen, content=PNG, more=BYTES, params=query)
        assert answer.status_code == status
    assert put(desk, "district-D01").status_code == 403
