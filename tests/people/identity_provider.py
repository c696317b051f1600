"""Providers of single sign-on: a real one in a process of its own, and one that can lie."""

from __future__ import annotations

import base64
import hmac
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from time import monotonic, sleep
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from smart_team.people.provider import Client

CLIENT = "smart-team"
BACK = "http://127.0.0.1:8000/back"
Sign = Callable[[dict[str, Any]], str]


def client(issuer: str, **more: Any) -> Client:
    given: dict[str, Any] = {
        "secret": "s e/cret",
        "link": False,
        "login_claim": "preferred_username",
    }
    given |= {"is_second_factor": False, "redirect_uri": BACK}
    return Client(issuer, CLIENT, **(given | more))


@contextmanager
def real_provider(users: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Run one; gives its issuer."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    words = ["--port", str(port), "--require-nonce", "true"]
    for sub, claims in users.items():
        words += ["--user-claims", json.dumps({"sub": sub, **claims})]
    server = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={key: value for key, value in os.environ.items() if "COVERAGE" not in key},
    )
    issuer = f"http://127.0.0.1:{port}"
    try:
        wait_for(issuer)
        yield issuer
    finally:
        server.kill()
        server.wait()


def wait_for(issuer: str) -> None:
    end = monotonic() + 60
    with httpx.Client(trust_env=False) as http:
        while monotonic() < end:
            try:
                http.get(f"{issuer}/.well-known/openid-configuration").raise_for_status()
            except httpx.TransportError:
                sleep(0.05)
            else:
                return
    raise TimeoutError(issuer)


def browse(url: str, sub: str, action: str = "") -> dict[str, str]:
    """Sign in at the real provider; returns what it sends back."""
    with httpx.Client(trust_env=False) as http:
        answer = http.post(url, data={"sub": sub, "action": action})
    assert answer.status_code == 302, answer.text
    where = answer.headers["location"]
    assert where.startswith(BACK)
    return query_of(where)


def query_of(url: str) -> dict[str, str]:
    return {key: value for key, (value,) in parse_qs(urlsplit(url).query).items()}


@cache
def key(name: str = "one") -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name}, private=True)


@cache
def curve() -> ECKey:
    return ECKey.generate_key("P-256", {"kid": "curve"}, private=True)


@dataclass
class Liar:
    """A provider that says what a test wants."""

    now: Callable[[], int]
    issuer: str = "https://id.example"
    claims: Mapping[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    sign: Sign | None = None
    keys: list[Mapping[str, Any]] = field(default_factory=list)
    metadata: Mapping[str, Any] = field(default_factory=dict)
    answers: dict[str, httpx.Response] = field(default_factory=dict)
    nonce: str = ""
    asked: list[httpx.Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.keys = self.keys or [key().as_dict(private=False), curve().as_dict(private=False)]
        self.sign = self.sign or by("RS256", key())

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        path = request.url.path
        if path in self.answers:
            return self.answers[path]
        match path:
            case "/.well-known/openid-configuration":
                return httpx.Response(200, json=self.document() | dict(self.metadata))
            case "/jwks":
                return httpx.Response(200, json={"keys": list(self.keys)})
            case "/token":
                return httpx.Response(200, json={"id_token": self.token(), "access_token": "at"})
        return httpx.Response(404)

    def document(self) -> dict[str, Any]:
        named = {"authorization": "authorize", "token": "token"}
        found = {f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in named.items()}
        return {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/jwks", **found}

    def token(self) -> str:
        now = self.now()
        usual = {"iss": self.issuer, "sub": "s-1", "aud": CLIENT, "exp": now + 300, "iat": now}
        told = usual | {"nonce": self.nonce, "preferred_username": "wang.mei"} | dict(self.claims)
        for name in self.without:
            del told[name]
        assert self.sign is not None
        return self.sign(told)


def shared(claims: dict[str, Any]) -> str:
    """Sign by the public key's own text as a shared secret: the oldest trick."""
    said = ".".join(encoded(each) for each in ({"alg": "HS256", "kid": "one"}, claims))
    secret = key().as_pem(private=False)
    return f"{said}.{base64_of(hmac.digest(secret, said.encode(), 'sha256'))}"


def unsigned(claims: dict[str, Any]) -> str:
    return f"{encoded({'alg': 'none'})}.{encoded(claims)}."


def altered(claims: dict[str, Any]) -> str:
    """Sign for somebody else, then say something else."""
    header, _, signature = by("RS256", key())({**claims, "sub": "s-2"}).split(".")
    return f"{header}.{encoded(claims)}.{signature}"


def by(algorithm: str, which: Any, kid: str | None = "one") -> Sign:
    header = {"alg": algorithm} | ({} if kid is None else {"kid": kid})
    return lambda claims: jwt.encode(header, claims, which, algorithms=[algorithm])


def encoded(part: dict[str, Any]) -> str:
    return base64_of(json.dumps(part).encode())


def base64_of(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
