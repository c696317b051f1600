"""Records and their files are verified with the store, and are in its backups."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, func, insert, select, update

from smart_team.assessment.evidence import receive
from smart_team.assessment.records.entering import enter, remove
from smart_team.assessment.records.filing import attach
from smart_team.assessment.records.finding import AskedRecord
from smart_team.assessment.records.moving import act
from smart_team.assessment.verification import verify
from smart_team.store.backup import make_backup
from smart_team.store.database import open_engine, reading, writing
from smart_team.store.files import EvidenceFiles
from smart_team.store.record_tables import metric_values, record_files, record_revisions, records
from smart_team.store.restore import restore
from smart_team.store.scanner import NoScanner
from smart_team.store.signing import Signer
from smart_team.store.verify import EVIDENCE
from tests.api.rows import PNG
from tests.api.town import LEDGER, PROBLEM
from tests.assessment.world import World, platform


@dataclass(frozen=True)
class Kept:
    """A city whose court has two records, one with a file and one that was removed."""

    world: World
    data: Path
    record: str
    file: str

    @property
    def home(self) -> Path:
        """Where the file lies."""
        (found,) = (self.data / EVIDENCE).rglob(self.file.removeprefix("sha256:"))
        return found

    def found(self) -> list[tuple[str, str]]:
        problems = verify(self.world.engine, self.data, platform().plugins)
        return [(each.message.code, each.message.severity) for each in problems]

    def change(self, statement: Any) -> None:
        with writing(self.world.engine) as connection:
            connection.execute(statement)


@pytest.fixture
def kept(engine: Engine, data: Path, signer: Signer) -> Iterator[Kept]:
    del signer  # verifying needs its key in the folder
    world = World(engine)
    world.settle()
    world.open()
    clerk, shelf = world.who("clerk-D01-court"), platform().shelf
    arrived = receive(EvidenceFiles(data / EVIDENCE), NoScanner(), [PNG], "证明.png")

    def job(work: Any) -> str:
        id_ = enter(work, clerk, shelf, LEDGER, "D01-court", PROBLEM)
        attach(work, AskedRecord(clerk, id_, 1), shelf, "proof", arrived)
        act(work, AskedRecord(clerk, id_, 2), shelf, "begin")
        other = enter(work, clerk, shelf, LEDGER, "D01-court", {**PROBLEM, "number": "2"})
        remove(work, AskedRecord(clerk, other, 1), shelf, "重复")
        return id_

    yield Kept(world, data, world.write(job), arrived.file.hash)
    world.gate.close()


def test_records_and_their_files_are_sound(kept: Kept) -> None:
    assert kept.found() == []


def test_a_file_of_a_record_that_was_withdrawn_or_removed_stays_known(kept: Kept) -> None:
    clerk, shelf = kept.world.who("clerk-D01-court"), platform().shelf
    asked = AskedRecord(clerk, kept.record, 3)
    kept.world.write(lambda work: remove(work, asked, shelf, "重复"))
    assert kept.found() == []


def test_a_file_without_its_row_is_an_orphan(kept: Kept) -> None:
    kept.change(delete(record_files))
    assert kept.found() == [("E210", "warning")]


def test_a_lost_file_of_a_record_is_an_error(kept: Kept) -> None:
    kept.home.unlink()
    assert kept.found() == [("E134", "error")]


def test_an_altered_file_of_a_record_is_an_error(kept: Kept) -> None:
    kept.home.chmod(0o640)
    kept.home.write_bytes(b"altered")
    assert kept.found() == [("K103", "error")]


def otherwise(column: Any) -> Any:
    return func.replace(column, "台账未按季更新", "台账已按季更新")


@pytest.mark.parametrize(
    "values",
    [
        {"content": otherwise(records.c.content)},
        {"hash": "sha256:" + "0" * 64},
        {"state": "struck_off"},
    ],
    ids=["content", "hash", "state"],
)
def test_a_record_that_is_not_as_it_was_last_revised(kept: Kept, values: dict[str, Any]) -> None:
    kept.change(update(records).where(records.c.id == kept.record).values(values))
    assert kept.found() == [("K122", "error")]


def test_a_record_whose_last_revision_is_gone(kept: Kept) -> None:
    last = (record_revisions.c.record == kept.record, record_revisions.c.number == 3)
    kept.change(delete(record_revisions).where(*last))
    assert kept.found() == [("K122", "error")]


def test_an_earlier_revision_that_was_altered(kept: Kept) -> None:
    first = (record_revisions.c.record == kept.record, record_revisions.c.number == 1)
    content = otherwise(record_revisions.c.content)
    kept.change(update(record_revisions).where(*first).values(content=content))
    assert kept.found() == [("K123", "error")]


def test_a_metrics_value_that_was_altered(kept: Kept) -> None:
    row = {"id": "v", "number": 1, "content": json.dumps({}), "hash": "sha256:" + "0" * 64}
    more = {"frozen": False, "counted_at": "2026-03-02T01:00:00.000000Z"}
    mine = kept.world.submission("D01-court")
    kept.change(insert(metric_values).values(**row, **more, submission=mine))
    assert kept.found() == [("K123", "error")]


def test_a_backup_brings_records_and_their_files_back(
    kept: Kept, signer: Signer, tmp_path: Path
) -> None:
    backup, folder = tmp_path / "backup.zip", tmp_path / "restored"
    make_backup(kept.world.engine, kept.data, signer, backup, kept.world.now)
    url = f"sqlite:///{folder / 'smart_team.db'}"
    restore(backup, url, folder)
    engine = open_engine(url)
    assert verify(engine, folder, platform().plugins) == []
    with EvidenceFiles(folder / EVIDENCE).open(kept.file) as stream:
        assert stream.read() == PNG
    for table in (records, record_revisions, record_files):
        query = select(table).order_by(table.c.id)
        with reading(engine) as here, reading(kept.world.engine) as there:
            assert here.execute(query).all() == there.execute(query).all()
    engine.dispose()
