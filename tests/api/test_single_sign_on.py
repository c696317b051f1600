"""Single sign-on over the wire, with a real provider."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from smart_team_api.app import create_app
from smart_team_api.callers import COOKIE
from smart_team_api.routes.single_sign_on import PENDING
from smart_team_api.strangers import AT_MOST
from starlette.testclient import TestClient

from smart_team.people.provider import Provider
from smart_team.store.tables import audit, pending_sign_ins
from tests.api.desk import HERE, Desk
from tests.people.identity_provider import browse, client, real_provider

LEADER = "leader"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with real_provider({"s-1": {"preferred_username": LEADER}, "s-2": {}}) as found:
        yield found


@pytest.fixture
def signing_on(desk: Desk, issuer: str) -> Iterator[Desk]:
    """The desk with single sign-on, at the real time, which the provider goes by."""
    desk.world.now = datetime.now(UTC)
    provider = Provider(client(issuer, link=True))
    desk.service = replace(desk.service, provider=provider)
    desk.app = create_app(desk.service)
    desk.client = TestClient(desk.app, HERE, raise_server_exceptions=False, follow_redirects=False)
    with desk.client:
        yield desk
    provider.close()


def cookie_of(answer: Any, name: str) -> str:
    (found,) = [each for each in answer.headers.get_list("set-cookie") if f"{name}=" in each]
    assert all(part in found for part in ("HttpOnly", "Secure", "SameSite=lax"))
    return str(found.partition(";")[0])


def test_a_browser_goes_there_and_comes_back_signed_in(signing_on: Desk) -> None:
    gone = signing_on.ask(None, "GET", "/session/oidc")
    assert gone.status_code == 303
    pending = {"cookie": cookie_of(gone, PENDING)}
    brought = browse(gone.headers["location"], "s-1")
    path = "/session/oidc/callback"
    other = signing_on.ask(None, "GET", path, params=brought)
    assert (other.status_code, other.json()["code"]) == (401, "U252")
    gone = signing_on.ask(None, "GET", "/session/oidc")
    pending = {"cookie": cookie_of(gone, PENDING)}
    brought = browse(gone.headers["location"], "s-1")
    back = signing_on.ask(None, "GET", path, params=brought, more=pending)
    assert (back.status_code, back.headers["location"]) == (303, "/")
    mine = {"cookie": cookie_of(back, COOKIE)}
    assert signing_on.ask(None, "GET", "/account", more=mine).json()["login"] == LEADER
    again = signing_on.ask(None, "GET", path, params=brought, more=pending)
    assert again.status_code == 401


def test_whoever_the_provider_knows_and_we_do_not_stays_out(signing_on: Desk) -> None:
    gone = signing_on.ask(None, "GET", "/session/oidc")
    brought = browse(gone.headers["location"], "s-2")
    pending = {"cookie": cookie_of(gone, PENDING)}
    back = signing_on.ask(None, "GET", "/session/oidc/callback", params=brought, more=pending)
    assert (back.status_code, back.json()["code"]) == (401, "U252")
    assert back.headers.get_list("set-cookie") == []


def test_nobody_sets_out_without_end(signing_on: Desk) -> None:
    first = signing_on.ask(None, "GET", "/session/oidc")
    signing_on.service.strangers.at_most = AT_MOST
    statuses = [signing_on.ask(None, "GET", "/session/oidc").status_code for _ in range(70)]
    assert statuses == [303] * (AT_MOST - 1) + [429] * (71 - AT_MOST)
    assert len(signing_on.world.rows(pending_sign_ins)) == AT_MOST
    before = len(signing_on.world.rows(audit))
    path = "/session/oidc/callback"
    assert signing_on.ask(None, "GET", path, params={"state": "x"}).status_code == 429
    assert len(signing_on.world.rows(audit)) == before
    brought = browse(first.headers["location"], "s-1")
    pending = {"cookie": cookie_of(first, PENDING)}
    assert signing_on.ask(None, "GET", path, params=brought, more=pending).status_code == 303


def test_without_a_provider_the_addresses_are_not_there(desk: Desk) -> None:
    for path in ("/session/oidc", "/session/oidc/callback?state=x&code=y"):
        assert desk.ask(None, "GET", path).status_code == 404
