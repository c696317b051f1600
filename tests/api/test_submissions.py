from __future__ import annotations

import json
from uuid import uuid4

import pytest

from smart_team.store.tables import audit, moves, outbox
from tests.api.desk import Desk
from tests.assessment.completing import NONE

CLAIM = {**NONE, "A8": {"numerator": 492, "denominator": 500}}
CLERK, APPROVER, UNIT = "clerk-D01-court", "approver-D01-court", "D01-court"


def test_a_claim_goes_its_way_over_the_wire(desk: Desk) -> None:
    mine = desk.world.submission(UNIT)
    saved = desk.ask(CLERK, "PUT", f"/submissions/{mine}/draft", {"answers": CLAIM}, seen=1)
    assert (saved.status_code, saved.json()) == (200, {"id": mine, "version": 2})
    assert saved.headers["etag"] == '"2"'
    desk.world.complete(mine)
    handed = desk.act(CLERK, mine, "submit")
    assert handed.json() == {
        "id": mine,
        "state": "sign_off",
        "version": 3,
        "due_at": handed.json()["due_at"],
        "actions": ["withdraw"],
    }
    signed = desk.act(APPROVER, mine, "sign")
    assert (signed.json()["state"], signed.json()["actions"]) == ("preliminary", [])
    back = desk.act("district-D01", mine, "return", {"reason": "A8 缺签到表"})
    assert back.json()["state"] == "self_assessment"
    assert [row.reason for row in desk.world.rows(moves) if row.action == "return"] == [
        "A8 缺签到表"
    ]


def test_all_that_a_claim_lacks_is_named_at_once_and_it_stays(desk: Desk) -> None:
    mine = desk.world.submission(UNIT)
    claim = {item: answer for item, answer in CLAIM.items() if item not in {"A2", "A3"}}
    desk.ask(CLERK, "PUT", f"/submissions/{mine}/draft", {"answers": claim}, seen=1)
    more = {"Accept-Language": "en"}
    for lang, title in ((None, "主要负责人主持专题研究"), (more, "Meetings led by the head")):
        path = f"/submissions/{mine}/submit"
        answer = desk.ask(CLERK, "POST", path, seen=2, more=lang)
        found = answer.json()
        assert (answer.status_code, found["code"]) == (409, "C190")
        assert [each["code"] for each in found["problems"]] == ["C190", "C190", "C191"]
        assert ["A2" in each["what"] for each in found["problems"]] == [True, False, False]
        assert title in found["title"]
    assert (desk.world.row(mine).state, desk.world.row(mine).version) == ("self_assessment", 2)
    assert desk.world.rows(moves) == []


JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("body", "code", "status"),
    [
        (b"{", "Q101", 400),
        (b'{"answers": {}, "answers": {}}', "Q101", 400),
        (b'{"answers": {"A8": {"numerator": NaN}}}', "Q101", 400),
        (b'{"answers": {"A8": {"numerator": Infinity}}}', "Q101", 400),
        (b'{"answers": {"A8": {"note": "\\ud800"}}}', "Q101", 400),
        (b"\xff\xfe{}", "Q101", 400),
        (b"[" * 100_000, "Q101", 400),
        (b'{"answers": {}, "state": "done"}', "Q102", 422),
        (b'{"answers": []}', "Q102", 422),
        (b'{"answers": {"": {}}}', "Q102", 422),
        (b"{}", "Q102", 422),
        (b"", "Q102", 422),
        (b'{"answers": {"A8": {"numerator": 1}, "XX": {"value": 1}}}', None, 422),
    ],
)
def test_what_cannot_be_read_is_refused_and_recorded_once(
    desk: Desk, body: bytes, code: str | None, status: int
) -> None:
    mine = desk.world.submission(UNIT)
    desk.session(CLERK)
    before = len(desk.world.rows(audit))
    answer = desk.ask(CLERK, "PUT", f"/submissions/{mine}/draft", seen=1, content=body, more=JSON)
    assert answer.status_code == status
    found = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert found["status"] == status
    assert found["type"] == f"urn:smart-team:problem:{found['code']}"
    assert code is None or found["code"] == code
    rows = desk.world.rows(audit)[before:]
    assert [(row.actor, row.action, row.result, row.code) for row in rows] == [
        (CLERK, "save", "refused", found["code"])
    ]
    assert desk.world.row(mine).version == 1


def test_a_version_must_be_named_and_be_the_newest(desk: Desk) -> None:
    path = f"/submissions/{desk.world.submission(UNIT)}/draft"
    assert desk.ask(CLERK, "PUT", path, {"answers": CLAIM}).status_code == 428
    assert desk.ask(CLERK, "PUT", path, {"answers": CLAIM}, seen=1).status_code == 200
    stale = desk.ask(CLERK, "PUT", path, {"answers": {}}, seen=1)
    assert (stale.status_code, stale.json()["code"]) == (412, "D104")
    for wrong in ("*", '"1", "2"', "1", 'W/"1"', '"01"'):
        answer = desk.ask(CLERK, "PUT", path, {"answers": CLAIM}, more={"If-Match": wrong})
        assert (answer.status_code, answer.json()["code"]) == (400, "Q104")


def test_a_repeated_request_is_done_once_and_answered_alike(desk: Desk) -> None:
    mine, key = desk.world.submission(UNIT), str(uuid4())
    path = f"/submissions/{mine}/submit"
    desk.ask(CLERK, "PUT", f"/submissions/{mine}/draft", {"answers": CLAIM}, seen=1)
    desk.world.complete(mine)
    first = desk.ask(CLERK, "POST", path, seen=2, key=key)
    before = (desk.world.rows(audit), desk.world.rows(outbox))
    again = desk.ask(CLERK, "POST", path, seen=2, key=key)
    assert (again.status_code, again.json()) == (200, first.json())
    assert again.headers["etag"] == first.headers["etag"]
    assert (desk.world.rows(audit), desk.world.rows(outbox)) == before
    other = desk.ask(CLERK, "POST", f"/submissions/{mine}/withdraw", seen=3, key=key)
    assert (other.status_code, other.json()["code"]) == (422, "Q106")
    bad = desk.ask(CLERK, "POST", f"/submissions/{mine}/withdraw", seen=3, key="short")
    assert (bad.status_code, bad.json()["code"]) == (400, "Q105")


def test_what_is_not_there_and_what_is_not_yours_answer_alike(desk: Desk) -> None:
    theirs = desk.world.submission("D02-court")
    foreign = desk.ask(CLERK, "PUT", f"/submissions/{theirs}/draft", {"answers": {}}, seen=1)
    absent = desk.ask(CLERK, "PUT", "/submissions/none/draft", {"answers": {}}, seen=1)
    nowhere = desk.ask(CLERK, "GET", "/no/such/address")
    assert foreign.status_code == absent.status_code == nowhere.status_code == 404
    assert foreign.content == absent.content == nowhere.content


def test_whoever_is_not_known_hears_nothing_else(desk: Desk) -> None:
    path = f"/submissions/{desk.world.submission(UNIT)}/draft"
    for headers in ({}, {"cookie": "__Host-smart-team=sts_x"}, {"authorization": "Bearer stp_x"}):
        for body in (b"{}", b"{", json.dumps({"answers": CLAIM}).encode()):
            answer = desk.ask(None, "PUT", path, content=body, more={**JSON, **headers})
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"] == "Bearer"


def test_a_cookie_alone_changes_nothing(desk: Desk) -> None:
    path = f"/submissions/{desk.world.submission(UNIT)}/draft"
    cookie = {"cookie": desk.headers(CLERK)["cookie"]}
    answer = desk.ask(None, "PUT", path, {"answers": CLAIM}, seen=1, more=cookie)
    assert (answer.status_code, answer.json()["code"]) == (403, "Q107")


def test_refusals_speak_the_callers_language(desk: Desk) -> None:
    path = f"/submissions/{desk.world.submission(UNIT)}/draft"
    said = {
        lang: desk.ask(CLERK, "PUT", path, {"answers": {}}, more={"Accept-Language": lang}).json()
        for lang in ("zh-CN,zh;q=0.9,en;q=0.8", "en-GB,en;q=0.9,zh;q=0.1", "fr")
    }
    assert [each["title"] for each in said.values()] == [
        "没有说明修改所依据的版本",
        "the request does not say which version it was made for",
        "没有说明修改所依据的版本",
    ]
