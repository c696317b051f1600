"""The second factor: the RFC's codes, each once, and recovery codes."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, timedelta, timezone
from unittest.mock import Mock
from urllib.parse import parse_qs, unquote, urlsplit

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smart_team.people import second_factor as f

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""``12345678901234567890`` in base 32: the key of RFC 6238, appendix B."""
NOW = datetime(2026, 11, 24, 9, 14, 38, tzinfo=UTC)
STEP = 59_850_389
PEPPER = b"a pepper of this test alone"


def code_at(step: int) -> str:
    return pyotp.TOTP(SECRET).generate_otp(step)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_codes_of_the_rfc(seconds: int, code: str) -> None:
    now = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    assert f.check_code(SECRET, code[-6:], now, None) == seconds // 30
    wrong = f"{(int(code[-6:]) + 1) % 1_000_000:06}"
    assert f.check_code(SECRET, wrong, now, None) is None


def test_the_step_of_this_test() -> None:
    assert int(NOW.timestamp()) // 30 == STEP


@pytest.mark.parametrize(
    ("offset", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_one_step_before_and_after(offset: int, *, taken: bool) -> None:
    step = f.check_code(SECRET, code_at(STEP + offset), NOW, None)
    assert step == (STEP + offset if taken else None)


def test_the_zone_does_not_matter_but_must_be_given() -> None:
    shanghai = NOW.astimezone(timezone(timedelta(hours=8)))
    assert f.check_code(SECRET, code_at(STEP), shanghai, None) == STEP
    with pytest.raises(TypeError):
        f.check_code(SECRET, code_at(STEP), NOW.replace(tzinfo=None), None)


@pytest.mark.parametrize(
    "now", [datetime(1970, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, 0, 0, 29, tzinfo=UTC)]
)
def test_a_clock_that_was_never_set(now: datetime) -> None:
    assert f.check_code(SECRET, code_at(0), now, None) == 0


def test_a_code_is_good_once() -> None:
    step = f.check_code(SECRET, code_at(STEP), NOW, None)
    assert step == STEP
    assert f.check_code(SECRET, code_at(STEP), NOW, step) is None
    assert f.check_code(SECRET, code_at(STEP - 1), NOW, step) is None
    assert f.check_code(SECRET, code_at(STEP + 1), NOW, step) == STEP + 1


@given(st.lists(st.tuples(st.integers(0, 45), st.integers(-2, 2)), min_size=1, max_size=40))
def test_no_code_is_taken_twice(tries: list[tuple[int, int]]) -> None:
    now, last, taken = NOW, None, []
    for seconds, offset in tries:
        now += timedelta(seconds=seconds)
        current = int(now.timestamp()) // 30
        step = f.check_code(SECRET, code_at(current + offset), now, last)
        if step is not None:
            assert abs(step - current) <= 1
            taken.append(step)
            last = step
    assert taken == sorted(set(taken))


def test_a_code_that_two_steps_share_is_good_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyotp.TOTP, "generate_otp", lambda _app, _step: "287082")
    step = f.check_code(SECRET, "287082", NOW, None)
    assert step == STEP + 1
    assert f.check_code(SECRET, "287082", NOW, step) is None


@pytest.mark.parametrize("form", ["{0}", " {0} ", "{1} {2}", "{3}"])
def test_how_people_type_it(form: str) -> None:
    code = code_at(STEP)
    wide = code.translate({ord("0") + each: 0xFF10 + each for each in range(10)})
    assert f.check_code(SECRET, form.format(code, code[:3], code[3:], wide), NOW, None) == STEP


@pytest.mark.parametrize(
    "code",
    ["", "12345", "1234567", "abcdef", "-12345", "١٢٣٤٥٦", "²²²²²²x", "\ud800" * 6, "1" * 100_000],
)
def test_what_is_no_code(code: str) -> None:
    assert f.check_code(SECRET, code, NOW, None) is None


def test_all_steps_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compare = Mock(wraps=hmac.compare_digest)
    monkeypatch.setattr(hmac, "compare_digest", compare)
    f.check_code(SECRET, code_at(STEP - 1), NOW, None)
    assert compare.call_count == 3


def test_a_new_secret_has_160_bits() -> None:
    secrets = {f.new_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert {len(pyotp.TOTP(each).byte_secret()) for each in secrets} == {20}


def test_what_the_app_reads() -> None:
    address = urlsplit(f.provisioning_uri(SECRET, "d03.clerk", "智慧队建"))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert unquote(address.path) == "/智慧队建:d03.clerk"
    asked = parse_qs(address.query)
    assert (asked["secret"], asked["issuer"]) == ([SECRET], ["智慧队建"])
    read = pyotp.parse_uri(address.geturl())
    assert isinstance(read, pyotp.TOTP)
    assert f.check_code(SECRET, read.at(NOW), NOW, None) == STEP


def test_recovery_codes_are_ten_and_of_sixty_bits() -> None:
    codes = f.new_recovery_codes()
    assert len(set(codes)) == 10
    assert all(len(code) == 14 and code.count("-") == 2 for code in codes)
    assert (
        len({character for code in f.new_recovery_codes(500) for character in code} - {"-"}) == 32
    )
    assert len(set(f.new_recovery_codes(1000))) == 1000


@pytest.mark.parametrize(
    "typed",
    [
        "70Q2-M1XV-9TBD",
        "70q2m1xv9tbd",
        " 7OQ2 MIXV 9TBD ",
        "7oq2-mlxv-9tbd",
        "７０Ｑ２-Ｍ１ＸＶ-９ＴＢＤ",
    ],
)
def test_how_people_type_a_recovery_code(typed: str) -> None:
    kept = f.hash_code("70Q2-M1XV-9TBD", PEPPER)
    assert f.matches(typed, kept, PEPPER)


@pytest.mark.parametrize("typed", ["", "70Q2-M1XV-9TBE", "70Q2-M1XV", "\ud800", "智慧"])
def test_another_recovery_code_is_refused(typed: str) -> None:
    assert not f.matches(typed, f.hash_code("70Q2-M1XV-9TBD", PEPPER), PEPPER)


def test_what_is_kept_needs_the_pepper() -> None:
    kept = f.hash_code("70Q2-M1XV-9TBD", PEPPER)
    assert len(kept) == 64
    assert "70Q2" not in kept
    assert not f.matches("70Q2-M1XV-9TBD", kept, b"another pepper")
