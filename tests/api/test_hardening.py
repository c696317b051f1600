"""What the wire promises on every kind of answer, and what it does not let in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from smart_team_api.callers import COOKIE
from smart_team_api.hosts import Hosts, name_of

from smart_team.people import accounts, new_passwords
from tests.api.desk import Desk
from tests.api.doers import ADMIN, CHANGES, CLERK, version
from tests.api.line import Got, Sent
from tests.api.rows import ROWS
from tests.api.town import STATES, Town
from tests.people.desk import PASSWORD

LARGE = b" " * 1_000_001

KINDS: Mapping[str, tuple[int, Sent]] = {
    "found": (200, Sent("GET", "/units", {"as": "clerk"})),
    "public": (401, Sent("GET", "/account")),
    "absent address": (404, Sent("GET", "/nothing/here", {"as": "clerk"})),
    "absent object": (404, Sent("GET", "/submissions/absent", {"as": "clerk"})),
    "forbidden": (403, Sent("GET", "/audit", {"as": "clerk"})),
    "wrong method": (405, Sent("DELETE", "/units", {"as": "clerk"})),
    "invalid query": (422, Sent("GET", "/units?limit=0", {"as": "clerk"})),
    "unreadable": (400, Sent("POST", "/units", {"as": "admin"}, content=b"{")),
    "too large": (413, Sent("POST", "/units", {"as": "admin"}, content=LARGE)),
    "no version": (
        428,
        Sent("PUT", "/units/D01-court", {"as": "admin"}, ROWS["PUT /units/{code}"].body),
    ),
    "stale": (
        412,
        Sent(
            "PUT",
            "/units/D01-court",
            {"as": "admin", "if-match": '"99"'},
            ROWS["PUT /units/{code}"].body,
        ),
    ),
    "another host": (421, Sent("GET", "/units", {"as": "clerk", "host": "evil.example"})),
}
"""Every kind of answer, and a request that gets it."""


def sent(town: Town, request: Sent) -> Got:
    headers = dict(request.headers)
    who = {"clerk": CLERK, "admin": ADMIN}.get(headers.pop("as", ""))
    kind = {} if request.content is None else {"content-type": "application/json"}
    known = {} if who is None else town.known(who)
    return town.line.ask(replace(request, headers={**known, **headers, **kind}))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_is_hardened(town: Town, kind: str) -> None:
    status, request = KINDS[kind]
    answer = sent(town, request)
    assert answer.status == status, answer.text()
    heads = dict(answer.headers)
    assert len(heads) == len(answer.headers)
    assert_hardened(heads)
    if status >= 400:
        assert heads["content-type"] == "application/problem+json"
        assert answer.json()["status"] == status
        assert set(answer.json()) == {"type", "title", "status", "detail", "code", "problems"}
    assert_quiet(answer.text())


def assert_hardened(heads: Mapping[str, str]) -> None:
    policy = heads["content-security-policy"]
    assert heads["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert not any(each in policy for each in ("unsafe", "http:", "*"))
    assert heads["referrer-policy"] in {"no-referrer", "same-origin"}
    assert heads["cross-origin-resource-policy"] == "same-origin"
    assert "no-store" in heads["cache-control"]
    assert len(heads["x-request-id"]) == 32
    assert not any(name.startswith("access-control-") for name in heads)
    assert not {"server", "x-powered-by", "x-aspnet-version", "via"} & set(heads)


def assert_quiet(text: str) -> None:
    """Nothing of the program's inside is told."""
    for word in (
        "Traceback",
        'File "',
        "sqlalchemy",
        "sqlite",
        "pydantic",
        "SELECT ",
        "/site-pack",
    ):
        assert word not in text


def test_what_fails_says_nothing_but_its_number(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("SELECT secret FROM /site-packages")

    monkeypatch.setattr("smart_team_api.routes.registry.units_list", broken)
    answer = desk.ask("admin", "GET", "/units")
    assert (answer.status_code, answer.json()["code"]) == (500, "Q115")
    assert_quiet(answer.text)
    assert "secret" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-request-id"] in answer.text


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "127.0.0.1@evil.example",
        "evil.example/127.0.0.1",
        "evil.example#127.0.0.1",
        "10.0.0.7",
        "[::]",
        "[::2]",
        "",
        "localhost:port",
        "testserver.evil.example",
    ],
)
def test_another_name_is_not_ours(town: Town, host: str) -> None:
    answer = town.line.ask(Sent("GET", "/health/live", {"host": host}))
    assert (answer.status, answer.code()) == (421, "Q117")


@pytest.mark.parametrize(
    "host",
    ["testserver", "TESTSERVER:443", "127.0.0.1:8000", "localhost", "[::1]:8000", "127.8.8.8"],
)
def test_our_own_names_are_ours(town: Town, host: str) -> None:
    assert town.line.ask(Sent("GET", "/health/live", {"host": host})).status == 200


def test_a_name_is_the_one_of_the_setting() -> None:
    hosts = Hosts(lambda *_: None, "https://Team.example:8443/x")  # type: ignore[arg-type]
    assert hosts.knows("team.example")
    assert not hosts.knows("example")
    assert name_of("a b") in {None, "a b"}
    assert name_of("user:pass@team.example") is None


@pytest.mark.parametrize("name", ["x-forwarded-host", "forwarded", "x-host", "x-original-url"])
def test_no_other_header_names_the_host(town: Town, name: str) -> None:
    """The link that an administrator is given begins with the setting, whatever is said."""
    known = {**town.known(ADMIN), name: "evil.example", "if-match": '"1"'}
    answer = town.line.ask(Sent("GET", "/people/inspector-1", known))
    assert "evil.example" not in answer.text()


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "CONNECT", "TRACK", "PROPFIND", "HEAD"])
@pytest.mark.parametrize("path", ["/units", "/session", "/health/live"])
def test_unknown_methods_are_refused(town: Town, method: str, path: str) -> None:
    origin = {"origin": "https://evil.example", "access-control-request-method": "PUT"}
    answer = town.line.ask(Sent(method, path, {**town.known(CLERK), **origin}))
    assert answer.status == 405
    assert "allow" in dict(answer.headers)
    assert_hardened(dict(answer.headers))


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/swagger", "/units/"])
def test_nothing_describes_itself_to_strangers(desk: Desk, path: str) -> None:
    """The description is for whoever is signed in, and no address has two forms."""
    for root in ("", "/api", "/api/v1"):
        answer = desk.client.get(f"{root}{path}", follow_redirects=False)
        assert answer.status_code in (
            {401} if (root, path) == ("/api/v1", "/openapi.json") else {404}
        )


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:8000"])
def test_no_origin_is_let_in(town: Town, origin: str) -> None:
    answer = town.line.ask(Sent("GET", "/units", {**town.known(CLERK), "origin": origin}))
    assert not any("access-control" in name for name, _ in answer.headers)


BODIES = [
    "application/x-www-form-urlencoded",
    "text/plain",
    "multipart/form-data; boundary=x",
    "text/xml",
]


@pytest.mark.parametrize("type_", BODIES)
@pytest.mark.parametrize(
    "key", [key for key, row in ROWS.items() if row.body is not None and row.sort != "guest"]
)
def test_only_json_is_json(town: Town, key: str, type_: str) -> None:
    """What a form on another site could send is not taken."""
    who = CHANGES[key].who if key in CHANGES else ADMIN
    request = town.sent(key, STATES[0], town.known(who))
    before = town.rows("audit", "sessions")
    headers = {**request.headers, "content-type": type_}
    answer = town.line.ask(replace(request, headers=headers))
    assert answer.status in {403, 404, 415, 422}, answer.text()
    assert town.rows("audit", "sessions") == before


def test_a_change_by_cookie_needs_the_pages_token(town: Town) -> None:
    """By header alone: neither query nor body carries it."""
    key = "PUT /submissions/{submission}/draft"
    request = CHANGES[key].sent(town, key, version(town, key, STATES[0]))
    token = request.headers["X-CSRF-Token"]
    bare = {name: each for name, each in request.headers.items() if name != "X-CSRF-Token"}
    for path, headers in (
        (request.path, bare),
        (f"{request.path}?X-CSRF-Token={token}", bare),
        (request.path, {**bare, "X-CSRF-Token": ""}),
        (request.path, {**bare, "X-CSRF-Token": token[:-1]}),
        (request.path, {**bare, "X-CSRF-Token": town.known(ADMIN)["X-CSRF-Token"]}),
    ):
        answer = town.line.ask(replace(request, path=path, headers=headers))
        assert (answer.status, answer.code()) == (403, "Q107")


def test_a_session_is_its_cookie_and_nothing_else(town: Town) -> None:
    session = town.sessions[CLERK.person].session
    for headers in (
        {"cookie": f"smart-team={session}"},
        {"cookie": f"Host-smart-team={session}"},
        {"authorization": f"Bearer {session}"},
        {"authorization": f"Basic {session}"},
        {"x-session": session},
    ):
        assert town.line.ask(Sent("GET", "/account", headers)).status == 401
    assert town.line.ask(Sent("GET", f"/account?session={session}")).status == 401


def test_a_token_is_not_a_cookie(town: Town) -> None:
    token = town.tokens[CLERK.person, "read"]
    assert town.line.ask(Sent("GET", "/units", {"cookie": f"{COOKIE}={token}"})).status == 401
    assert town.line.ask(Sent("GET", f"/units?token={token}")).status == 401
    assert town.line.ask(Sent("GET", "/units", {"authorization": f"Bearer {token}"})).status == 200


def test_cookies_are_for_this_host_over_tls_and_for_no_script(desk: Desk) -> None:
    person = desk.world.write(lambda work: accounts.add_person(work, "wang.mei", "王梅"))
    link = desk.world.write(lambda work: new_passwords.setup_link(work, person, 24))
    desk.ask(None, "POST", "/set-up", {"link": link, "password": PASSWORD})
    given = {"login": "wang.mei", "password": PASSWORD}
    answer = desk.ask(None, "POST", "/session", given, more={"cookie": f"{COOKIE}=sts_fixed"})
    cookies = answer.headers.get_list("set-cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        parts = {each.strip().lower() for each in cookie.split(";")[1:]}
        assert {"secure", "httponly", "path=/"} <= parts
        assert parts & {"samesite=strict", "samesite=lax"}
        assert not any(each.startswith("domain") for each in parts)
        assert cookie.startswith("__Host-")
        assert "sts_fixed" not in cookie
    assert not [name for name in answer.headers if name.startswith("access-control")]
    ended = desk.ask(None, "DELETE", "/session", more=holding(cookies, answer.json()["csrf"]))
    cleared = ended.headers.get_list("set-cookie")
    assert len(cleared) == 2
    assert all("Max-Age=0" in each for each in cleared)


def holding(cookies: list[str], csrf: str) -> dict[str, str]:
    said = "; ".join(each.partition(";")[0] for each in cookies)
    return {"cookie": said, "X-CSRF-Token": csrf}


def test_a_file_is_never_run_by_a_browser(town: Town, tmp_path: Path) -> None:
    with town.aside(tmp_path):
        path = f"/evidence/{town.piece[STATES[0]]}/content"
        answer = town.line.ask(Sent("GET", path, {**town.known(CLERK), "range": "bytes=0-0"}))
    heads = dict(answer.headers)
    assert answer.status == 200
    assert heads["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert heads["content-type"] == "application/octet-stream"
    assert "sandbox" in heads["content-security-policy"]
    assert heads["x-content-type-options"] == "nosniff"
    assert "no-store" in heads["cache-control"]


@pytest.mark.parametrize("name", ["if-none-match", "if-modified-since"])
def test_no_answer_is_kept_by_anybody(town: Town, name: str) -> None:
    """There is no 304: whoever asks again is asked for again who they are."""
    path, known = f"/submissions/{town.submission[STATES[0]]}", town.known(CLERK)
    seen = dict(town.line.ask(Sent("GET", path, known)).headers)["etag"]
    said = seen if name == "if-none-match" else "Wed, 25 Nov 2099 01:00:00 GMT"
    assert town.line.ask(Sent("GET", path, {**known, name: said})).status == 200


@dataclass(frozen=True)
class Odd:
    """A request that no program of ours sends."""

    request: Sent
    statuses: frozenset[int]


ODD: Mapping[str, Odd] = {
    "a path with dots": Odd(Sent("GET", "/units/../audit"), frozenset({404})),
    "a path with dots, coded": Odd(Sent("GET", "/units/%2e%2e%2faudit"), frozenset({404})),
    "a path with nothing": Odd(Sent("GET", "/submissions/%00"), frozenset({404, 422})),
    "a path with a line": Odd(Sent("GET", "/submissions/a%0d%0aset-cookie:x"), frozenset({404})),
    "a long path": Odd(Sent("GET", "/submissions/" + "x" * 5000), frozenset({404, 422})),
    "a long query": Odd(Sent("GET", "/submissions?unit=" + "x" * 5000), frozenset({422})),
    "a wrong number": Odd(Sent("GET", "/submissions?limit=1e9"), frozenset({422})),
    "a wrong cursor": Odd(Sent("GET", "/audit?after=%27--"), frozenset({403})),
    "a body on a GET": Odd(Sent("GET", "/units", body={"limit": 1}), frozenset({200})),
    "a deep body": Odd(
        Sent("POST", "/session", content=b"[" * 100_000, headers={"as": ""}), frozenset({400, 422})
    ),
    "no UTF-8": Odd(Sent("POST", "/session", content=b'{"login": "\xff"}'), frozenset({400})),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_is_answered_and_echoed_nowhere(town: Town, name: str) -> None:
    odd = ODD[name]
    answer = sent(town, replace(odd.request, headers={"as": "clerk", **odd.request.headers}))
    assert answer.status in odd.statuses, answer.text()
    assert_hardened(dict(answer.headers))
    assert_quiet(answer.text())
    assert "set-cookie" not in dict(answer.headers)
