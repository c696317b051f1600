"""Evidence files: whole or not at all, kept once, never altered, found again by their hash."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smart_team.errors import FileError, SmartTeamError
from smart_team.store.files import EvidenceFiles, Received, StorageFullError

CONTENT = "关于队伍教育整顿的汇总\n".encode()
DIGEST = hashlib.sha256(CONTENT).hexdigest()
HASH = f"sha256:{DIGEST}"
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@pytest.fixture
def files(tmp_path: Path) -> EvidenceFiles:
    return EvidenceFiles(tmp_path / "evidence")


def put(files: EvidenceFiles, content: bytes = CONTENT) -> str:
    return files.keep(files.receive([content], len(content))).hash


def on_disk(files: EvidenceFiles) -> dict[str, bytes]:
    found = (path for path in files.folder.rglob("*") if path.is_file())
    return {str(path.relative_to(files.folder)): path.read_bytes() for path in found}


def code(error: SmartTeamError) -> str:
    (problem,) = error.problems
    return problem.message.code


def failing(number: int) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> Any:
        raise OSError(number, os.strerror(number))

    return fail


# Receiving


@pytest.mark.parametrize(
    "chunks",
    [[CONTENT], [CONTENT[:7], CONTENT[7:]], [b"", CONTENT, b""], [bytes([b]) for b in CONTENT]],
    ids=["one chunk", "two", "empty ones", "bytes"],
)
def test_what_comes_in_pieces_is_received_whole(files: EvidenceFiles, chunks: list[bytes]) -> None:
    received = files.receive(chunks, len(CONTENT))
    assert (received.size, received.sha256) == (len(CONTENT), DIGEST)
    assert received.path.read_bytes() == CONTENT
    assert received.path.is_relative_to(files.folder)


@given(st.lists(st.binary(max_size=50), max_size=5), st.integers(0, 120))
def test_the_limit_is_exact(
    tmp_path_factory: pytest.TempPathFactory, chunks: list[bytes], limit: int
) -> None:
    files = EvidenceFiles(tmp_path_factory.getbasetemp() / "limited")
    content = b"".join(chunks)
    if len(content) > limit:
        with pytest.raises(FileError) as caught:
            files.receive(chunks, limit)
        assert code(caught.value) == "E131"
    else:
        received = files.receive(chunks, limit)
        assert received.path.read_bytes() == content
        files.discard(received)
    assert on_disk(files) == {}


def test_no_more_is_read_once_the_limit_is_passed(files: EvidenceFiles) -> None:
    asked = []

    def endless() -> Iterator[bytes]:
        while True:
            asked.append(len(on_disk(files)))
            yield bytes(10)

    with pytest.raises(FileError):
        files.receive(endless(), 25)
    assert asked == [1, 1, 1]
    assert on_disk(files) == {}


@pytest.mark.parametrize("error", [ConnectionError("gone"), KeyboardInterrupt(), GeneratorExit()])
def test_an_upload_cut_off_leaves_nothing(files: EvidenceFiles, error: BaseException) -> None:
    def cut_off() -> Iterator[bytes]:
        yield CONTENT
        raise error

    with pytest.raises(type(error)):
        files.receive(cut_off(), 1000)
    assert on_disk(files) == {}


def test_a_discarded_upload_is_gone(files: EvidenceFiles) -> None:
    received = files.receive([CONTENT], 1000)
    files.discard(received)
    files.discard(received)
    assert on_disk(files) == {}


# Keeping


def test_a_kept_file_lies_at_its_hash_and_is_read_only(files: EvidenceFiles) -> None:
    stored = files.keep(files.receive([CONTENT], 1000))
    assert (stored.hash, stored.size) == (HASH, len(CONTENT))
    assert on_disk(files) == {f"{DIGEST[:2]}/{DIGEST[2:4]}/{DIGEST}": CONTENT}
    (path,) = (path for path in files.folder.rglob("*") if path.is_file())
    assert stat.S_IMODE(path.stat().st_mode) & 0o337 == 0
    with files.open(stored.hash) as stream:
        assert stream.read() == CONTENT


def test_the_same_content_is_kept_once_and_the_old_file_stays(files: EvidenceFiles) -> None:
    put(files)
    (path,) = (path for path in files.folder.rglob("*") if path.is_file())
    before = path.stat()
    assert put(files) == HASH
    assert len(on_disk(files)) == 1
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("kind", ["other content", "link", "broken link", "folder"])
def test_what_took_a_files_place_is_neither_trusted_nor_overwritten(
    files: EvidenceFiles, tmp_path: Path, kind: str
) -> None:
    home = files.folder / DIGEST[:2] / DIGEST[2:4] / DIGEST
    home.parent.mkdir(parents=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(CONTENT)
    make: dict[str, Callable[[], object]] = {
        "other content": lambda: home.write_bytes(b"altered"),
        "link": lambda: home.symlink_to(elsewhere),
        "broken link": lambda: home.symlink_to(tmp_path / "nowhere"),
        "folder": home.mkdir,
    }
    make[kind]()
    with pytest.raises(FileError) as caught:
        put(files)
    assert code(caught.value) == "E135"
    assert os.path.lexists(home)
    assert not list((files.folder / "incoming").iterdir())
    assert [problem.message.code for problem in files.verify([HASH])] == ["E135"]


def test_the_content_is_on_the_disk_before_the_name_and_the_names_before_it_returns(
    files: EvidenceFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    received = files.receive([CONTENT], 1000)
    home = files.folder / DIGEST[:2] / DIGEST[2:4]
    home.mkdir(parents=True)
    folders = [home, home.parent, files.folder]
    inodes = {folder.stat().st_ino: str(folder) for folder in folders}
    inodes[received.path.stat().st_ino] = "file"
    done: list[str] = []
    fsync, rename = os.fsync, os.rename

    def recording_fsync(handle: int) -> None:
        done.append(f"fsync {inodes[os.fstat(handle).st_ino]}")
        fsync(handle)

    def recording_rename(source: Path, target: Path) -> None:
        done.append("rename")
        rename(source, target)

    monkeypatch.setattr(os, "fsync", recording_fsync)
    monkeypatch.setattr(os, "rename", recording_rename)
    files.keep(received)
    names = [f"fsync {folder}" for folder in folders]
    assert done == ["fsync file", "rename", *names]
    done.clear()
    again = files.receive([CONTENT], 1000)
    inodes[again.path.stat().st_ino] = "file"
    files.keep(again)
    assert done == ["fsync file", *names]


# A full disk


class FullStream:
    """A stream whose disk fills up at one of its calls."""

    def __init__(self, stream: Any, call: str, number: int) -> None:
        self.stream, self.call, self.number = stream, call, number

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()
        if self.call == "close":
            failing(self.number)()

    def write(self, content: bytes) -> int:
        if self.call == "write":
            self.stream.write(content[:3])
            failing(self.number)()
        written: int = self.stream.write(content)
        return written


@pytest.mark.parametrize("number", FULL)
@pytest.mark.parametrize("call", ["write", "close"])
def test_a_disk_that_fills_up_while_receiving_leaves_nothing(
    files: EvidenceFiles, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    real = Path.open
    monkeypatch.setattr(Path, "open", lambda path, mode: FullStream(real(path, mode), call, number))
    with pytest.raises(StorageFullError) as caught:
        files.receive([CONTENT], 1000)
    monkeypatch.undo()
    assert code(caught.value) == "E132"
    assert on_disk(files) == {}
    assert put(files) == HASH


@pytest.mark.parametrize("number", FULL)
@pytest.mark.parametrize("call", ["os.fsync", "os.rename", "os.mkdir"])
def test_a_disk_that_fills_up_while_keeping_leaves_nothing(
    files: EvidenceFiles, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    received = files.receive([CONTENT], 1000)
    monkeypatch.setattr(call, failing(number))
    with pytest.raises(StorageFullError):
        files.keep(received)
    monkeypatch.undo()
    assert on_disk(files) == {}
    assert put(files) == HASH


def test_other_faults_of_the_disk_stay_what_they_are(
    files: EvidenceFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    received = files.receive([CONTENT], 1000)
    monkeypatch.setattr(os, "fsync", failing(errno.EIO))
    with pytest.raises(OSError, match="Input/output error"):
        files.keep(received)
    assert on_disk(files) == {}


LIMITED = """
import resource, sys
from pathlib import Path
from smart_team.store.files import EvidenceFiles, StorageFullError
files = EvidenceFiles(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    files.receive([bytes(30_000)] * 4, 1_000_000)
except StorageFullError as error:
    print(error.problems[0].message.code)
print(files.keep(files.receive([bytes(30_000)] * 3, 1_000_000)).size)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of files are POSIX")
def test_a_real_limit_on_files_leaves_nothing(files: EvidenceFiles) -> None:
    command = [sys.executable, "-c", LIMITED, str(files.folder)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["E132", "90000"]
    assert [len(content) for content in on_disk(files).values()] == [90_000]


# Finding


@pytest.mark.parametrize(
    "hash_",
    [
        "",
        "sha256:",
        DIGEST,
        f"sha256:{DIGEST.upper()}",
        f"SHA256:{DIGEST}",
        f"sha256:{DIGEST}\n",
        f"sha256:{DIGEST[:-1]}",
        f"sha256:{DIGEST}0",
        f" {HASH}",
        f"sm3:{DIGEST}",
        "sha256:../../x",
        f"sha256:{'../' * 21}x",
        f"sha256:/{DIGEST[1:]}",
        f"sha256:{DIGEST[:-1]}\0",
        "/etc/passwd",
        f"sha256:{DIGEST[:-1]}٣",
        f"sha256:{DIGEST[:-1]}\uff11",
        f"sha256:..{DIGEST[2:]}",
    ],
)
def test_only_a_well_formed_hash_is_looked_up(files: EvidenceFiles, hash_: str) -> None:
    put(files)
    with pytest.raises(FileError) as caught:
        files.open(hash_)
    assert code(caught.value) == "E133"
    assert [problem.message.code for problem in files.verify([hash_])] == ["E133"]


def test_a_file_that_is_not_there_is_missing(files: EvidenceFiles) -> None:
    with pytest.raises(FileError) as caught:
        files.open(HASH)
    assert code(caught.value) == "E134"
    assert [problem.message.code for problem in files.verify([HASH])] == ["E134"]


def test_a_link_is_not_opened(files: EvidenceFiles, tmp_path: Path) -> None:
    put(files)
    (path,) = (path for path in files.folder.rglob("*") if path.is_file())
    (tmp_path / "secret").write_bytes(CONTENT)
    path.unlink()
    path.symlink_to(tmp_path / "secret")
    with pytest.raises(FileError):
        files.open(HASH)


def test_every_altered_byte_is_found(files: EvidenceFiles) -> None:
    hashes = [put(files, bytes([number]) * 9) for number in range(5)]
    assert files.verify(hashes) == []
    for position, path in enumerate(sorted(p for p in files.folder.rglob("*") if p.is_file())):
        content = bytearray(path.read_bytes())
        content[position] ^= 1
        path.chmod(0o600)
        path.write_bytes(content)
    assert [problem.message.code for problem in files.verify(hashes)] == ["E135"] * 5


def test_a_file_that_cannot_be_read_is_named(
    files: EvidenceFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(files)
    monkeypatch.setattr(Path, "open", failing(errno.EIO))
    (problem,) = files.verify([HASH])
    assert problem.say("en") == (
        f"the stored file {HASH} cannot be read (Input/output error)."
        " Fix: check the disk and its permissions [E136]"
    )


def test_orphans_are_all_files_that_nobody_knows(files: EvidenceFiles) -> None:
    known, unknown = put(files), put(files, b"left over by a crash")
    files.receive([b"under way"], 100)
    (files.folder / "stray.txt").write_bytes(b"")
    misplaced = files.folder / "aa" / "bb" / DIGEST
    misplaced.parent.mkdir(parents=True)
    misplaced.write_bytes(CONTENT)
    name = unknown.removeprefix("sha256:")
    assert files.orphans({known}) == sorted(
        [Path("stray.txt"), Path("aa", "bb", DIGEST), Path(name[:2], name[2:4], name)]
    )
    assert len(files.orphans(set())) == 4


def test_tidying_removes_old_uploads_and_nothing_else(files: EvidenceFiles) -> None:
    moment = datetime(2026, 3, 1, 8, tzinfo=UTC)
    put(files)
    uploads: list[Received] = []
    for seconds in (-3600, -1, 0, 3600):
        uploads.append(files.receive([b"under way"], 100))
        then = moment.timestamp() + seconds
        os.utime(uploads[-1].path, (then, then))
    assert files.tidy(moment) == 2
    assert [upload.path.exists() for upload in uploads] == [False, False, True, True]
    assert files.tidy(moment) == 0
    assert files.verify([HASH]) == []


def test_a_store_opened_again_finds_what_was_kept(files: EvidenceFiles) -> None:
    put(files)
    with EvidenceFiles(files.folder).open(HASH) as stream:
        assert stream.read() == CONTENT
