"""Records in parts hold once they are listed, wholly, whatever happens meanwhile."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, NoReturn

import pytest
from sqlalchemy import Engine, select

from smart_team.assessment import bulk_ledgers
from smart_team.assessment.bulk_ledgers import (
    LEFT_OVER,
    BulkLedger,
    append_records,
    compact_ledger,
    correct_records,
    count_records,
    delete_records,
    sweep_parts,
)
from smart_team.assessment.verification import verify
from smart_team.plugins import load_plugins
from smart_team.rollup import changing
from smart_team.rollup.asking import RollUp
from smart_team.store.audit import Act
from smart_team.store.backup import make_backup
from smart_team.store.database import open_engine, reading
from smart_team.store.files import StorageFullError
from smart_team.store.gate import Gate
from smart_team.store.messages import ConflictError
from smart_team.store.restore import restore
from smart_team.store.signing import create_key, load_signer
from smart_team.store.tables import audit
from smart_team.store.verify import verify_store
from tests.assessment.bulk_writer import ACT, BATCH, batch, bulk_ledger
from tests.rollup.shelf import LAYOUT, record, rows

ROOT = Path(__file__).parents[2]
ROUNDS = 3
PATIENCE = 120
BY_MONTH = RollUp(("month",), ("people",))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    create_key(folder)
    return folder


class Clock:
    """The clock of the machine, which other programs go by too, or a time ahead of it."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(engine: Engine, data: Path, clock: Clock) -> Iterator[BulkLedger]:
    gate = Gate(engine, clock)
    yield bulk_ledger(gate, data)
    gate.close()


def table(*keys: str, **values: Any) -> Any:
    return LAYOUT.table(record(key, **values) for key in keys)


def count(ledger: BulkLedger) -> int:
    return sum(row[0] for row in rows(count_records(ledger, RollUp())))


def wrong(ledger: BulkLedger, data: Path) -> list[str]:
    found = verify(ledger.gate.engine, data, load_plugins())
    return [problem.message.code for problem in found]


def kept(data: Path) -> list[Path]:
    return sorted(path for path in (data / "parts").rglob("*") if path.is_file())


def test_changes_follow_one_another(ledger: BulkLedger, data: Path) -> None:
    assert append_records(ledger, ACT, batch(1)) == 1
    assert correct_records(ledger, ACT, table("S1-0", "S1-1", people=10)) == 2
    assert delete_records(ledger, ACT, ["S1-1", "S1-2"]) == 3
    before = rows(count_records(ledger, BY_MONTH))
    assert [(groups[1], groups[2]) for groups in before] == [(9, 34), (9, 27)]
    assert compact_ledger(ledger, ACT) == 4
    assert rows(count_records(ledger, BY_MONTH)) == before
    assert count(bulk_ledger(ledger.gate, data, "other")) == 0
    assert wrong(ledger, data) == []
    with reading(ledger.gate.engine) as connection:
        said = connection.execute(select(audit.c.object, audit.c.result)).all()
    assert [tuple(row) for row in said] == [("ledger/service.records", "success")] * 4


def test_who_is_slower_is_told(ledger: BulkLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = changing.append

    def overtaken(*arguments: Any) -> Any:
        monkeypatch.undo()
        append_records(ledger, ACT, table("a"))
        return slow(*arguments)

    monkeypatch.setattr(bulk_ledgers, "append", overtaken)
    with pytest.raises(ConflictError):
        append_records(ledger, ACT, table("a", "b"))
    assert count(ledger) == 1


def test_a_disk_that_is_full_leaves_all_as_it_was(
    ledger: BulkLedger, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append_records(ledger, ACT, table("a"))
    before = kept(data)

    def full(_: int) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("smart_team.store.files.os.fsync", full)
        with pytest.raises(StorageFullError):
            append_records(ledger, ACT, table("b"))
    assert kept(data) == before
    assert (count(ledger), wrong(ledger, data)) == (1, [])


@pytest.mark.parametrize("place", [0, 0.5, 1])
def test_a_flipped_byte_is_found(ledger: BulkLedger, data: Path, place: float) -> None:
    append_records(ledger, ACT, batch(1))
    part = kept(data)[0]
    content = bytearray(part.read_bytes())
    content[int(place * (len(content) - 1))] ^= 1
    part.chmod(0o600)
    part.write_bytes(content)
    (problem,) = verify_store(ledger.gate.engine, data)
    assert (problem.message.code, problem.place.file) == ("K103", str(part))


def test_a_part_that_is_gone_is_named(ledger: BulkLedger, data: Path) -> None:
    append_records(ledger, ACT, table("a"))
    kept(data)[0].unlink()
    assert wrong(ledger, data) == ["E134"]


def test_a_backup_carries_the_parts(
    ledger: BulkLedger, data: Path, clock: Clock, tmp_path: Path
) -> None:
    append_records(ledger, ACT, batch(1))
    correct_records(ledger, ACT, table("S1-0", people=10))
    make_backup(ledger.gate.engine, data, load_signer(data), tmp_path / "backup.zip", clock())
    new = tmp_path / "new"
    url = f"sqlite:///{new / 'smart_team.db'}"
    restore(tmp_path / "backup.zip", url, new)
    engine = open_engine(url)
    gate = Gate(engine, clock)
    again = bulk_ledger(gate, new)
    assert wrong(again, new) == []
    assert rows(count_records(again, BY_MONTH)) == rows(count_records(ledger, BY_MONTH))
    append_records(again, ACT, table("S1-20"))
    gate.close()
    engine.dispose()


def test_what_nobody_needs_any_more_is_swept(ledger: BulkLedger, data: Path, clock: Clock) -> None:
    append_records(ledger, ACT, batch(1))
    append_records(ledger, ACT, batch(2))
    compact_ledger(ledger, ACT)
    stray = data / "parts" / "ab" / "cd" / ("abcd" + "0" * 60)
    stray.parent.mkdir(parents=True)
    for path in (stray, data / "parts" / "incoming" / "draft.part"):
        path.write_bytes(b"half")
    assert sweep_parts(ledger.gate, data) == 0
    clock.ahead = LEFT_OVER + timedelta(minutes=5)
    assert sweep_parts(ledger.gate, data) == 4 + 2
    assert len(kept(data)) == 2
    assert (count(ledger), wrong(ledger, data)) == (2 * BATCH, [])


def test_what_was_left_over_is_young_again_once_it_is_kept(ledger: BulkLedger, data: Path) -> None:
    files = ledger.files
    first = files.keep(files.receive([b"part"], 10))
    os.utime(files.place(first.hash), (0, 0))
    files.keep(files.receive([b"part"], 10))
    assert files.sweep([], datetime.now(UTC) - LEFT_OVER) == 0
    assert len(kept(data)) == 1


def killed(url: str, data: Path, noted: Path, first: int, pause: float) -> None:
    """Start the program, and kill it a moment after it has begun to append."""
    before = noted.stat().st_size if noted.exists() else 0
    words = [url, str(data), str(noted), str(first)]
    command = [sys.executable, "-m", "tests.assessment.bulk_writer", *words]
    until = time.monotonic() + PATIENCE
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        while process.poll() is None and time.monotonic() < until:
            if noted.exists() and noted.stat().st_size > before:
                break
            time.sleep(0.002)
        time.sleep(pause)
        process.kill()
        _, said = process.communicate()
    assert process.returncode == -signal.SIGKILL, said


def test_killed_at_any_moment_an_append_is_there_wholly_or_not_at_all(
    ledger: BulkLedger, database_url: str, data: Path, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    noted, random = tmp_path / "noted", Random(11)
    for turn in range(pytestconfig.getoption("crash_rounds") or ROUNDS):
        killed(database_url, data, noted, 1000 * turn, random.uniform(0, 0.2))
        assert wrong(ledger, data) == []
    acknowledged = {int(line) for line in noted.read_text(encoding="utf-8").split()}
    there = rows(count_records(ledger, RollUp(("month",))))
    assert there[0][1] == there[1][1]
    whole, rest = divmod(count(ledger), BATCH)
    assert rest == 0
    assert len(acknowledged) <= whole <= len(acknowledged) + (turn + 1)
    for number in acknowledged:
        delete_records(ledger, Act("system", "delete_records"), batch(number)["key"].to_pylist())
    assert count(ledger) == (whole - len(acknowledged)) * BATCH
    compact_ledger(ledger, ACT)
    assert wrong(ledger, data) == []
