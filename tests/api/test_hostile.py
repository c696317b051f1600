"""A text that no database, header or log expects, put wherever a text can be put."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from smart_team_api.app import PREFIX
from smart_team_api.callers import COOKIE, CSRF_HEADER

from smart_team.assessment.evidence import Arrived
from smart_team.store.tables import audit, stages
from tests.api.desk import Desk
from tests.api.town import LEDGER, enter_problem

HOSTILE = ("a\0b", "\ud800", "\u202e", "'; DROP TABLE audit; --", "9" * 5000)
NUMBERS = (-1, 2**64, 10**4000, "1e400")
HANDS = {
    "/rubrics": "author",
    "/draft": "clerk-D01-court",
    "/evidence": "clerk-D01-court",
    "/uses": "clerk-D01-court",
    "/review": "district-D01",
    "/appeals": "approver-D01-court",
    "/decision": "adjudicator",
    "/amendments": "adjudicator",
    "/records": "clerk-D01-court",
    "/{record}": "clerk-D01-court",
    "/removal": "clerk-D01-court",
    "/{action}": "clerk-D01-court",
    "/files": "clerk-D01-court",
    "/{file}": "clerk-D01-court",
    "/vote": "approver-D01-court",
}
"""Who gets furthest, by the end of the address; else it is the administrator."""
JSON = "application/json"
Operation = tuple[str, str, dict[str, Any]]


def operations(desk: Desk) -> Iterator[Operation]:
    for path, item in desk.app.openapi()["paths"].items():
        for method, said in item.items():
            yield method.upper(), path.removeprefix("/api/v1"), said


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every value of a body."""
    if path:
        yield path
    if isinstance(value, dict | list):
        for key, below in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(below, (*path, key))


def spoilt(body: Any, path: tuple[Any, ...], hostile: Any, *, as_key: bool = False) -> bytes:
    """Return a body as a foreign program may write it: half a surrogate pair stays one."""
    found = copy.deepcopy(body)
    at = found
    for part in path[:-1]:
        at = at[part]
    if as_key and isinstance(at, dict):
        at[hostile] = at.pop(path[-1])
    else:
        at[path[-1]] = hostile
    return json.dumps(found).encode()


def bodies(example: Any) -> Iterator[bytes]:
    for path in places(example):
        for hostile in HOSTILE:
            yield spoilt(example, path, hostile)
        yield spoilt(example, path, HOSTILE[0], as_key=True)
        for number in NUMBERS:
            yield spoilt(example, path, "NUMBER").replace(b'"NUMBER"', str(number).encode())


def sendable(text: str) -> str:
    """Return a text as it stands in an address, where it is not too long for one."""
    return quote(text[:2000].encode(errors="surrogatepass"), safe="")


def requests(operation: Operation, ids: dict[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield addresses and more of requests with one hostile text each."""
    _, path, said = operation
    real = path
    for name, id_ in ids.items():
        real = real.replace(f"{{{name}}}", id_)
    names = {each["name"]: each["in"] for each in said["parameters"]}
    for hostile in HOSTILE:
        for name, place in names.items():
            if place == "path":
                yield path.replace(f"{{{name}}}", sendable(hostile)), {}
            elif place == "query":
                yield f"{real}?{name}={sendable(hostile)}", {}
            else:
                yield real, {"more": {name: hostile.encode(errors="surrogatepass")}}
    for media, body in said.get("requestBody", {}).get("content", {}).items():
        for content in bodies(body["example"]) if media == JSON else ():
            yield real, {"content": content, "more": {"content-type": JSON}}


def there(desk: Desk) -> dict[str, str]:
    """Return what an address may name."""
    world = desk.world
    files = desk.service.files
    arrived = Arrived("a.png", "png", files.keep(files.receive([b"png"], 9)))
    record, file = enter_problem(world, "D01-court", arrived)
    return {
        "ledger": LEDGER,
        "record": record,
        "file": file,
        "action": "apply",
        "submission": world.submission("D01-court"),
        "stage": world.rows(stages)[0].id,
        "cycle": world.cycle,
        "person": "leader",
        "code": "D01-court",
        "item": "A8",
    }


def test_no_text_and_no_number_is_a_failure_of_the_server(desk: Desk) -> None:
    ids = there(desk)
    for operation in operations(desk):
        method, path, _ = operation
        person = HANDS.get(f"/{path.rpartition('/')[2]}", "admin")
        for address, how in requests(operation, ids):
            if path.startswith(("/session", "/account", "/set-up")):
                desk.sessions.pop(person, None)
            seen = None if "If-Match" in how.get("more", {}) else 1
            answer = desk.ask(person, method, address, seen=seen, **how)
            assert answer.status_code < 500, (operation[:2], address, how, answer.text)
    assert {row.result for row in desk.world.rows(audit)} <= {"success", "refused"}


def test_a_cookie_of_anything_is_nobodys(desk: Desk) -> None:
    for hostile in HOSTILE:
        for name in ("cookie", "authorization", CSRF_HEADER, "accept-language"):
            value = {"cookie": f"{COOKIE}={hostile}", "authorization": f"Bearer {hostile}"}
            sent = value.get(name, hostile).encode(errors="surrogatepass")
            answer = desk.client.delete(PREFIX + "/session", headers={name.encode(): sent})
            assert answer.status_code == 401
