"""Single sign-on against a provider that lies, or somebody who speaks in its place."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from smart_team.people.id_token import read_identity
from smart_team.people.messages import SignInError
from smart_team.people.provider import Provider
from smart_team.people.single_sign_on import begin
from smart_team.people.single_sign_on_messages import SignOnError
from smart_team.store.tables import audit
from tests.people.desk import OFFICE, Desk
from tests.people.identity_provider import (
    CLIENT,
    Liar,
    altered,
    base64_of,
    by,
    client,
    curve,
    key,
    query_of,
    shared,
    unsigned,
)
from tests.people.signing_on import comes_back, known, refused

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
ISSUER = "https://id.example"


class Lied:
    """A provider that lies, and what comes of asking it who somebody is."""

    def __init__(self, *, public: bool = False, **lies: Any) -> None:
        self.now = NOW
        self.liar = Liar(lambda: int(self.now.timestamp()), nonce="n", **lies)
        told = client(ISSUER, secret=None if public else "s e/cret")
        self.provider = Provider(told, self.liar.transport())

    def who(self) -> str:
        """Return the subject, or the code of the refusal."""
        try:
            tokens = self.provider.exchange(self.now, "c", "v")
            return read_identity(self.provider, tokens, "n", self.now).subject
        except SignOnError as error:
            return error.problems[0].message.code

    def count(self, path: str) -> int:
        return sum(request.url.path == path for request in self.liar.asked)


@pytest.mark.parametrize(
    "sign",
    [
        by("RS256", key()),
        by("RS256", key(), None),
        by("PS384", key()),
        by("ES256", curve(), "curve"),
        by("ES256", curve(), None),
    ],
)
def test_what_the_provider_signed_is_taken(sign: Any) -> None:
    assert Lied(sign=sign).who() == "s-1"


@pytest.mark.parametrize(
    "sign",
    [
        unsigned,
        shared,
        altered,
        by("RS256", key("two"), "one"),
        by("RS256", key("two"), "two"),
        by("RS256", key("two"), None),
        by("ES256", curve(), "one"),
        lambda claims: by("RS256", key())(claims)[:-8],
        lambda claims: by("RS256", key())(claims).rpartition(".")[0] + ".",
        lambda claims: by("RS256", key())(claims) + ".more",
        lambda _: "no token",
        lambda _: "",
        lambda _: "测试.测试.测试",
        lambda _: "e30.e30.e30",
        lambda _: "bnVsbA.bnVsbA.",
    ],
)
def test_what_it_did_not_sign_is_refused(sign: Any) -> None:
    assert Lied(sign=sign).who() == "U258"


def half(text: str) -> str:
    return base64_of(hashlib.sha256(text.encode()).digest()[:16])


@pytest.mark.parametrize(
    ("claims", "taken"),
    [
        ({}, True),
        ({"aud": [CLIENT]}, True),
        ({"azp": CLIENT}, True),
        ({"exp": SECONDS - 59}, True),
        ({"iat": SECONDS + 60}, True),
        ({"at_hash": half("at")}, True),
        ({"aud": "other"}, False),
        ({"aud": ["other"]}, False),
        ({"aud": [CLIENT, "other"], "azp": CLIENT}, False),
        ({"aud": []}, False),
        ({"aud": None}, False),
        ({"azp": "other"}, False),
        ({"iss": "https://id.example/"}, False),
        ({"iss": "https://other.example"}, False),
        ({"nonce": "other"}, False),
        ({"nonce": None}, False),
        ({"exp": SECONDS - 60}, False),
        ({"exp": SECONDS - 3600}, False),
        ({"exp": "never"}, False),
        ({"iat": SECONDS + 61}, False),
        ({"nbf": SECONDS + 61}, False),
        ({"at_hash": half("other")}, False),
        ({"at_hash": 7}, False),
        ({"sub": ""}, False),
        ({"sub": 7}, False),
        ({"sub": "\x00"}, False),
        ({"sub": "s" * 256}, False),
    ],
)
def test_a_token_is_for_us_for_this_sign_in_and_for_now(
    claims: dict[str, Any], *, taken: bool
) -> None:
    assert Lied(claims=claims).who() == (claims.get("sub", "s-1") if taken else "U259")


@pytest.mark.parametrize("name", ["iss", "sub", "aud", "exp", "iat", "nonce"])
def test_no_claim_may_be_missing(name: str) -> None:
    assert Lied(without=(name,)).who() == "U259"


@pytest.mark.parametrize(
    ("metadata", "code"),
    [
        ({"issuer": "https://id.example/"}, "U254"),
        ({"issuer": "https://other.example"}, "U254"),
        ({"issuer": None}, "U254"),
        ({"token_endpoint": "http://id.example/token"}, "U254"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "U254"),
        ({"jwks_uri": "file:///etc/passwd"}, "U254"),
    ],
)
def test_a_provider_that_is_not_what_it_should_be(metadata: dict[str, Any], code: str) -> None:
    lied = Lied(metadata=metadata)
    assert lied.who() == code
    assert len(lied.liar.asked) == 1


@pytest.mark.parametrize(
    ("path", "answer", "code"),
    [
        ("/token", httpx.Response(400, json={"error": "invalid_grant"}), "U257"),
        ("/token", httpx.Response(503), "U253"),
        ("/token", httpx.Response(200, json={"access_token": "at"}), "U257"),
        ("/token", httpx.Response(200, json=[]), "U257"),
        ("/token", httpx.Response(200, content=b"<html>"), "U253"),
        ("/token", httpx.Response(200, content=b" " * (1 << 21)), "U257"),
        ("/token", httpx.Response(307, headers={"location": "https://evil.example"}), "U257"),
        ("/jwks", httpx.Response(500), "U253"),
        ("/jwks", httpx.Response(200, json={"keys": [1]}), "U253"),
        ("/jwks", httpx.Response(200, json={"keys": [{"kty": "RSA", "kid": "one"}]}), "U258"),
    ],
)
def test_answers_that_are_none(path: str, answer: httpx.Response, code: str) -> None:
    lied = Lied(answers={path: answer})
    assert lied.who() == code
    assert {request.url.host for request in lied.liar.asked} == {"id.example"}


def test_keys_that_changed_are_read_anew_and_others_are_kept() -> None:
    lied = Lied()
    assert [lied.who() for _ in range(2)] == ["s-1", "s-1"]
    assert (lied.count("/jwks"), lied.count("/.well-known/openid-configuration")) == (1, 1)
    lied.liar.keys = [key("two").as_dict(private=False)]
    lied.liar.sign = by("RS256", key("two"), "two")
    assert lied.who() == "s-1"
    assert lied.count("/jwks") == 2
    lied.now += timedelta(hours=1)
    assert lied.who() == "s-1"
    assert (lied.count("/jwks"), lied.count("/.well-known/openid-configuration")) == (3, 2)


@pytest.mark.parametrize(
    ("methods", "public", "header", "fields"),
    [
        (["client_secret_basic"], False, True, set()),
        (["client_secret_post"], False, False, {"client_id", "client_secret"}),
        (["none"], True, False, {"client_id"}),
    ],
)
def test_how_we_show_who_we_are(
    methods: list[str], *, public: bool, header: bool, fields: set[str]
) -> None:
    lied = Lied(public=public, metadata={"token_endpoint_auth_methods_supported": methods})
    assert lied.who() == "s-1"
    (request,) = (each for each in lied.liar.asked if each.url.path == "/token")
    sent = query_of("?" + request.content.decode())
    assert set(sent) - fields == {"grant_type", "code", "redirect_uri", "code_verifier"}
    assert fields <= set(sent)
    basic = base64.b64encode(b"smart-team:s%20e%2Fcret").decode()
    assert (request.headers.get("authorization") == f"Basic {basic}") is header


@pytest.mark.parametrize(
    ("lies", "more", "code"),
    [
        ({}, {}, None),
        ({"sign": unsigned}, {}, "U258"),
        ({"claims": {"nonce": "other"}}, {}, "U259"),
        ({"answers": {"/token": httpx.Response(503)}}, {}, "U253"),
        ({}, {"iss": "https://other.example"}, "U254"),
        ({}, {"iss": ISSUER}, None),
        ({}, {"code": ""}, "U256"),
    ],
)
def test_the_person_hears_one_sentence_and_the_audit_the_cause(
    desk: Desk, lies: dict[str, Any], more: dict[str, str], code: str | None
) -> None:
    person = known(desk, ISSUER)
    liar = Liar(lambda: int(desk.now.timestamp()), **lies)
    provider = Provider(client(ISSUER), liar.transport())
    started = begin(desk.gate, provider, OFFICE)
    asked = query_of(started.url)
    liar.nonce = asked["nonce"]
    query = {"code": "c", "state": asked["state"]} | more
    if code is None:
        assert comes_back(desk, provider, query, started.cookie).person == person
    else:
        assert refused(desk, provider, query, started.cookie) == code


def test_a_provider_that_is_another_is_refused_at_once(desk: Desk) -> None:
    liar = Liar(lambda: SECONDS, metadata={"issuer": "https://other.example"})
    with pytest.raises(SignInError, match="U252"):
        begin(desk.gate, Provider(client(ISSUER), liar.transport()), OFFICE)
    row = desk.rows(audit)[-1]
    assert (row.action, row.result, row.code) == ("single_sign_on_begin", "refused", "U254")
