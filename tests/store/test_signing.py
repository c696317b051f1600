"""Keys and signatures of the installation."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from smart_team.errors import FileError, Message
from smart_team.store import chain_messages as m
from smart_team.store.chain import ChainError, canonical
from smart_team.store.signing import (
    Signed,
    Signer,
    create_key,
    key_id,
    load_public_key,
    load_signer,
    verify,
    write_once,
)

# RFC 8032, section 7.1, test 2
SECRET = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
PUBLIC = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
MESSAGE = "72"
SIGNATURE = (
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)
KEY = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(SECRET))
SIGNER = Signer(KEY)


def pem(key: Any, encryption: KeySerializationEncryption | None = None) -> bytes:
    made = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption())
    return bytes(made)


def put(folder: Path, content: bytes, mode: int = 0o600) -> Path:
    path = folder / "signing.key"
    path.write_bytes(content)
    path.chmod(mode)
    return path


def refused(message: Message, act: Callable[[], object]) -> str:
    with pytest.raises(FileError) as error:
        act()
    (problem,) = error.value.problems
    assert problem.message is message
    assert problem.say("zh") != problem.say("en")
    return problem.say("en")


def test_ed25519_as_rfc_8032_gives_it(tmp_path: Path) -> None:
    put(tmp_path, pem(KEY))
    signer = load_signer(tmp_path)
    assert signer.public_key.public_bytes_raw().hex() == PUBLIC
    assert signer._private.sign(bytes.fromhex(MESSAGE)).hex() == SIGNATURE


def test_a_key_is_known_by_its_hash() -> None:
    # printf of the raw public key | sha256sum
    assert key_id(KEY.public_key()) == "39f713d0a644253f"


def test_a_signature_is_over_the_canonical_document() -> None:
    signed = SIGNER.sign({"b": [1, None], "a": "甲"})
    assert signed == SIGNER.sign({"a": "甲", "b": (1, None)})
    assert signed.document == {"a": "甲", "b": [1, None]}
    assert signed.key == key_id(SIGNER.public_key)
    KEY.public_key().verify(bytes.fromhex(signed.signature), '{"a":"甲","b":[1,null]}'.encode())


def test_what_was_signed_does_not_change_with_its_source() -> None:
    source: dict[str, Any] = {"units": ["D01"]}
    signed = SIGNER.sign(source)
    source["units"].append("D02")
    assert signed.document == {"units": ["D01"]}
    assert verify(signed, SIGNER.public_key)


def test_a_float_is_not_signed() -> None:
    with pytest.raises(ChainError):
        SIGNER.sign({"total": 1.5})


documents = st.dictionaries(
    st.text(st.characters(codec="utf-8"), max_size=5),
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.text(st.characters(codec="utf-8"), max_size=5),
    max_size=4,
)


@given(documents, documents)
def test_a_signature_holds_for_one_document(
    one: dict[str, object], other: dict[str, object]
) -> None:
    signed = SIGNER.sign(one)
    assert verify(Signed.model_validate_json(signed.model_dump_json()), SIGNER.public_key)
    assume(canonical(one) != canonical(other))
    assert not verify(signed.model_copy(update={"document": other}), SIGNER.public_key)


@given(st.integers(0, 511))
def test_no_bit_of_a_signature_may_differ(bit: int) -> None:
    signed = SIGNER.sign({"what": "test"})
    flipped = f"{int(signed.signature, 16) ^ (1 << bit):0128x}"
    assert not verify(signed.model_copy(update={"signature": flipped}), SIGNER.public_key)


def test_another_key_does_not_verify(tmp_path: Path) -> None:
    other = create_key(tmp_path)
    signed = SIGNER.sign({"what": "test"})
    assert not verify(signed, other.public_key)
    assert not verify(
        signed.model_copy(update={"key": key_id(other.public_key)}), SIGNER.public_key
    )


def test_a_document_with_a_float_verifies_never() -> None:
    signed = SIGNER.sign({"what": "test"})
    assert not verify(signed.model_copy(update={"document": {"what": 1.5}}), SIGNER.public_key)


@pytest.mark.parametrize(
    "change",
    [
        {"signature": "ab"},
        {"signature": "AB" * 64},
        {"key": ""},
        {"key": "x" * 16},
        {"document": []},
        {"more": 1},
    ],
    ids=str,
)
def test_a_signed_document_has_one_form(change: dict[str, object]) -> None:
    whole = SIGNER.sign({"what": "test"}).model_dump()
    with pytest.raises(ValidationError):
        Signed.model_validate({**whole, **change})


def test_a_made_key_signs_and_is_loaded_again(tmp_path: Path) -> None:
    made = create_key(tmp_path)
    loaded = load_signer(tmp_path)
    assert loaded.public_key == made.public_key == load_public_key(tmp_path / "signing.pub")
    assert verify(loaded.sign({"what": "test"}), made.public_key)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["signing.key", "signing.pub"]


def test_two_installations_have_two_keys(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    assert create_key(tmp_path / "one").public_key != create_key(tmp_path / "two").public_key


def test_a_key_is_the_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        create_key(tmp_path)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "signing.key").stat().st_mode) == 0o600


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    path = put(tmp_path, b"something")
    assert str(path) in refused(m.KEY_EXISTS, lambda: create_key(tmp_path))
    assert path.read_bytes() == b"something"
    assert list(tmp_path.iterdir()) == [path]


def test_a_key_never_shows_itself() -> None:
    assert "Ed25519PrivateKey" not in repr(SIGNER)


def test_a_missing_key_is_told(tmp_path: Path) -> None:
    told = refused(m.NO_KEY, lambda: load_signer(tmp_path))
    assert "signing.key" in told
    assert "smart-team init" in told
    assert "signing.pub" in refused(m.NO_KEY, lambda: load_public_key(tmp_path / "signing.pub"))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644, 0o601, 0o666])
def test_a_key_that_others_reach_is_refused(tmp_path: Path, mode: int) -> None:
    put(tmp_path, pem(KEY), mode)
    told = refused(m.KEY_OPEN, lambda: load_signer(tmp_path))
    assert f"{mode:04o}" in told
    assert "chmod 600" in told


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        pem(generate_private_key(SECP256R1())),
        pem(KEY, BestAvailableEncryption(b"secret")),
        KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    ],
    ids=["empty", "garbage", "another kind", "encrypted", "public"],
)
def test_what_is_no_private_key_is_refused(tmp_path: Path, content: bytes) -> None:
    put(tmp_path, content)
    refused(m.BAD_KEY, lambda: load_signer(tmp_path))


@pytest.mark.parametrize(
    "content",
    [
        b"garbage",
        generate_private_key(SECP256R1())
        .public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    ],
    ids=["garbage", "another kind"],
)
def test_what_is_no_public_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "signing.pub"
    path.write_bytes(content)
    refused(m.BAD_KEY, lambda: load_public_key(path))


def test_a_missing_public_key_is_written_again(tmp_path: Path) -> None:
    made = create_key(tmp_path)
    (tmp_path / "signing.pub").unlink()
    load_signer(tmp_path)
    assert load_public_key(tmp_path / "signing.pub") == made.public_key


def test_a_whole_pair_is_loaded_without_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = create_key(tmp_path)

    def read_only(*_: object) -> int:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(os, "open", read_only)
    assert load_signer(tmp_path).public_key == made.public_key


def test_keys_that_are_no_pair_are_refused(tmp_path: Path) -> None:
    create_key(tmp_path)
    put(tmp_path, pem(KEY))
    assert "signing.pub" in refused(m.KEY_PAIR, lambda: load_signer(tmp_path))


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    refused(m.UNUSABLE_FILE, lambda: create_key(tmp_path / "nowhere"))


def test_a_folder_in_the_place_of_a_key_is_told(tmp_path: Path) -> None:
    (tmp_path / "signing.key").mkdir(mode=0o700)
    refused(m.UNUSABLE_FILE, lambda: load_signer(tmp_path))


def test_a_file_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "kept"
    seen: list[tuple[str, bool]] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        kind = "folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file"
        seen.append((kind, target.exists()))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    assert write_once(target, b"content")
    assert seen == [("file", False), ("folder", True)]


def test_of_two_writers_at_once_the_first_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "kept"
    monkeypatch.setattr(os, "fsync", lambda _: target.write_bytes(b"first"))
    assert not write_once(target, b"second")
    assert target.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_cannot_be_brought_to_the_disk_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert "No space left" in refused(
        m.UNUSABLE_FILE, lambda: write_once(tmp_path / "kept", b"content")
    )
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_may_not_be_opened_is_no_hindrance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def opened(path: Any, flags: int, *rest: int) -> int:
        if path == tmp_path:
            raise PermissionError(13, "Windows opens no folders")
        return real(path, flags, *rest)

    monkeypatch.setattr(os, "open", opened)
    assert write_once(tmp_path / "kept", b"content")
