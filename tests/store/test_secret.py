"""The installation's secret, and what is sealed by it."""

from __future__ import annotations

from base64 import b64decode, b64encode
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from smart_team.errors import FileError
from smart_team.people.rules import load_rules
from smart_team.settings import Settings
from smart_team.store.secret import Seal, Secret, create_secret, load_secret
from smart_team.store.secret_messages import SealError

SEAL = Seal(b"k" * 32)
TEXT = "GEZDGNBVGY3TQOJQ"


def code(folder: Path) -> str:
    with pytest.raises(FileError) as caught:
        load_secret(folder)
    return caught.value.problems[0].message.code


def test_it_is_made_once_and_for_this_account_alone(tmp_path: Path) -> None:
    made = create_secret(tmp_path)
    path = tmp_path / "secret.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(path.read_bytes()) == 32
    with pytest.raises(FileError, match="U243"):
        create_secret(tmp_path)
    assert load_secret(tmp_path).derive("a") == made.derive("a")
    assert path.read_bytes().hex() not in repr(made)


def test_what_is_missing_open_or_damaged_is_refused(tmp_path: Path) -> None:
    assert code(tmp_path) == "U242"
    create_secret(tmp_path)
    path = tmp_path / "secret.key"
    for mode in (0o640, 0o604, 0o602):
        path.chmod(mode)
        assert code(tmp_path) == "U244"
    path.chmod(0o600)
    for content in (b"", b"k" * 31, b"k" * 33):
        path.write_bytes(content)
        assert code(tmp_path) == "U245"


def test_no_secret_no_rules(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="U242"):
        load_rules(Settings(), tmp_path)


def test_keys_are_one_per_purpose_and_repeat(tmp_path: Path) -> None:
    create_secret(tmp_path)
    settings = Settings(password_profile="nist", second_factor="required", site_words=["某市"])
    rules, again = (load_rules(settings, tmp_path) for _ in range(2))
    assert (rules.pepper, rules.seal) == (again.pepper, again.seal)
    assert rules.seal != Seal(rules.pepper)
    assert (rules.profile.id, rules.context) == ("nist", ("某市",))
    assert rules.second_factor_required
    assert rules.pepper.hex() not in repr(rules)
    assert str(rules.pepper) not in repr(rules)


def test_known_answer() -> None:
    """As RFC 5869 has it: a salt of zeros, extracted and expanded by HMAC-SHA-256."""
    key = Secret(b"\x0b" * 32).derive("smart-team pepper 1")
    assert key.hex() == ("e11dbd6d12202fb22d40ccfeb8f0da50e23876430e6b0c09523925e4755d4287")


def test_what_is_sealed_opens_for_its_owner_alone() -> None:
    sealed = SEAL.close(TEXT, "person-1")
    assert SEAL.open(sealed, "person-1") == TEXT
    assert sealed.startswith("v1:")
    assert TEXT not in sealed
    assert SEAL.close(TEXT, "person-1") != sealed
    for seal, owner in ((SEAL, "person-2"), (Seal(b"l" * 32), "person-1")):
        with pytest.raises(SealError):
            seal.open(sealed, owner)


@pytest.mark.parametrize("change", ["v1:", "", "v1:AAAA", "v1:!", TEXT])
def test_what_was_never_sealed_does_not_open(change: str) -> None:
    with pytest.raises(SealError):
        SEAL.open(change, "person-1")


def test_every_byte_counts() -> None:
    content = b64decode(SEAL.close(TEXT, "person-1").removeprefix("v1:"))
    for place in range(len(content)):
        altered = bytearray(content)
        altered[place] ^= 1
        with pytest.raises(SealError):
            SEAL.open("v1:" + b64encode(altered).decode(), "person-1")


def test_it_is_aes_gcm_as_others_write_it() -> None:
    nonce = bytes(12)
    content = nonce + AESGCM(b"k" * 32).encrypt(nonce, TEXT.encode(), b"person-1")
    assert SEAL.open("v1:" + b64encode(content).decode(), "person-1") == TEXT
