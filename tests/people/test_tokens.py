"""Tokens: their kinds, their randomness, and what is kept of them."""

from __future__ import annotations

import base64
import hashlib

import pytest

from smart_team.people.tokens import TOKEN_PREFIXES, Prefix, digest, new_token


@pytest.mark.parametrize("prefix", TOKEN_PREFIXES.values())
def test_a_token_is_its_kind_and_256_random_bits(prefix: Prefix) -> None:
    token = new_token(prefix)
    assert token.plain.startswith(prefix)
    rest = token.plain.removeprefix(prefix)
    assert len(rest) == 43
    assert len(base64.urlsafe_b64decode(rest + "=")) == 32


def test_kinds_are_told_apart() -> None:
    assert dict(TOKEN_PREFIXES) == {
        "session": "sts_",
        "access": "stp_",
        "setup": "stl_",
        "csrf": "stc_",
    }


def test_no_two_are_alike() -> None:
    made = [new_token("sts_") for _ in range(1000)]
    assert len({each.plain for each in made}) == len({each.digest for each in made}) == 1000


def test_only_the_digest_is_kept_and_shown() -> None:
    token = new_token("stp_")
    assert token.digest == digest(token.plain) == hashlib.sha256(token.plain.encode()).hexdigest()
    assert token.plain not in repr(token)


def test_known_answer() -> None:
    assert digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize("text", ["", "智慧", "\ud800", "sts_" + "x" * 100_000])
def test_any_text_has_a_digest(text: str) -> None:
    assert len(digest(text)) == 64
