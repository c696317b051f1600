"""What every page promises: declared, framed by nobody, changed by our own forms alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest
from fastapi.routing import APIRoute
from smart_team_api.asking import Guest, Looking, declared
from smart_team_api.callers import COOKIE
from smart_team_api.cookies import CSRF_COOKIE
from smart_team_api.messages import FORGED
from smart_team_api.pages.appearance import FILES
from smart_team_api.pages.frame import HEADERS
from smart_team_api.pages.posting import FORM_LIMIT, Posting
from smart_team_api.pages.routers import PAGES
from smart_team_api.pages.signing_in import inner
from smart_team_api.strangers import WITHIN
from sqlalchemy import func, select

from smart_team.people import accounts, new_passwords
from smart_team.store.database import reading
from smart_team.store.migrate import migrate
from smart_team.store.tables import audit
from tests.api.copies import careless
from tests.api.desk import HERE, Desk
from tests.assessment.world import World
from tests.people.desk import PASSWORD

FORM: Final = "application/x-www-form-urlencoded"
GUESTS: Final = {
    "GET /sign-in",
    "POST /sign-in",
    "GET /sign-in/code",
    "POST /sign-in/code",
    "GET /setup",
    "POST /setup",
    "POST /appearance",
    "GET /static/{path:path}",
    "GET /help",
    "GET /help/glossary",
    "GET /help/first-steps",
    "GET /help/{topic}",
}
"""What anybody may ask for who is not signed in."""
FIRST: Final = {"POST /sign-out"}
"""What is open between the password and the second factor."""
EMBEDDED: Final = {"GET /evidence/{piece}/look", "GET /evidence/{piece}/view"}
"""What a page of ours may show within itself."""
CSP: Final = "content-security-policy"


def _routes() -> dict[str, APIRoute]:
    found = {}
    for router in PAGES:
        for route in router.routes:
            assert isinstance(route, APIRoute), route
            (method,) = route.methods or {""}
            assert f"{method} {route.path}" not in found
            found[f"{method} {route.path}"] = route
    return found


ROUTES: Final = _routes()
POSTS: Final = [key for key, route in ROUTES.items() if isinstance(declared(route), Posting)]
LOOKS: Final = [key for key, route in ROUTES.items() if isinstance(declared(route), Looking)]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("security")
    engine = careless(f"sqlite:///{folder / 'smart_team.db'}")
    migrate(engine)
    world = World(engine)
    world.settle()
    world.open()
    desk = Desk(world, folder)
    with desk.client:
        yield desk
    world.gate.close()
    engine.dispose()


def path_of(desk: Desk, key: str) -> str:
    """Return a page's path, for what is there where that is simple."""
    ids = {
        "cycle": desk.world.cycle,
        "submission": desk.world.submission("D01-court"),
        "code": "D01-court",
        "topic": "unit",
        "path": "app.css",
        "person": "clerk-D01-court",
    }
    return re.sub(r"{(\w+)(?::\w+)?}", lambda found: ids.get(found[1], "absent"), key.split()[1])


def cookies_of(desk: Desk, person: str) -> dict[str, str]:
    opened = desk.session(person)
    desk.client.cookies.clear()
    return {"cookie": f"{COOKIE}={opened.session}; {CSRF_COOKIE}={opened.csrf}"}


def done(desk: Desk) -> int:
    query = select(func.count()).select_from(audit).where(audit.c.result == "success")
    with reading(desk.world.engine) as connection:
        return int(connection.execute(query).scalar_one())


def last(desk: Desk) -> int:
    with reading(desk.world.engine) as connection:
        return int(connection.execute(select(func.max(audit.c.number))).scalar_one())


def recorded(desk: Desk, since: int) -> list[tuple[str, str, str | None]]:
    """Return the acts after a number: which, how it ended, and the code of what stood in its way."""
    query = select(audit.c.action, audit.c.result, audit.c.code).where(audit.c.number > since)
    with reading(desk.world.engine) as connection:
        return [tuple(row) for row in connection.execute(query.order_by(audit.c.number))]


def action_of(key: str) -> str:
    declaration = declared(ROUTES[key])
    assert isinstance(declaration, Posting)
    return declaration.action


TRIALS: Final = {
    "POST /submissions/{submission}/preview",
    "POST /submissions/{submission}/appeals/try",
    "POST /admin/cycles/new/step",
    "POST /ledgers/{ledger}/import/preview",
    "POST /ledgers/{ledger}/import/export-problems",
}
"""Forms that are tried out and kept nowhere."""


def test_every_page_declares_exactly_one_thing() -> None:
    assert [key for key, route in ROUTES.items() if declared(route) is None] == []
    assert {key for key, each in ROUTES.items() if isinstance(declared(each), Guest)} == GUESTS
    assert {key for key, each in ROUTES.items() if getattr(declared(each), "first", 0)} == FIRST


def test_pages_that_read_are_gets_and_forms_are_posts() -> None:
    assert {key for key in LOOKS if not key.startswith("GET ")} == TRIALS
    assert [key for key in POSTS if not key.startswith("POST ")] == []
    assert len(POSTS) > 20


@pytest.mark.parametrize("key", POSTS)
def test_a_form_without_our_token_is_told_that_before_anything_else(desk: Desk, key: str) -> None:
    path, other, headers = path_of(desk, key), desk.session("leader").csrf, {"origin": HERE}
    headers |= cookies_of(desk, "admin")
    for csrf in ({}, {"csrf": ""}, {"csrf": "x"}, {"csrf": other}):
        before = last(desk)
        form = {**csrf, "seen": "1", "key": "k" * 32}
        answer = desk.client.post(path, data=form, headers=headers, follow_redirects=False)
        assert answer.status_code == 403
        assert FORGED.code in answer.text
        assert recorded(desk, before) == [(action_of(key), "refused", FORGED.code)]


@pytest.mark.parametrize("key", POSTS)
@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "https://testserver.evil.example"]
)
def test_a_form_of_another_site_changes_nothing(desk: Desk, key: str, origin: str) -> None:
    headers = cookies_of(desk, "admin") | {"origin": origin}
    form = {"csrf": desk.session("admin").csrf, "seen": "1"}
    before = last(desk)
    answer = desk.client.post(
        path_of(desk, key), data=form, headers=headers, follow_redirects=False
    )
    assert answer.status_code == 403
    assert FORGED.code in answer.text
    assert recorded(desk, before) == [(action_of(key), "refused", FORGED.code)]


@pytest.mark.parametrize(
    ("key", "acts"),
    [
        ("POST /sign-in", ["sign_in"]),
        ("POST /sign-in/code", ["second_factor"]),
        ("POST /setup", ["use_setup_link"]),
        ("POST /appearance", []),
    ],
)
def test_guests_forms_are_taken_from_our_pages_alone(desk: Desk, key: str, acts: list[str]) -> None:
    desk.client.cookies.clear()
    headers, before = {"origin": "https://evil.example"}, last(desk)
    answer = desk.client.post(path_of(desk, key), data={"theme": "dark"}, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers
    assert recorded(desk, before) == [(act, "refused", FORGED.code) for act in acts]


def test_forged_forms_of_strangers_fill_no_audit(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.client.cookies.clear()
    headers = {"origin": "https://evil.example"}
    monkeypatch.setattr(desk.service.strangers, "at_most", 2)
    desk.world.now += WITHIN
    before = last(desk)
    keys = ["POST /sign-in", "POST /setup", "POST /sign-in", "POST /sign-out", "POST /sign-in/code"]
    answers = [desk.client.post(path_of(desk, key), headers=headers) for key in keys]
    assert [each.status_code for each in answers] == [403, 403, 429, 429, 429]
    assert len(recorded(desk, before)) == 2


def test_what_is_refused_before_its_work_begins_is_recorded_once(desk: Desk) -> None:
    headers = cookies_of(desk, "admin") | {"origin": HERE}
    csrf, before = desk.session("admin").csrf, last(desk)
    sent = headers | {"content-type": FORM, "x-csrf-token": csrf}
    for content, status in ((iter([b"x=1"]), 409), (b"x" * (FORM_LIMIT + 1), 413)):
        answer = desk.client.post("/notices/read", content=content, headers=sent)
        assert answer.status_code == status
    form = {"csrf": csrf, "seen": "1"}
    absent = desk.client.post("/admin/people/absent/fly", data=form, headers=headers)
    assert absent.status_code == 404
    acts = [(action, result) for action, result, _ in recorded(desk, before)]
    assert acts == [("notices", "refused")] * 2 + [("manage_people", "refused")]


@pytest.mark.parametrize("key", POSTS)
def test_a_get_is_never_a_form_whatever_it_says_of_itself(desk: Desk, key: str) -> None:
    csrf = desk.session("admin").csrf
    headers = cookies_of(desk, "admin") | {"x-http-method-override": "POST", "x-csrf-token": csrf}
    before = done(desk)
    path = f"{path_of(desk, key)}?_method=POST&csrf={csrf}"
    answer = desk.client.get(path, headers=headers, follow_redirects=False)
    assert f"GET {key.split()[1]}" in ROUTES or answer.status_code in {404, 405}
    assert done(desk) == before


@pytest.mark.parametrize(
    "key",
    [
        *(key for key in LOOKS if key not in TRIALS),
        *(key for key in sorted(GUESTS) if key.startswith("GET /")),
    ],
)
def test_a_page_may_be_framed_by_nobody_and_load_nothing_of_others(desk: Desk, key: str) -> None:
    headers = cookies_of(desk, "admin")
    answer = desk.client.get(path_of(desk, key), headers=headers, follow_redirects=False)
    assert answer.status_code < 500
    heads = answer.headers
    assert heads["x-content-type-options"] == "nosniff"
    assert heads["referrer-policy"] == "same-origin"
    assert heads["cross-origin-resource-policy"] == "same-origin"
    by = "frame-ancestors 'self'" if key in EMBEDDED and answer.status_code == 200 else NOBODY
    assert by in heads[CSP]
    assert not re.search(r"unsafe|https?:|\*", heads[CSP]) or key in EMBEDDED
    if heads.get("content-type", "").startswith("text/html") and key not in EMBEDDED:
        assert heads[CSP] == HEADERS["Content-Security-Policy"]
        assert_plain(answer.text)
    assert ("no-store" in heads["cache-control"]) == (not key.startswith("GET /static"))
    assert "content-encoding" not in heads or key.startswith("GET /static")


NOBODY: Final = "frame-ancestors 'none'"


def assert_plain(html: str) -> None:
    """Assert that a page has nothing that the policy would refuse, and no address of others."""
    for tag in re.findall(r"<[a-z][^>]*>", html):
        assert not re.search(r"\s(style|on\w+|hx-on[:\w-]*)\s*=", tag), tag
        assert not re.search(
            r"\s(src|href|action|hx-\w+)\s*=\s*[\"']\s*(https?:|//|javascript:)", tag
        ), tag
    assert "<style" not in html
    assert not re.search(r"<script(?![^>]*\ssrc=)[^>]*>", html)


def test_refusals_are_pages_with_the_same_promises(desk: Desk) -> None:
    headers = cookies_of(desk, "clerk-D01-court")
    for path, status in {"/nothing": 404, "/submissions/x": 404, "/cycles/absent": 404}.items():
        answer = desk.client.get(path, headers=headers)
        assert answer.status_code == status
        assert answer.headers[CSP] == HEADERS["Content-Security-Policy"]
        assert_plain(answer.text)


def test_whoever_is_not_signed_in_sees_no_page_and_changes_nothing(desk: Desk) -> None:
    desk.client.cookies.clear()
    before = done(desk)
    for key in (each for each in LOOKS if each not in TRIALS):
        answer = desk.client.get(path_of(desk, key), follow_redirects=False)
        way = answer.headers.get("location", "")
        assert way.startswith("/sign-in?next=%2F") or answer.status_code == 422, key
    for key in POSTS:
        answer = desk.client.post(path_of(desk, key), data={"csrf": "x"}, headers={"origin": HERE})
        assert answer.status_code in {401, 403, 404, 422}, key
    assert done(desk) == before


ELSEWHERE: Final = (
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n//evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "evil.example",
    "/a\r\nset-cookie: x=1",
    "",
)


@pytest.mark.parametrize("path", ELSEWHERE)
def test_no_way_leads_elsewhere(desk: Desk, path: str) -> None:
    assert inner(path) == "/"
    desk.client.cookies.clear()
    form = {"next": path, "theme": "dark"}
    chosen = desk.client.post(
        "/appearance", data=form, headers={"origin": HERE}, follow_redirects=False
    )
    assert chosen.headers["location"] == "/"
    asked = desk.client.get("/sign-in", params={"next": path})
    assert 'name="next" value="/"' in asked.text
    asked = desk.client.get("/sign-in/code", params={"next": path})
    assert 'name="next" value="/"' in asked.text
    entered = sign_in(desk, path)
    assert entered.headers["location"] == "/"


@pytest.mark.parametrize("path", ["/", "/cycles/a?b=c&d=e", "/help#x", "/提交"])
def test_ways_of_our_own_are_kept(path: str) -> None:
    assert inner(path) == path


def sign_in(desk: Desk, following: str):  # type: ignore[no-untyped-def] # noqa: ANN201 - httpx's answer
    if "wang.mei" not in ADDED:
        person = desk.world.write(lambda work: accounts.add_person(work, "wang.mei", "王梅"))
        link = desk.world.write(lambda work: new_passwords.setup_link(work, person, 24))
        form = {"link": link, "password": PASSWORD}
        answer = desk.client.post("/setup", data=form, headers={"origin": HERE})
        assert answer.status_code == 200
        ADDED.add("wang.mei")
    desk.client.cookies.clear()
    form = {"login": "wang.mei", "password": PASSWORD, "next": following}
    return desk.client.post("/sign-in", data=form, headers={"origin": HERE}, follow_redirects=False)


ADDED: Final[set[str]] = set()


def test_cookies_are_for_this_host_over_tls_and_for_no_script(desk: Desk) -> None:
    for answer, names in (
        (sign_in(desk, "/"), {COOKIE, CSRF_COOKIE}),
        (chosen(desk), {"smart-team-language", "smart-team-theme"}),
    ):
        said = [each.split(";") for each in answer.headers.get_list("set-cookie")]
        assert {each[0].partition("=")[0] for each in said} == names
        for each in said:
            parts = {part.strip().lower() for part in each[1:]}
            assert {"secure", "httponly", "path=/", "samesite=lax"} <= parts
            assert not any(part.startswith("domain") for part in parts)


def chosen(desk: Desk):  # type: ignore[no-untyped-def] # noqa: ANN201 - httpx's answer
    form = {"language": "en", "theme": "dark"}
    return desk.client.post(
        "/appearance", data=form, headers={"origin": HERE}, follow_redirects=False
    )


def test_our_own_files_travel_compressed_to_who_reads_that(desk: Desk) -> None:
    for name in sorted(FILES):
        plain = desk.client.get(f"/static/{name}", headers={"accept-encoding": "identity"})
        packed = desk.client.get(f"/static/{name}", headers={"accept-encoding": "br, gzip;q=0.8"})
        assert "content-encoding" not in plain.headers
        assert packed.headers["content-encoding"] == "gzip"
        assert packed.content == plain.content
        assert int(packed.headers["content-length"]) < max(len(plain.content), 200)
        assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    refused = desk.client.get("/static/app.css", headers={"accept-encoding": "gzip;q=0"})
    assert "content-encoding" not in refused.headers


@pytest.mark.parametrize(
    "path", ["../app.py", "%2e%2e/app.py", "/etc/passwd", "vendor", "app.css/", ""]
)
def test_nothing_else_is_served(desk: Desk, path: str) -> None:
    assert desk.client.get(f"/static/{path}").status_code == 404


OLD: Final[Mapping[str, str]] = {
    ".css": r"oklch\(|oklab\(|color-mix\(|light-dark\(|:has\(|@scope|@starting-style|field-sizing"
    r"|text-wrap:|:user-valid|linear\(|\d[sd]vh|^\s*&[\s.:>\[]|\{[^{}]*&[ .:>\[]",
    ".js": r"\.toSorted\(|\.toReversed\(|\.toSpliced\(|\.with\(|Object\.groupBy|Promise\.withResolvers"
    r"|Array\.fromAsync|URL\.canParse|\.isWellFormed\(|new Set\([^)]*\)\.(union|intersection)\("
    r"|structuredClone\(.*transfer|\busing\s+\w+\s*=|/[a-z]*v[a-z]*\.test|popover|startViewTransition"
    r"|\beval\(|new Function|insertAdjacentHTML|document\.write|https?://",
}
"""What Chromium 109 does not know, and what would let a text become a part of the page."""


@pytest.mark.parametrize("name", sorted(each for each in FILES if "vendor/" not in each))
def test_our_files_are_for_old_browsers_and_make_no_page_of_texts(name: str) -> None:
    from_ = Path(__file__).parents[2] / "api" / "smart_team_api" / "static" / name
    text = re.sub(r"/\*.*?\*/", "", from_.read_text(encoding="utf-8"), flags=re.DOTALL)
    pattern = OLD.get(from_.suffix)
    if pattern is not None:
        found = [line for line in text.splitlines() if re.search(pattern, line)]
        assert found == []
