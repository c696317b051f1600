"""Every act leaves exactly one record, whatever came of it: who, what, from where, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from smart_team.people.attempts import STRANGER
from smart_team.people.new_passwords import setup_link
from smart_team.store.database import reading
from smart_team.store.tables import audit
from tests.api.doers import ACTS, CHANGES, doing, version
from tests.api.line import Got, Sent
from tests.api.rows import ROWS
from tests.api.town import STATES, Town, Who

SOURCE = "10.0.0.7"
MUTATING = [
    key
    for key, row in ROWS.items()
    if not key.startswith("GET ") and key != "POST /submissions/{submission}/preview"
]
GUESTS = {
    "POST /session": ["sign_in_begin", "sign_in"],
    "POST /set-up": ["use_setup_link"],
}
"""What people do who are not known yet, and the records that it leaves when it is refused."""
STEPWISE = {
    "POST /session/code": ["second_factor_begin", "second_factor"],
    "PUT /account/password": ["change_password_begin", "change_password_check"],
}
"""Guesses are counted before they are looked at: two records, the guess and what came of it."""
ELSEWHERE = {
    *GUESTS,
    *STEPWISE,
    "POST /account/second-factor/confirmation",
    "DELETE /account/sessions/{session}",
    "DELETE /account/tokens/{token}",
    "POST /rubrics",
}
"""What succeeds in tests of its own, because it takes a secret or an id first."""
DOERS = {**CHANGES, **ACTS}
Record = tuple[str, str, str, str | None, str | None]


def records(town: Town, since: int) -> list[Record]:
    """Return who did what, with what result and code, and from where, since a number."""
    columns = (audit.c.actor, audit.c.action, audit.c.result, audit.c.code, audit.c.source)
    with reading(town.world.engine) as connection:
        query = select(*columns).where(audit.c.number > since).order_by(audit.c.number)
        return [tuple(row) for row in connection.execute(query)]


def last(town: Town) -> int:
    with reading(town.world.engine) as connection:
        query = select(audit.c.number).order_by(audit.c.number.desc()).limit(1)
        return int(connection.execute(query).scalar_one())


def asked(town: Town, request: Sent) -> tuple[Got, Sequence[Record]]:
    """Return the answer to a request and the records that it left."""
    before = last(town)
    answer = town.line.ask(request)
    return answer, records(town, before)


def test_every_act_is_tried() -> None:
    assert set(DOERS) | ELSEWHERE == set(MUTATING)
    assert not set(DOERS) & ELSEWHERE


@pytest.mark.parametrize("key", DOERS)
def test_what_is_done_is_recorded_once(town: Town, tmp_path: Path, key: str) -> None:
    doer = DOERS[key]
    with town.aside(tmp_path):
        doer.ready(town)
        seen = version(town, key, doer.state) if key in CHANGES else 1
        answer, found = asked(town, doer.sent(town, key, seen))
        assert answer.status == doer.status, answer.text()
        assert found == [(doer.who.person, ROWS[key].action, "success", None, SOURCE)]


@pytest.mark.parametrize("key", CHANGES)
def test_who_saw_another_version_is_recorded(town: Town, key: str) -> None:
    doer = CHANGES[key]
    if key == "POST /people/{person}/enable":
        assert doer.prepare is not None
    answer, found = asked(town, doer.sent(town, key, 9999))
    assert answer.status == 412
    assert found == [(doer.who.person, ROWS[key].action, "refused", answer.code(), SOURCE)]


@pytest.mark.parametrize("key", [key for key in MUTATING if ROWS[key].sort != "guest"])
def test_a_stranger_is_recorded_as_one(town: Town, key: str) -> None:
    answer, found = asked(town, town.sent(key, STATES[0], {}))
    assert answer.status == 401
    assert found == [(STRANGER, ROWS[key].action, "refused", "U224", SOURCE)]


@pytest.mark.parametrize("key", [key for key in MUTATING if ROWS[key].sort not in {"guest", "own"}])
def test_what_the_policy_refuses_is_recorded(town: Town, key: str) -> None:
    who = Who("leader", "none")
    answer, found = asked(town, town.sent(key, STATES[0], town.known(who)))
    assert answer.status == 403
    assert found == [(who.person, ROWS[key].action, "refused", answer.code(), SOURCE)]


WITH_BODY = [key for key in MUTATING if ROWS[key].body is not None and ROWS[key].sort != "guest"]


@pytest.mark.parametrize("content", [b"{", b'{"none": 1}', b"\xff", b"[]"], ids=repr)
@pytest.mark.parametrize("key", WITH_BODY)
def test_what_cannot_be_read_is_recorded(town: Town, key: str, content: bytes) -> None:
    who = doing(key)
    request = town.sent(key, STATES[0], town.known(who))
    kind = {"content-type": "application/json"}
    broken = replace(request, content=content, headers={**request.headers, **kind})
    answer, found = asked(town, broken)
    assert answer.status == (400 if content in {b"{", b"\xff"} else 422), answer.text()
    assert found == [(who.person, ROWS[key].action, "refused", answer.code(), SOURCE)]


@pytest.mark.parametrize("key", WITH_BODY)
def test_who_is_not_known_hears_nothing_of_the_body(town: Town, key: str) -> None:
    request = replace(town.sent(key, STATES[0], {}), body={"none": 1})
    answer, found = asked(town, request)
    assert answer.status == 401
    assert found == [(STRANGER, ROWS[key].action, "refused", "U224", SOURCE)]


@pytest.mark.parametrize("key", [key for key in MUTATING if ROWS[key].sort != "guest"])
def test_what_no_page_of_ours_sent_is_recorded(town: Town, key: str) -> None:
    who = Who("admin", "none")
    request = town.sent(key, STATES[0], town.known(who))
    forged = {name: each for name, each in request.headers.items() if name != "X-CSRF-Token"}
    answer, found = asked(town, replace(request, headers=forged))
    assert (answer.status, answer.code()) == (403, "Q107")
    assert found == [(STRANGER, ROWS[key].action, "refused", "Q107", SOURCE)]


@pytest.mark.parametrize("key", [*GUESTS, *STEPWISE])
def test_guesses_are_recorded_before_they_are_looked_at(
    town: Town, tmp_path: Path, key: str
) -> None:
    with town.aside(tmp_path):
        known: Any = {} if key in GUESTS else town.known(Who("clerk", "own unit"))
        answer, found = asked(town, town.sent(key, STATES[0], known))
        assert answer.status == 401
        assert [action for _, action, *_ in found] == {**GUESTS, **STEPWISE}[key]
        assert [source for *_, source in found] == [SOURCE] * len(found)
        assert found[-1][2] == "refused"


def test_a_password_that_is_too_weak_is_recorded(town: Town, tmp_path: Path) -> None:
    with town.aside(tmp_path):
        link = town.world.write(lambda work: setup_link(work, "leader", 24))
        given = {"link": link, "password": "short"}
        answer, found = asked(town, Sent("POST", "/set-up", body=given))
        assert answer.status == 422
        assert found == [("leader", "use_setup_link", "refused", answer.code(), SOURCE)]
