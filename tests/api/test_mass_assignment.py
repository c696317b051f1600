"""What no form of ours asks for is refused wherever it stands, and nothing is changed by it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from smart_team.store.every_table import metadata
from tests.api.doers import ACTS, CHANGES, doing, version
from tests.api.rows import ANSWERS, ROWS
from tests.api.town import PROBLEM, STATES, Town, Who

PRIVILEGED = (
    *("admin", "administrator", "approved", "approved_by", "by", "can_publish", "claims"),
    *("created_by", "csrf", "deleted", "due", "enabled", "final", "full_marks", "grade", "group"),
    *("groups", "is_active", "is_admin", "is_staff", "is_superuser", "owner", "owner_id"),
    *("permissions", "person_id", "points", "privileges", "published", "rank", "result", "roles"),
    *("score", "scope", "signed", "source", "status", "sudo", "tenant", "total", "user", "user_id"),
    *("verified", "weight", "__class__", "__proto__", "constructor", "$set", "_id"),
)
COLUMNS = {column.name for table in metadata.tables.values() for column in table.columns}
CASES = ("Role", "STATE", "Version", "isAdmin", "submittedBy", "unit_id", "person[]", "role.id")
NAMES = sorted({*COLUMNS, *PRIVILEGED, *CASES})
WITH_BODY = [key for key, row in ROWS.items() if row.body is not None]
AT_ONCE = 90
"""Fewer than the problems that one answer names."""


def test_there_are_names_enough() -> None:
    assert len(PRIVILEGED) >= 40
    assert len(COLUMNS) >= 70


def own_fields(key: str) -> set[str]:
    """Return what a route's body may hold, as its description has it."""
    return {*ROWS[key].body, *OPTIONAL.get(key, ())}


OPTIONAL = {
    "POST /people/{person}/roles": ("district", "until_day"),
    "POST /units": ("districts",),
    "POST /cycles": ("rubrics",),
    "POST /stages/{stage}/seats": ("persons",),
    "POST /cycles/{cycle}/dates": ("units",),
    "POST /submissions/{submission}/preview": ("granted_na", "reasons"),
    "PUT /submissions/{submission}/review": ("granted_na",),
    "POST /submissions/{submission}/appeals/{item}/decision": ("answer",),
}
"""What a body may hold beside what its row gives."""


@pytest.mark.parametrize("key", WITH_BODY)
def test_no_other_name_is_taken(town: Town, key: str) -> None:
    known = {} if ROWS[key].sort == "guest" else town.known(doing(key))
    request = town.sent(key, STATES[0], known)
    before = town.rows("audit", "sessions")
    names = [name for name in NAMES if name not in own_fields(key)]
    refused: set[str] = set()
    for some in chunks(names):
        answer = town.line.ask(replace(request, body={**ROWS[key].body, **dict.fromkeys(some, 1)}))
        assert answer.status == 422, answer.text()
        refused |= {str(each["what"]).partition(":")[0] for each in answer.json()["problems"]}
    assert refused == {f"body.{name}" for name in names}
    assert town.rows("audit", "sessions") == before


def chunks(names: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(names), AT_ONCE):
        yield list(names[start : start + AT_ONCE])


def test_nor_in_the_units_of_a_list(town: Town) -> None:
    request = town.sent("POST /units", STATES[0], town.known(Who("admin", "none")))
    unit = {"code": "X-court", **ROWS["PUT /units/{code}"].body}
    before = town.rows("audit", "sessions")
    for name in NAMES:
        if name not in unit:
            answer = town.line.ask(replace(request, body={"units": [{**unit, name: 1}]}))
            assert answer.status == 422, name
    assert town.rows("audit", "sessions") == before


def answers(given: dict[str, Any]) -> dict[str, Any]:
    """Return the bodies that hold an answer, each with this one."""
    return {
        "PUT /submissions/{submission}/draft": {"answers": {"A8": given}},
        "PUT /submissions/{submission}/review": {
            "answers": {"A8": given},
            "reasons": {"A8": "核对"},
        },
        "POST /submissions/{submission}/amendments": {
            "item": "A8",
            "reason": "误录",
            "answer": given,
        },
        "POST /submissions/{submission}/appeals/{item}/decision": {
            "decision": "upheld",
            "reason": "有效",
            "answer": given,
        },
    }


FIELDS = {"numerator", "denominator", "na"}
"""What an answer to A8 may say."""


@pytest.mark.parametrize("key", answers({}))
def test_nor_in_an_answer(town: Town, key: str) -> None:
    doer, before = CHANGES[key], town.rows("audit", "sessions")
    seen = version(town, key, doer.state)
    for name in sorted({*PRIVILEGED, *CASES, *SCORING} - FIELDS):
        body = answers({**ANSWERS["A8"], name: 1})[key]
        answer = town.line.ask(replace(doer.sent(town, key, seen), body=body))
        assert answer.status == 422, (name, answer.text())
    assert town.rows("audit", "sessions") == before


SCORING = ("granted_na", "layer", "author", "points", "full", "value", "level", "counts.city")


def test_nor_among_the_values_of_a_record(town: Town) -> None:
    """Where a record stands, whose it is and who entered it are no fields of its ledger."""
    before, others = town.rows("audit", "sessions"), [n for n in NAMES if n not in PROBLEM]
    for key, more in RECORD_BODIES.items():
        doer = {**CHANGES, **ACTS}[key]
        request = doer.sent(town, key, version(town, "GET /records/{record}", doer.state))
        for name in others:
            body = {**more, "values": {**more["values"], name: "1"}}
            answer = town.line.ask(replace(request, body=body))
            assert answer.status == (409 if "/acts/" in key else 422), (key, name, answer.text())
    assert town.rows("audit", "sessions") == before


RECORD_BODIES: dict[str, dict[str, Any]] = {
    "POST /ledgers/{ledger}/records": {"unit": "D01-court", "values": PROBLEM},
    "PUT /records/{record}": {"values": PROBLEM},
    "POST /records/{record}/acts/{action}": {"values": {}},
}
ATTACHING = ("POST /submissions/{submission}/evidence", "POST /records/{record}/files")


@pytest.mark.parametrize("key", ATTACHING)
@pytest.mark.parametrize("name", NAMES[:: len(NAMES) // 12])
def test_nor_beside_a_file(town: Town, name: str, key: str) -> None:
    doer = CHANGES[key]
    request = doer.sent(town, key, version(town, key, doer.state))
    before, files = town.rows("audit", "sessions"), list(files_of(town))
    answer = town.line.ask(replace(request, path=f"{request.path}&{name}_=1"))
    assert answer.status == 422
    assert (town.rows("audit", "sessions"), list(files_of(town))) == (before, files)


def files_of(town: Town) -> Iterator[str]:
    yield from sorted(each.name for each in town.desk.service.files.folder.rglob("*"))


@pytest.mark.parametrize(
    "content",
    [
        b'{"reason": "a", "reason": "b"}',
        b'{"reason": "a", "reason": {"$ne": 1}}',
        b"reason=a",
        b"--x\r\ncontent-disposition: form-data; name*=UTF-8''reason\r\n\r\na\r\n--x--",
    ],
)
@pytest.mark.parametrize(
    "type_",
    ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"],
)
def test_nothing_is_smuggled_in(town: Town, content: bytes, type_: str) -> None:
    key = "POST /submissions/{submission}/return"
    doer = CHANGES[key]
    request = doer.sent(town, key, version(town, key, doer.state))
    before = town.rows("audit", "sessions")
    sent = replace(request, content=content, headers={**request.headers, "content-type": type_})
    assert town.line.ask(sent).status in {400, 415, 422}
    assert town.rows("audit", "sessions") == before
