"""Signed heads: written once, and a chain that was cut off or rebuilt disagrees with them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from smart_team.errors import FileError, Problem
from smart_team.store.chain import GENESIS, Head, check, link
from smart_team.store.heads import (
    Reason,
    StoredHead,
    check_heads,
    read_heads,
    sign_head,
    write_head,
)
from smart_team.store.signing import Signer, verify

SIGNER = Signer(Ed25519PrivateKey.from_private_bytes(b"\7" * 32))
OTHER = Signer(Ed25519PrivateKey.from_private_bytes(b"\10" * 32))
DAY = date(2026, 11, 24)


def a_chain(actors: list[str]) -> list[Head]:
    heads, previous = [], GENESIS
    for number, actor in enumerate(actors, 1):
        previous = link(previous, {"number": number, "actor": actor})
        heads.append(Head(number, previous, f"2026-11-24T00:00:{number:02}Z"))
    return heads


CHAIN = a_chain(["李", "王", "张", "刘"])


def hash_of(chain: list[Head]) -> Callable[[int], str | None]:
    return {head.number: head.hash for head in chain}.get


def codes(problems: list[Problem]) -> list[str]:
    return [problem.message.code for problem in problems]


def checked(folder: Path, chain: list[Head]) -> list[str]:
    files = read_heads(folder)
    return codes([*files.problems, *check_heads(files.heads, hash_of(chain), SIGNER.public_key)])


def test_a_head_is_written_signed(tmp_path: Path) -> None:
    path = write_head(tmp_path, SIGNER, CHAIN[3], "daily", DAY)
    assert path == tmp_path / "heads" / "2026-11-24-daily.json"
    assert list(path.parent.iterdir()) == [path]
    files = read_heads(tmp_path)
    assert files.problems == []
    (head,) = files.heads
    assert head.source == str(path)
    assert head.signed.document == {
        "what": "audit-head",
        "number": 4,
        "hash": CHAIN[3].hash,
        "at": "2026-11-24T00:00:04Z",
        "reason": "daily",
        "day": "2026-11-24",
    }
    assert verify(head.signed, SIGNER.public_key)
    assert head.signed == sign_head(SIGNER, CHAIN[3], "daily", DAY)


def test_the_same_head_is_kept_once_and_another_beside_it(tmp_path: Path) -> None:
    def written(head: Head, reason: Reason, day: date) -> str:
        return write_head(tmp_path, SIGNER, head, reason, day).name

    assert written(CHAIN[0], "backup", DAY) == "2026-11-24-backup.json"
    first = (tmp_path / "heads" / "2026-11-24-backup.json").read_bytes()
    assert written(CHAIN[1], "backup", DAY) == "2026-11-24-backup-2.json"
    assert written(CHAIN[2], "backup", DAY) == "2026-11-24-backup-3.json"
    assert written(CHAIN[1], "backup", DAY) == "2026-11-24-backup-2.json"
    assert written(CHAIN[0], "backup", DAY) == "2026-11-24-backup.json"
    assert written(CHAIN[0], "publication", DAY) == "2026-11-24-publication.json"
    assert written(CHAIN[3], "daily", date(2026, 11, 25)) == "2026-11-25-daily.json"
    assert (tmp_path / "heads" / "2026-11-24-backup.json").read_bytes() == first
    assert len(read_heads(tmp_path).heads) == 5
    assert checked(tmp_path, CHAIN) == []


def test_a_folder_without_heads_has_none(tmp_path: Path) -> None:
    assert read_heads(tmp_path) == ([], [])


def test_a_write_that_was_broken_off_is_not_read(tmp_path: Path) -> None:
    write_head(tmp_path, SIGNER, CHAIN[3], "daily", DAY)
    (tmp_path / "heads" / ".0123.tmp").write_bytes(b"{")
    assert checked(tmp_path, CHAIN) == []


def test_heads_that_cannot_be_written_are_told(tmp_path: Path) -> None:
    (tmp_path / "heads").write_bytes(b"")
    with pytest.raises(FileError) as refused:
        write_head(tmp_path, SIGNER, CHAIN[3], "daily", DAY)
    assert codes(list(refused.value.problems)) == ["A213"]


def test_a_chain_that_goes_on_agrees_with_its_heads(tmp_path: Path) -> None:
    write_head(tmp_path, SIGNER, Head(0, GENESIS), "daily", date(2026, 11, 23))
    write_head(tmp_path, SIGNER, CHAIN[1], "daily", DAY)
    assert checked(tmp_path, CHAIN) == []


def test_a_shorter_chain_is_told(tmp_path: Path) -> None:
    path = write_head(tmp_path, SIGNER, CHAIN[3], "daily", DAY)
    assert checked(tmp_path, CHAIN[:3]) == ["A218"]
    assert checked(tmp_path, []) == ["A218"]
    (problem,) = check_heads(read_heads(tmp_path).heads, hash_of([]), SIGNER.public_key)
    assert problem.say("en").startswith(
        f"{path}: the audit chain has no record 4, which the head of 2026-11-24 signed"
    )
    assert problem.say("zh").startswith(f"{path}: 审计链没有第 4 条,而 2026-11-24 的链头签过它")


def test_a_chain_computed_anew_is_told(tmp_path: Path) -> None:
    write_head(tmp_path, SIGNER, CHAIN[3], "daily", DAY)
    assert checked(tmp_path, a_chain(["李", "王", "章", "刘", "陈"])) == ["A219"]


def test_a_head_of_an_empty_chain_names_the_genesis() -> None:
    wrong = StoredHead("here", sign_head(SIGNER, Head(0, CHAIN[0].hash), "daily", DAY))
    assert codes(check_heads([wrong], hash_of(CHAIN), SIGNER.public_key)) == ["A219"]


def test_a_head_signed_by_somebody_else_is_told(tmp_path: Path) -> None:
    write_head(tmp_path, OTHER, CHAIN[3], "daily", DAY)
    assert checked(tmp_path, CHAIN) == ["A215"]


@pytest.mark.parametrize("field", ["number", "hash", "at"])
def test_an_altered_head_is_told(tmp_path: Path, field: str) -> None:
    path = write_head(tmp_path, SIGNER, CHAIN[3], "daily", DAY)
    content = json.loads(path.read_bytes())
    content["document"][field] = {"number": 3, "hash": CHAIN[2].hash, "at": None}[field]
    path.write_text(json.dumps(content), encoding="utf-8")
    assert checked(tmp_path, CHAIN) == ["A215"]


def test_a_head_in_the_place_of_another_is_told(tmp_path: Path) -> None:
    early = write_head(tmp_path, SIGNER, CHAIN[0], "daily", date(2026, 11, 20))
    late = write_head(tmp_path, SIGNER, CHAIN[3], "daily", DAY)
    late.write_bytes(early.read_bytes())
    assert checked(tmp_path, CHAIN[:2]) == ["A217"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b'"' + b"x" * 10,
        b"[" * 100_000,
        b'{"document": {}, "signature": "", "key": ""}',
    ],
    ids=["empty", "cut", "list", "object", "binary", "text", "deep", "no signature"],
)
def test_a_file_that_is_not_signed_is_told_and_the_others_are_read(
    tmp_path: Path, content: bytes
) -> None:
    write_head(tmp_path, SIGNER, CHAIN[3], "daily", DAY)
    (tmp_path / "heads" / "2026-11-23-daily.json").write_bytes(content)
    assert checked(tmp_path, CHAIN) == ["A214"]
    assert checked(tmp_path, []) == ["A214", "A218"]


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    write_head(tmp_path, SIGNER, CHAIN[3], "daily", DAY)
    (tmp_path / "heads" / "folder.json").mkdir()
    assert checked(tmp_path, CHAIN) == ["A213"]


@pytest.mark.parametrize(
    "document",
    [
        {"what": "publication", "number": 4},
        {
            "what": "audit-head",
            "number": True,
            "hash": GENESIS,
            "at": None,
            "reason": "daily",
            "day": "2026-11-24",
        },
        {
            "what": "audit-head",
            "number": -1,
            "hash": GENESIS,
            "at": None,
            "reason": "daily",
            "day": "2026-11-24",
        },
    ],
    ids=["another document", "no number", "below zero"],
)
def test_another_signed_document_is_no_head(tmp_path: Path, document: dict[str, Any]) -> None:
    (tmp_path / "heads").mkdir()
    (tmp_path / "heads" / "x.json").write_text(
        SIGNER.sign(document).model_dump_json(), encoding="utf-8"
    )
    assert checked(tmp_path, CHAIN) == ["A216"]


chains = st.lists(st.text("abc", max_size=2), min_size=1, max_size=6)


@settings(max_examples=300)
@given(chains, chains, st.data())
def test_any_two_histories_are_told_apart(
    one: list[str], other: list[str], data: st.DataObject
) -> None:
    """A head signed of one history holds for another only where both agree up to it."""
    place = data.draw(st.integers(1, len(one)))
    assume(one[:place] != other[:place])
    head = StoredHead("here", sign_head(SIGNER, a_chain(one)[place - 1], "daily", DAY))
    assert check_heads([head], hash_of(a_chain(one)), SIGNER.public_key) == []
    found = codes(check_heads([head], hash_of(a_chain(other)), SIGNER.public_key))
    assert found == ["A219" if place <= len(other) else "A218"]


def test_the_check_of_a_chain_gives_the_head_to_sign() -> None:
    first = link(GENESIS, {"at": "2026-11-24T00:00:01Z"})
    report = check([(1, GENESIS, first, {"at": "2026-11-24T00:00:01Z"})])
    signed = StoredHead("here", sign_head(SIGNER, report.head, "backup", DAY))
    assert check_heads([signed], {1: first}.get, SIGNER.public_key) == []
