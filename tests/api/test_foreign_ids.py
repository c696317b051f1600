"""What is somebody else's is as if it were not there, in whatever place its id is put."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import insert, select

from smart_team.assessment.evidence import Arrived
from smart_team.people.access import grant_token
from smart_team.store.tables import (
    access_tokens,
    evidence,
    jobs,
    notifications,
    sessions,
    submissions,
)
from tests.api.doers import ADMIN, APPROVER, CLERK, DISTRICT, JUDGE, PANEL, version
from tests.api.line import Got, Sent
from tests.api.rows import ROWS
from tests.api.town import LEDGER, PROBLEM, STATES, Town, Who, enter_problem

OTHERS = "clerk-D02-court"
"""Whose things are asked for; nobody of D01-court may know of them."""
HERE = "self_assessment"
TRIED: Mapping[str, str] = {
    "submission": "another unit's, by everybody of D01-court, on every route",
    "piece": "another unit's, alone and under a submission of one's own",
    "item": "an item of one's own submission that nobody appealed",
    "job": "somebody else's",
    "notice": "somebody else's",
    "token": "somebody else's",
    "session": "somebody else's",
    "role": "another person's, under a person who may be administered",
    "person": "one's own account, which nobody administers",
    "stage": "a stage of which one sees a part only",
    "cycle": "no unit of one's own in it",
    "publication": "shared: what is published is everybody's",
    "rubric": "shared: rubrics are everybody's",
    "code": "shared: the registry is everybody's",
    "day": "shared: the calendar is everybody's",
    "ledger": "shared: what modules declare is for all who read records",
    "record": "another unit's, by everybody of D01-court, on every route",
    "file": "another record's, under a record of one's own",
    "action": "one that the flow does not have",
}
"""Every id that stands in a path, and what is put there."""


def test_every_id_in_a_path_is_tried() -> None:
    assert {name for key in ROWS for name in re.findall(r"{(\w+)}", key)} == set(TRIED)


@dataclass(frozen=True)
class Foreign:
    """What belongs to D02-court and its clerk."""

    submission: str
    piece: str = "foreign-piece"
    job: str = "9-foreign-job"
    notice: str = "9-foreign-notice"
    token: str = ""
    session: str = ""
    record: str = ""
    file: str = ""


@pytest.fixture
def foreign(town: Town, tmp_path: Path) -> Iterator[Foreign]:
    """A copy of the town in which others have something of every kind."""
    with town.aside(tmp_path):
        files = town.desk.service.files
        arrived = Arrived("secret.png", "png", files.keep(files.receive([b"secret"], 9)))
        record, file = enter_problem(town.world, "D02-court", arrived)
        found = town.world.write(lambda work: settle(town, work))
        yield replace(found, record=record, file=file)


def settle(town: Town, work: Any) -> Foreign:
    put, stage = work.connection.execute, town.stage[HERE]
    theirs = (submissions.c.stage == stage, submissions.c.unit == "D02-court")
    found = Foreign(put(select(submissions.c.id).where(*theirs)).scalar_one())
    file = {"file": "sha256:" + "0" * 64, "name": "secret.png", "kind": "png", "size": 3}
    by = {"uploaded_by": OTHERS, "uploaded_at": work.at}
    put(insert(evidence).values(id=found.piece, submission=found.submission, **file, **by))
    job = {"sort": "verify", "content": "{}", "state": "waiting", "asked_by": OTHERS}
    put(insert(jobs).values(id=found.job, asked_at=work.at, **job))
    notice = {"person": OTHERS, "sort": "moved", "content": "{}", "at": work.at}
    put(insert(notifications).values(id=found.notice, submission=found.submission, **notice))
    grant_token(work, OTHERS, "theirs", ["read"], 9)
    token = put(select(access_tokens.c.id).where(access_tokens.c.person == OTHERS)).scalar_one()
    session = put(select(sessions.c.digest).where(sessions.c.person == ADMIN.person)).scalars()
    return replace(found, token=token, session=next(iter(session))[:16])


def same(first: Got, second: Got) -> bool:
    """Whether two answers cannot be told apart."""
    heads = [[each for each in got.headers if each[0] != "x-request-id"] for got in (first, second)]
    return (first.status, first.content, heads[0]) == (second.status, second.content, heads[1])


def of_submissions() -> list[str]:
    return [key for key in ROWS if "{submission}" in key]


@pytest.mark.parametrize("who", [CLERK, APPROVER, DISTRICT, PANEL], ids=lambda who: who.role)
def test_another_units_submission_is_not_there(town: Town, foreign: Foreign, who: Who) -> None:
    before, known = town.rows("audit", "sessions"), town.known(who)
    mine = town.submission[HERE]
    for key in of_submissions():
        request = town.sent(key, HERE, known, 1)
        asked = replace(request, path=request.path.replace(mine, foreign.submission))
        absent = replace(request, path=request.path.replace(mine, "absent"))
        answer, nothing = town.line.all([asked, absent])
        assert answer.status == (403 if "/panel" in key else 404), key
        assert same(answer, nothing), key
        assert foreign.submission not in answer.text(), key
    assert town.rows("audit", "sessions") == before


@pytest.mark.parametrize("who", [CLERK, APPROVER, DISTRICT], ids=lambda who: who.role)
def test_another_units_record_is_not_there(town: Town, foreign: Foreign, who: Who) -> None:
    before, known = town.rows("audit", "sessions"), town.known(who)
    for key in (key for key in ROWS if "{record}" in key):
        request = town.sent(key, HERE, known, 1)
        asked = replace(request, path=request.path.replace(town.record, foreign.record))
        absent = replace(request, path=request.path.replace(town.record, "absent"))
        answer, nothing = town.line.all([asked, absent])
        assert answer.status == 404, key
        assert same(answer, nothing), key
        assert foreign.record not in answer.text(), key
    assert town.rows("audit", "sessions") == before


def test_another_units_records_are_in_no_list(town: Town, foreign: Foreign) -> None:
    for query in ("", "?unit=D02-court", "?district=D02", f"?text={quote('台账')}"):
        request = Sent("GET", f"/ledgers/{LEDGER}/records{query}", town.known(CLERK))
        answer = town.line.ask(request)
        assert answer.status == 200, answer.text()
        assert foreign.record not in answer.text()
    entering = {"unit": "D02-court", "values": PROBLEM}
    request = Sent("POST", f"/ledgers/{LEDGER}/records", town.known(CLERK), entering)
    assert town.line.ask(request).status == 404


def test_another_records_file_and_another_flows_action_are_not_there(
    town: Town, foreign: Foreign
) -> None:
    seen = version(town, "GET /records/{record}", HERE)
    for key in (key for key in ROWS if "{file}" in key):
        answer = swapped(town, key, CLERK, "file", foreign.file, seen)
        assert answer.status == 404, key
        assert same(answer, swapped(town, key, CLERK, "file", "absent", seen)), key
    key = "POST /records/{record}/acts/{action}"
    assert swapped(town, key, CLERK, "action", "publish", seen).status == 403


def swapped(town: Town, key: str, who: Who, name: str, id_: str, seen: int = 1) -> Got:
    """Ask for a route with one id of its path exchanged for another."""
    method, template = key.split()
    changed = f"{method} {template.replace(f'{{{name}}}', id_)}"
    request = town.sent(key, HERE, town.known(who), seen)
    return town.line.ask(replace(request, path=town.path(changed.split()[1], HERE)))


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("GET /evidence/{piece}/content", "piece"),
        ("POST /submissions/{submission}/evidence/{piece}/uses", "piece"),
        ("DELETE /submissions/{submission}/evidence/{piece}", "piece"),
        ("GET /jobs/{job}", "job"),
        ("POST /notifications/{notice}/read", "notice"),
        ("DELETE /account/tokens/{token}", "token"),
        ("DELETE /account/sessions/{session}", "session"),
    ],
)
def test_what_is_another_persons_is_not_there(
    town: Town, foreign: Foreign, key: str, name: str
) -> None:
    before, seen = town.rows("audit", "sessions"), version(town, key, HERE)
    ended = town.rows()["sessions"]
    answer = swapped(town, key, CLERK, name, getattr(foreign, name), seen)
    assert answer.status == 404, answer.text()
    assert same(answer, swapped(town, key, CLERK, name, "absent", seen))
    assert town.rows("audit", "sessions") == before
    assert town.rows()["sessions"] == ended


def test_a_piece_of_ones_own_is_not_withdrawn_from_elsewhere(town: Town, foreign: Foreign) -> None:
    del foreign
    key, before = "DELETE /submissions/{submission}/evidence/{piece}", town.rows("audit")
    answer = swapped(town, key, CLERK, "piece", town.piece["rework"], version(town, key, HERE))
    assert answer.status == 404
    assert town.rows("audit") == before


def test_an_item_that_nobody_appealed_is_not_decided(town: Town, foreign: Foreign) -> None:
    del foreign
    key, state = "POST /submissions/{submission}/appeals/{item}/decision", "appeal_decision"
    before = town.rows("audit")
    request = town.sent(key, state, town.known(JUDGE), version(town, key, state))
    answer = town.line.ask(replace(request, path=request.path.replace("/A8/", "/A4/")))
    assert answer.status == 404
    assert town.rows("audit") == before


@pytest.mark.parametrize("role", ["inspector-2-0", "clerk-D01-court-0", "admin.8-admin"])
def test_a_role_is_ended_under_its_own_person_alone(
    town: Town, foreign: Foreign, role: str
) -> None:
    del foreign
    key, before = "POST /people/{person}/roles/{role}/end", town.rows("audit")
    assert swapped(town, key, ADMIN, "role", role, version(town, key, HERE)).status == 404
    assert town.rows("audit") == before


@pytest.mark.parametrize("key", [key for key in ROWS if "{person}" in key and "GET" not in key])
def test_nobody_administers_themselves(town: Town, foreign: Foreign, key: str) -> None:
    del foreign
    before = town.rows("audit")
    assert swapped(town, key, ADMIN, "person", ADMIN.person).status == 403
    assert town.rows("audit") == before


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/cycles/{cycle}"), ("GET", "/stages/{stage}/ranking")]
)
def test_a_cycle_without_a_unit_of_ones_own_is_not_there(
    town: Town, foreign: Foreign, method: str, path: str
) -> None:
    del foreign
    cycle = town.world.open(["D02-court"])
    with town.world.engine.connect() as connection:
        query = select(submissions.c.stage).where(submissions.c.cycle == cycle)
        stage = connection.execute(query).scalars().first()
    known, ids = town.known(CLERK), {"cycle": cycle, "stage": stage}
    answer, nothing = town.line.all(
        Sent(method, path.format(**each), known) for each in (ids, dict.fromkeys(ids, "absent"))
    )
    assert answer.status == 404
    assert same(answer, nothing)


FILTERS = ("unit=D02-court", "cycle={cycle}&unit=D02-court", "stage={stage}&unit=D02-court")


@pytest.mark.parametrize("query", FILTERS)
def test_a_filter_finds_nothing_foreign(town: Town, foreign: Foreign, query: str) -> None:
    del foreign
    said = query.format(cycle=town.cycle[HERE], stage=town.stage[HERE])
    request = Sent("GET", f"/submissions?{said}", town.known(CLERK))
    answer = town.line.ask(request)
    assert answer.json() == {"items": [], "next": None}
    absent = replace(request, path=request.path.replace("D02-court", "X-court"))
    assert same(answer, town.line.ask(absent))


def test_filters_of_a_cycle_and_a_stage_show_ones_own(town: Town, foreign: Foreign) -> None:
    for query in ("", f"stage={town.stage[HERE]}", f"cycle={town.cycle[HERE]}", "state=review"):
        answer = town.line.ask(Sent("GET", f"/submissions?{query}", town.known(CLERK)))
        assert {each["unit"] for each in answer.json()["items"]} == {"D01-court"}
        assert foreign.submission not in answer.text()


def test_a_foreign_cursor_turns_ones_own_pages(town: Town, foreign: Foreign) -> None:
    known = town.known(CLERK)
    for path, cursor in (
        ("/submissions", foreign.submission),
        ("/jobs", foreign.job),
        ("/notifications", foreign.notice),
        ("/cycles", town.cycle[HERE]),
        ("/results", foreign.submission),
    ):
        answer = town.line.ask(Sent("GET", f"{path}?after={cursor}", known))
        assert answer.status == 200, answer.text()
        shown = answer.json()["items"]
        assert all(each.get("unit", "D01-court") == "D01-court" for each in shown)
        assert not any(cursor == each["id"] for each in shown)
        assert "D02-court" not in answer.text()


def test_a_key_that_another_person_used_is_anothers(town: Town, foreign: Foreign) -> None:
    del foreign
    key = {"idempotency-key": "0f6e1c1e-6c2c"}
    first, second = Who("admin", "none"), Who("admin", "on the panel")
    request = town.sent("POST /backups", HERE, {})
    answers = [
        town.line.ask(replace(request, headers={**town.known(who), **key}))
        for who in (first, second, first)
    ]
    assert [answer.status for answer in answers] == [202, 202, 202]
    assert answers[0].content == answers[2].content != answers[1].content


@pytest.mark.parametrize("persons", [["clerk-D01-court"], ["moved"], ["nobody"], ["absent"]])
def test_who_may_not_sit_is_not_seated(town: Town, foreign: Foreign, persons: list[str]) -> None:
    del foreign
    key, before = "PUT /submissions/{submission}/panel", town.rows("audit")
    request = town.sent(key, HERE, town.known(ADMIN), version(town, key, HERE))
    body = {"step": "review", "persons": ["inspector-1", "inspector-2", *persons]}
    assert town.line.ask(replace(request, body=body)).status == 409
    assert town.rows("audit") == before


@pytest.mark.parametrize("state", STATES)
def test_every_submission_says_its_actions_of_its_own(
    town: Town, foreign: Foreign, state: str
) -> None:
    """A list names what may be done for the rows that are one's own, and has no others."""
    del foreign
    request = Sent("GET", f"/submissions?state={state}", town.known(DISTRICT))
    units = {each["unit"] for each in town.line.ask(request).json()["items"]}
    assert units == {"D01-court", "D01-police"}
