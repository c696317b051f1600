"""Passwords: what each profile refuses, and how they are kept."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path
from string import ascii_lowercase
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smart_team.people import passwords as p

SET_AT = datetime(2026, 1, 1, 9, tzinfo=UTC)
LIST = Path(p.__file__).with_name("common_passwords.txt").read_text(encoding="utf-8")
MLPS3 = p.PROFILES["mlps3"]
NIST = p.PROFILES["nist"]


@pytest.fixture(name="fast")
def fast_hasher() -> p.Hasher:
    return p.new_hasher(p.Cost(passes=1, memory=8, lanes=1))


def codes(profile: p.Profile, password: str, login: str = "d03.clerk", *context: str) -> list[str]:
    return [each.message.code for each in p.problems(profile, password, login, context)]


@pytest.mark.parametrize(
    ("password", "found"),
    [
        ("Tr0ub4dor&3x", []),
        ("Orkan-9weit", []),
        ("Orkan-9we!", []),
        ("Orkan-9we", ["U201"]),
        ("", ["U201", "U203"]),
        ("orkanweitblick", ["U203"]),
        ("orkanweitblick7", ["U203"]),
        ("orkanweitblick7!", []),
        ("沈雪春天大江东去浪淘", ["U203"]),
        ("沈雪春天大江东去浪7k", []),
        ("Ork-9" * 26, ["U202", "U206"]),
        ("Orkan-9we CLERK", ["U204"]),
        ("D03.Cl3rk-Orkan", ["U204", "U204"]),
        ("SmartTeam-Orkan9", ["U204"]),
        ("Sm@rt_T3am-0rkan", ["U204"]),
        ("Zh1hui/Orkan", ["U204"]),
        ("智慧队建Orkan9", ["U204", "U204"]),
        ("Password123!", ["U205"]),
        ("P@ssw0rd@2026", ["U205"]),
        ("Ｐ@ssw0rd@2026", ["U205"]),
        ("Admin@123456", ["U205"]),
        ("2026!Gongan", ["U205"]),
        ("Zhengfawei@2026", ["U205"]),
        ("Woaini5201314!", ["U205"]),
        ("1qaz@WSX3edc", ["U206"]),
        ("Abc123!@#xyz", ["U206"]),
        ("poiu0987LKJH", ["U206"]),
        ("Aa1!Aa1!Aa1!", ["U206"]),
        ("Kkkkkk99999!", ["U206"]),
    ],
)
def test_mlps3(password: str, found: list[str]) -> None:
    assert codes(MLPS3, password) == found


@pytest.mark.parametrize(
    ("password", "found"),
    [
        ("orkanweitbli", []),
        ("orkan weit blick in den himmel", []),
        ("月落乌啼霜满天江枫渔火对愁眠", []),
        ("orkanweitbl", ["U201"]),
        ("", ["U201"]),
        ("o" * 70 + "rkan" * 14, ["U206"]),
        ("orkan weit clerk himmel", ["U204"]),
        ("passwordpassword", ["U205", "U206"]),
        ("iloveyou5201314", ["U205"]),
        ("123456789012", ["U205", "U206"]),
    ],
)
def test_nist(password: str, found: list[str]) -> None:
    assert codes(NIST, password) == found


def test_the_longest_are_taken() -> None:
    longest = ("orkan weit blick in den himmel, " * 5)[:127] + "7"
    assert codes(NIST, longest) == []
    assert codes(NIST, longest + "x") == ["U202"]


def test_the_place_is_given_by_the_caller() -> None:
    assert codes(MLPS3, "沈阳Orkan-9we") == []
    assert codes(MLPS3, "沈阳Orkan-9we", "d03", "沈阳", "shenyang") == ["U204"]
    assert codes(MLPS3, "Sh3n.yang-Orkan", "d03", "沈阳", "shenyang") == ["U204"]


def test_short_parts_of_a_login_occur_by_chance() -> None:
    assert codes(MLPS3, "Orkan-li9-weit", "li.12") == []
    assert codes(MLPS3, "Orkan-li9-weit", "li") == []
    assert codes(MLPS3, "Orkan-lin9-weit", "lin") == ["U204"]
    assert codes(MLPS3, "Orkan-1985-weit", "x_1985") == ["U204"]


def test_what_is_wrong_is_said_with_its_values() -> None:
    problems = p.problems(MLPS3, "clerk", "d03.clerk", ())
    assert [each.values for each in problems] == [
        {"length": 5, "shortest": 10},
        {"found": 1, "wanted": 3},
        {"word": "clerk"},
    ]
    assert all(each.say("zh") and each.say("en") for each in problems)


def test_characters_are_counted_composed() -> None:
    composed = "Orkän-9we!"
    assert codes(MLPS3, composed) == codes(MLPS3, unicodedata.normalize("NFD", composed)) == []
    assert codes(MLPS3, unicodedata.normalize("NFD", "Orkän-9we")) == ["U201"]


def test_the_list_is_long_enough_and_all_of_it_is_refused() -> None:
    stems, endings = (
        part.split() for part in LIST.split("\n", 2)[2].split("== before and after ==")
    )
    assert len({each.lower() for each in stems}) >= 1500
    assert len(set(endings)) >= 400
    assert [each for each in stems if not p.is_common(each.upper())] == []
    assert [end for end in endings if not p.is_common("Beijing" + end)] == []
    assert [end for end in endings if not p.is_common(end + "Beijing")] == []


def test_the_list_says_what_it_is() -> None:
    assert LIST.startswith("# What is guessed first")


@given(st.text(ascii_lowercase, min_size=14, max_size=20), st.integers(10, 99))
def test_chance_is_rarely_refused_and_never_fails(letters: str, number: int) -> None:
    found = codes(MLPS3, f"{letters[:7]}-{number}-{letters[7:]}")
    assert set(found) <= {"U204", "U206"}


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    short = len(unicodedata.normalize("NFC", text)) < 10
    assert ("U201" in codes(MLPS3, text, text, text)) == short


def test_it_expires_on_the_ninetieth_day() -> None:
    last = SET_AT + timedelta(days=90)
    assert p.is_expired(MLPS3, SET_AT, last)
    assert not p.is_expired(MLPS3, SET_AT, last - timedelta(microseconds=1))
    assert not p.is_expired(NIST, SET_AT, SET_AT + timedelta(days=9999))


def test_the_last_five_are_not_used_again(fast: p.Hasher) -> None:
    earlier = [p.hash_password(f"Orkan-9weit{number}", fast) for number in range(7)]
    found = [p.is_reused(MLPS3, f"Orkan-9weit{number}", earlier, fast) for number in range(7)]
    assert found == [True] * 5 + [False] * 2
    assert not p.is_reused(NIST, "Orkan-9weit0", earlier, fast)


def test_a_password_is_known_again(fast: p.Hasher) -> None:
    kept = p.hash_password("Orkän-9weit", fast)
    assert kept.startswith("$argon2id$v=19$m=8,t=1,p=1$")
    assert "Ork" not in kept
    assert p.check_password(kept, "Orkän-9weit", fast)
    assert p.check_password(kept, unicodedata.normalize("NFD", "Orkän-9weit"), fast)
    assert not p.check_password(kept, "orkän-9weit", fast)
    assert not p.check_password(kept, "", fast)
    assert kept != p.hash_password("Orkän-9weit", fast)


@given(st.text(st.characters()))
def test_any_text_can_be_kept(text: str) -> None:
    fast = p.new_hasher(p.Cost(passes=1, memory=8, lanes=1))
    assert p.check_password(p.hash_password(text, fast), text, fast)
    assert not p.check_password(None, text, fast)


def test_a_lone_surrogate_is_no_crash(fast: p.Hasher) -> None:
    assert not p.check_password(p.hash_password("Orkan", fast), "\ud800", fast)


@pytest.mark.parametrize("kept", [None, ""])
def test_an_unknown_account_costs_the_same_work(fast: p.Hasher, kept: str | None) -> None:
    argon2 = Mock(wraps=fast.argon2)
    watched = p.Hasher(argon2, fast.decoy)
    assert not p.check_password(kept, "Orkan-9weit", watched)
    argon2.verify.assert_called_once_with(b"Orkan-9weit", fast.decoy)
    real = p.hash_password("Orkan-9weit", fast)
    assert fast.decoy.rsplit("$", 2)[0] == real.rsplit("$", 2)[0]
    assert len(fast.decoy) == len(real)


def test_even_the_decoys_own_password_opens_nothing(fast: p.Hasher) -> None:
    unlucky = p.Hasher(fast.argon2, p.hash_password("Orkan-9weit", fast))
    assert not p.check_password(None, "Orkan-9weit", unlucky)


def test_a_hash_at_another_cost_is_made_anew(fast: p.Hasher) -> None:
    dearer = p.new_hasher(p.Cost(passes=2, memory=8, lanes=1))
    kept = p.hash_password("Orkan-9weit", fast)
    assert p.check_password(kept, "Orkan-9weit", dearer)
    assert p.needs_rehash(kept, dearer)
    assert not p.needs_rehash(kept, fast)


def test_the_usual_cost_is_that_of_the_rfc() -> None:
    kept = p.hash_password("Orkan-9weit")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert p.check_password(kept, "Orkan-9weit")
    assert not p.check_password(None, "Orkan-9weit")
    assert not p.needs_rehash(kept)


def test_nothing_secret_is_in_the_hashers_text(fast: p.Hasher) -> None:
    assert fast.decoy not in repr(fast)
