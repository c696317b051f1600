"""Every route declares what it asks of the policy, and every action of the policy has a use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fastapi.routing import APIRoute
from smart_team_api.asking import Acting, Changing, Guest, Looking, declared
from smart_team_api.pages.routers import PAGES
from smart_team_api.routes import ROUTERS, WATCHED

from smart_team.people.policy import MATTERS
from tests.api.rows import ROWS

GUESTS: Final = {
    "GET /health/live",
    "GET /health/ready",
    "POST /session",
    "POST /set-up",
    "GET /session/oidc",
    "GET /session/oidc/callback",
}
"""What anybody may call who is not signed in."""
FIRST: Final = {"GET /account", "POST /session/code", "DELETE /session"}
"""What is open between the password and the second factor."""
UNROUTED: Final = {
    "draft": "a part of reading: it says how much of a submission its reader gets",
    "standing": "a part of reading the ranked table: it says which table its reader gets",
}
"""Matters that no route asks for by name, and why."""
SECRET: Final = {
    "POST /account/second-factor",
    "POST /account/second-factor/confirmation",
    "POST /account/tokens",
    "POST /people/{person}/set-up-link",
}
"""What is answered with something that is shown once and kept nowhere."""


def routes() -> Iterator[tuple[str, APIRoute]]:
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute), route
            (method,) = route.methods or {""}
            yield f"{method} {route.path}", route


def test_every_route_declares_exactly_one_thing() -> None:
    undeclared = [key for key, route in routes() if declared(route) is None]
    assert undeclared == []


def test_so_does_every_page() -> None:
    pages = [route for router in (*PAGES, *WATCHED) for route in router.routes]
    assert pages
    assert [route for route in pages if declared(route) is None] == []


def test_every_route_has_its_row_and_no_row_is_left_over() -> None:
    keys = [key for key, _ in routes()]
    assert len(keys) == len(set(keys))
    assert set(keys) == set(ROWS)


def test_a_row_says_what_its_route_declares() -> None:
    for key, route in routes():
        row, found = ROWS[key], declared(route)
        match found:
            case Guest():
                assert (row.sort, row.action) == ("guest", None), key
            case Looking():
                assert row.action == found.action, key
                assert key.startswith("GET ") or key == PREVIEW, key
            case Changing():
                assert (row.is_versioned, row.action) == (True, found.action), key
                assert not key.startswith("GET "), key
            case Acting():
                assert (row.is_versioned, row.action) == (False, found.action), key
                assert not key.startswith("GET "), key


PREVIEW: Final = "POST /submissions/{submission}/preview"
"""The one POST that keeps nothing."""


def test_guests_and_what_comes_first_are_these_and_no_others() -> None:
    found = {key: declared(route) for key, route in routes()}
    assert {key for key, each in found.items() if isinstance(each, Guest)} == GUESTS
    assert {key for key, each in found.items() if getattr(each, "first", False)} == FIRST
    assert {key for key, each in found.items() if getattr(each, "secret", False)} == SECRET


def test_every_action_of_the_policy_is_asked_for_somewhere() -> None:
    asked = {row.action for row in ROWS.values()}
    assert {each for each in MATTERS if each not in asked} == set(UNROUTED)


def test_every_move_that_people_make_has_its_route() -> None:
    asked = {row.action for row in ROWS.values()}
    assert MOVES - asked == {"close"}


MOVES: Final = {
    *("save", "submit", "withdraw", "sign", "return", "review", "confirm", "announce", "close"),
    *("appeal", "decide", "publish", "send_feedback", "accept", "amend", "correct"),
}
"""All moves of procedures; `close` is the clock's."""
