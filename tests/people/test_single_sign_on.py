"""Single sign-on: with a real provider, and against one that lies."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from sqlalchemy import Engine

from smart_team.people import accounts, enrolment, single_sign_on
from smart_team.people.messages import SignInError
from smart_team.people.provider import CALLBACK, Provider, client_of
from smart_team.people.single_sign_on import begin
from smart_team.settings import Settings
from smart_team.store.tables import audit, identities, pending_sign_ins, people
from tests.people.desk import OFFICE, RULES, Desk
from tests.people.identity_provider import BACK, CLIENT, browse, client, query_of, real_provider
from tests.people.signing_on import comes_back, known, refused

USERS: dict[str, dict[str, Any]] = {
    "s-1": {"preferred_username": "Wang.Mei"},
    "s-2": {"preferred_username": "wang.mei"},
    "s-3": {"preferred_username": "nobody"},
    "s-4": {},
}


@pytest.fixture(scope="session")
def issuer() -> Iterator[str]:
    with real_provider(USERS) as found:
        yield found


@pytest.fixture
def today(engine: Engine) -> Iterator[Desk]:
    """A desk at the real time, which the real provider goes by."""
    desk = Desk(engine, datetime.now(UTC))
    yield desk
    desk.gate.close()


def test_who_is_linked_gets_a_session(today: Desk, issuer: str) -> None:
    person = known(today, issuer)
    provider = Provider(client(issuer))
    started = begin(today.gate, provider, OFFICE)
    signed = comes_back(today, provider, browse(started.url, "s-1"), started.cookie)
    assert signed.person == person
    found = today.session(signed.session)
    assert found is not None
    assert (found.second_factor_done, found.password_at) == (False, None)
    assert not any((signed.second_factor_due, signed.password_expired, signed.enrolment_due))
    assert today.rows(pending_sign_ins) == []
    acts = [(row.action, row.actor, row.result) for row in today.rows(audit)[-3:]]
    assert acts == [
        ("single_sign_on_begin", "anonymous", "success"),
        ("single_sign_on_return", "anonymous", "success"),
        ("single_sign_on", person, "success"),
    ]
    provider.close()


def test_those_who_never_come_back_are_not_kept_without_end(
    today: Desk, issuer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single_sign_on, "AT_MOST", 3)
    known(today, issuer)
    provider = Provider(client(issuer))
    started = []
    for _ in range(5):
        started.append(begin(today.gate, provider, OFFICE))
        today.now += timedelta(seconds=1)
    assert len(today.rows(pending_sign_ins)) == 3
    gone, kept = started[1], started[2]
    assert refused(today, provider, browse(gone.url, "s-1"), gone.cookie) == "U255"
    comes_back(today, provider, browse(kept.url, "s-1"), kept.cookie)
    today.now += timedelta(minutes=single_sign_on.MINUTES)
    begin(today.gate, provider, OFFICE)
    assert len(today.rows(pending_sign_ins)) == 1
    provider.close()


def test_what_the_provider_is_asked(today: Desk, issuer: str) -> None:
    provider = Provider(client(issuer))
    one, two = (begin(today.gate, provider, OFFICE) for _ in range(2))
    asked = query_of(one.url)
    assert one.url.startswith(f"{issuer}/oauth2/authorize?")
    assert (asked["client_id"], asked["redirect_uri"]) == (CLIENT, BACK)
    assert (asked["response_type"], asked["scope"]) == ("code", "openid profile")
    row = next(r for r in today.rows(pending_sign_ins) if r.nonce == asked["nonce"])
    challenge = hashlib.sha256(row.verifier.encode()).digest()
    assert asked["code_challenge_method"] == "S256"
    assert asked["code_challenge"] == base64.urlsafe_b64encode(challenge).decode().rstrip("=")
    assert all(asked[name] != query_of(two.url)[name] for name in ("state", "nonce"))
    kept = str(today.rows(pending_sign_ins))
    assert asked["state"] not in kept
    assert one.cookie not in kept
    assert asked["state"] not in repr(one)
    provider.close()


def test_a_state_is_good_once_and_in_its_own_browser(today: Desk, issuer: str) -> None:
    known(today, issuer)
    provider = Provider(client(issuer))
    started, other = (begin(today.gate, provider, OFFICE) for _ in range(2))
    query = browse(started.url, "s-1")
    assert refused(today, provider, query, other.cookie) == "U255"
    assert refused(today, provider, query, "") == "U255"
    assert refused(today, provider, {"code": query["code"]}, started.cookie) == "U255"
    comes_back(today, provider, query, started.cookie)
    assert refused(today, provider, query, started.cookie) == "U255"
    provider.close()


def test_a_code_is_good_for_its_own_sign_in(today: Desk, issuer: str) -> None:
    """Somebody puts the code of their own sign-in into another's browser."""
    known(today, issuer)
    provider = Provider(client(issuer))
    theirs, mine = (begin(today.gate, provider, OFFICE) for _ in range(2))
    code = browse(theirs.url, "s-1")["code"]
    query = {"code": code, "state": query_of(mine.url)["state"]}
    assert refused(today, provider, query, mine.cookie) == "U259"
    provider.close()


@pytest.mark.parametrize(("minutes", "code"), [(9.9, None), (10, "U255")])
def test_a_sign_in_waits_ten_minutes(
    today: Desk, issuer: str, minutes: float, code: str | None
) -> None:
    known(today, issuer)
    provider = Provider(client(issuer))
    started = begin(today.gate, provider, OFFICE)
    query = browse(started.url, "s-1")
    today.later(minutes=minutes)
    if code is None:
        assert comes_back(today, provider, query, started.cookie).person
    else:
        assert refused(today, provider, query, started.cookie) == code
        begin(today.gate, provider, OFFICE)
        assert len(today.rows(pending_sign_ins)) == 1
    provider.close()


def test_who_says_no_at_the_provider_is_not_let_in(today: Desk, issuer: str) -> None:
    provider = Provider(client(issuer))
    started = begin(today.gate, provider, OFFICE)
    query = browse(started.url, "s-1", "deny")
    # This provider forgets the state it was given.
    query |= {"state": query_of(started.url)["state"]}
    assert query["error"] == "access_denied"
    assert refused(today, provider, query, started.cookie) == "U256"
    assert refused(today, provider, query, started.cookie) == "U255"
    provider.close()


def test_a_made_up_code_is_not_taken(today: Desk, issuer: str) -> None:
    provider = Provider(client(issuer))
    started = begin(today.gate, provider, OFFICE)
    query = {"code": "made-up", "state": query_of(started.url)["state"]}
    assert refused(today, provider, query, started.cookie) == "U257"
    provider.close()


def test_who_is_not_linked_or_disabled_is_refused(today: Desk, issuer: str) -> None:
    person = known(today, issuer)
    today.person("nobody", None)
    provider = Provider(client(issuer))
    started = begin(today.gate, provider, OFFICE)
    query = browse(started.url, "s-3")
    assert refused(today, provider, query, started.cookie) == "U260"
    today.write(accounts.disable, person)
    started = begin(today.gate, provider, OFFICE)
    assert refused(today, provider, browse(started.url, "s-1"), started.cookie) == "U261"
    assert today.rows(audit)[-1].object == person
    assert len(today.rows(people)) == 2
    provider.close()


def test_a_first_sign_in_links_once_where_that_is_allowed(today: Desk, issuer: str) -> None:
    person = today.person("wang.mei", None)
    provider = Provider(client(issuer, link=True))

    def comes(subject: str) -> tuple[dict[str, str], str]:
        started = begin(today.gate, provider, OFFICE)
        return browse(started.url, subject), started.cookie

    assert comes_back(today, provider, *comes("s-1")).person == person
    (row,) = today.rows(identities)
    assert (row.issuer, row.subject, row.person) == (issuer, "s-1", person)
    assert comes_back(today, provider, *comes("s-1")).person == person
    assert [row.object for row in today.rows(audit) if row.action == "single_sign_on_link"] == [
        person
    ]
    for subject in ("s-2", "s-3", "s-4"):
        assert refused(today, provider, *comes(subject)) == "U260", subject
    assert len(today.rows(identities)) == len(today.rows(people)) == 1
    provider.close()


def test_another_claim_may_be_the_login(today: Desk, issuer: str) -> None:
    person = today.person("s-4", None)
    provider = Provider(client(issuer, link=True, login_claim="sub"))
    started = begin(today.gate, provider, OFFICE)
    assert comes_back(today, provider, browse(started.url, "s-4"), started.cookie).person == person
    provider.close()


def test_nobody_disabled_is_linked(today: Desk, issuer: str) -> None:
    today.write(accounts.disable, today.person("wang.mei", None))
    provider = Provider(client(issuer, link=True))
    started = begin(today.gate, provider, OFFICE)
    assert refused(today, provider, browse(started.url, "s-1"), started.cookie) == "U261"
    assert today.rows(identities) == []
    provider.close()


@pytest.mark.parametrize("counts", [True, False])
def test_the_provider_counts_as_second_factor_where_the_settings_say_so(
    today: Desk, issuer: str, *, counts: bool
) -> None:
    person = known(today, issuer)
    secret = today.write(enrolment.enrol, person, RULES)
    shown = pyotp.TOTP(secret).at(today.now)
    today.write(enrolment.confirm_enrolment, person, shown, RULES)
    provider = Provider(client(issuer, is_second_factor=counts))
    started = begin(today.gate, provider, OFFICE)
    signed = comes_back(today, provider, browse(started.url, "s-1"), started.cookie)
    found = today.session(signed.session)
    assert found is not None
    assert found.second_factor_done is counts
    assert found.second_factor_due is signed.second_factor_due is not counts
    provider.close()


def test_a_provider_that_is_down(today: Desk) -> None:
    provider = Provider(client("http://127.0.0.1:1"))
    with pytest.raises(SignInError) as caught:
        begin(today.gate, provider, OFFICE)
    assert [each.message.code for each in caught.value.problems] == ["U252"]
    row = today.rows(audit)[-1]
    assert (row.action, row.result, row.code) == ("single_sign_on_begin", "refused", "U253")
    assert today.rows(pending_sign_ins) == []
    provider.close()


def test_the_client_that_settings_make() -> None:
    assert client_of(Settings()) is None
    settings = Settings(
        oidc_issuer="https://id.example", oidc_client_id="x", base_url="https://team.example/"
    )
    made = client_of(settings)
    assert made is not None
    assert (made.redirect_uri, made.secret, made.link) == (
        f"https://team.example{CALLBACK}",
        None,
        False,
    )
    assert "geheim" not in repr(client("https://id.example", secret="geheim"))
