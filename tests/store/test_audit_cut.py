"""Old records leave the database for a file, signed and never too young; nothing else does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, delete, insert, select, update

from smart_team.procedure.calendar import shanghai_day
from smart_team.settings import AUDIT_FLOOR
from smart_team.store import audit_cut
from smart_team.store.audit import Act, Trace, append, tail
from smart_team.store.audit_cut import cut, export, latest_cut
from smart_team.store.audit_messages import AuditError
from smart_team.store.backup import make_backup
from smart_team.store.backup_messages import BackupError
from smart_team.store.chain import Head
from smart_team.store.clock import stamp
from smart_team.store.database import reading, writing
from smart_team.store.gate import Gate
from smart_team.store.heads import write_head
from smart_team.store.restore import restore
from smart_team.store.signing import Signer
from smart_team.store.snapshot import opened
from smart_team.store.tables import audit, audit_cuts
from smart_team.store.verify import verify_store

ACT = Act("system", "cut_audit")
FIRST = datetime(2026, 1, 1, 2, 0, tzinfo=UTC)


class Store:
    """A store with a record a day, its data folder and a clock that tests set."""

    def __init__(self, engine: Engine, data: Path, signer: Signer) -> None:
        self.engine, self.data, self.signer = engine, data, signer
        self.now = FIRST
        self.gate = Gate(engine, lambda: self.now)

    def live(self, days: int) -> None:
        """Let days pass with an act and a signed head each, written as those days saw them."""
        with writing(self.engine) as connection:
            last = tail(connection)
            for _ in range(days):
                at = stamp(self.now)
                last = append(connection, last, at, Act("p1", "save", "s"), Trace())
                head = Head(last.number, last.hash, at)
                if last.number % 50 == 0:
                    write_head(self.data, self.signer, head, "daily", shanghai_day(self.now))
                self.now += timedelta(days=1)

    def cut(self, before: date | None = None, days: int = AUDIT_FLOOR) -> int:
        day = latest_cut(self.now, days) if before is None else before
        return cut(self.gate, ACT, self.data, self.signer, day, days)

    def numbers(self) -> list[int]:
        with reading(self.engine) as connection:
            return list(
                connection.execute(select(audit.c.number).order_by(audit.c.number)).scalars()
            )

    def wrong(self) -> list[str]:
        return [each.message.code for each in verify_store(self.engine, self.data)]

    def change(self, *statements: Any) -> None:
        with writing(self.engine) as connection:
            for statement in statements:
                connection.execute(statement)

    def archives(self) -> list[Path]:
        return sorted((self.data / "audit").glob("*"))


@pytest.fixture
def store(engine: Engine, data: Path, signer: Signer) -> Iterator[Store]:
    store = Store(engine, data, signer)
    store.live(300)
    yield store
    store.gate.close()


def code(job: Any) -> list[str]:
    with pytest.raises(AuditError) as refused:
        job()
    return [each.message.code for each in refused.value.problems]


def test_old_records_are_moved_into_a_file_and_the_rest_is_sound(store: Store) -> None:
    assert store.wrong() == []
    # It is the 301st day: the 121st is the first that is not older than 180 days.
    assert latest_cut(store.now, AUDIT_FLOOR) == date(2026, 5, 1)
    assert store.cut() == 120
    assert store.numbers() == list(range(121, 302))
    (path,) = store.archives()
    assert path.name == "until-120.jsonl"
    assert path.stat().st_mode & 0o777 == 0o600
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line["number"] for line in lines] == list(range(1, 121))
    with reading(store.engine) as connection:
        (made,) = connection.execute(select(audit_cuts)).all()
        last = connection.execute(select(audit).order_by(audit.c.number.desc()).limit(1)).one()
    assert (made.number, made.hash, made.at) == (120, lines[-1]["hash"], lines[-1]["at"])
    assert (last.action, last.object, last.result) == ("cut_audit", "120", "success")
    assert (last.before, last.after) == (made.hash, made.archive)
    assert store.wrong() == []


def test_the_next_cut_goes_on_where_the_last_one_ended(store: Store) -> None:
    store.cut()
    assert store.cut() == 0
    store.live(30)
    assert store.cut() == 30
    assert store.numbers()[0] == 151
    assert [path.name for path in store.archives()] == ["until-120.jsonl", "until-150.jsonl"]
    assert store.wrong() == []


@pytest.mark.parametrize("days", [-1000, 0, 179, AUDIT_FLOOR])
def test_nothing_younger_than_180_days_goes_whatever_is_asked(store: Store, days: int) -> None:
    assert code(lambda: store.cut(date(2026, 5, 2), days)) == ["A150"]
    assert code(lambda: store.cut(date(9999, 1, 1), days)) == ["A150"]
    assert len(store.numbers()) == 300 + 2
    assert store.cut(date(2026, 5, 1), days) == 120


def test_who_keeps_more_keeps_more(store: Store) -> None:
    assert code(lambda: store.cut(date(2026, 4, 2), 210)) == ["A150"]
    assert store.cut(date(2026, 4, 1), 210) == 90


def test_where_the_clock_went_back_nothing_young_goes_with_the_old(store: Store) -> None:
    with writing(store.engine) as connection:
        connection.execute(delete(audit))
    store.now = FIRST
    store.live(10)
    store.now = FIRST + timedelta(days=400)
    store.live(1)
    store.now = FIRST + timedelta(days=10)
    store.live(10)
    store.now = FIRST + timedelta(days=410)
    heads = store.data / "heads"
    for path in heads.iterdir():
        path.unlink()
    assert code(store.cut)[0] == "A151"


@pytest.mark.parametrize(
    "spoil",
    [
        update(audit).where(audit.c.number == 7).values(actor="x"),
        update(audit).where(audit.c.number == 250).values(actor="x"),
        delete(audit).where(audit.c.number == 300),
    ],
)
def test_an_audit_that_is_not_sound_is_not_cut(store: Store, spoil: Any) -> None:
    store.change(spoil)
    before = store.numbers()
    assert code(store.cut)[0] == "A151"
    assert store.numbers()[: len(before)] == before
    assert store.archives() == []


def test_a_cut_that_was_broken_off_is_done_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(audit_cut, "_remove", broken)
    with pytest.raises(ZeroDivisionError):
        store.cut()
    assert (len(store.archives()), store.wrong()) == (1, [])
    monkeypatch.undo()
    assert store.cut() == 120
    assert (len(store.archives()), store.wrong()) == (1, [])


def test_a_file_of_that_name_with_other_content_is_kept(store: Store) -> None:
    (store.data / "audit").mkdir()
    (store.data / "audit" / "until-120.jsonl").write_bytes(b"mine")
    assert code(store.cut) == ["A155"]
    assert store.numbers() == list(range(1, 302))
    assert [path.read_bytes() for path in store.archives()] == [b"mine"]


def test_what_changed_meanwhile_is_not_removed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = audit_cut._remove

    def late(*given: Any) -> None:
        given[0].connection.execute(delete(audit).where(audit.c.number == 3))
        whole(*given)

    monkeypatch.setattr(audit_cut, "_remove", late)
    assert code(store.cut) == ["A152"]
    assert store.numbers() == list(range(1, 302))
    assert store.wrong() == []


def test_a_forged_cut_is_found(store: Store) -> None:
    """Whoever removes records by hand can move the beginning, but not sign it."""
    with reading(store.engine) as connection:
        row = connection.execute(select(audit).where(audit.c.number == 200)).one()
    mallory = Signer(Ed25519PrivateKey.from_private_bytes(b"\7" * 32))
    for signature in ("0" * 128, "none", mallory.sign({"number": 200}).signature):
        forged = insert(audit_cuts).values(
            number=200, hash=row.hash, at=row.at, archive="sha256:", signature=signature,
            key=mallory.sign({}).key, cut_at=row.at,
        )  # fmt: skip
        store.change(delete(audit).where(audit.c.number <= 200), delete(audit_cuts), forged)
        assert store.wrong() == ["A153"]


@pytest.mark.parametrize("column", ["number", "hash", "at", "archive", "cut_at"])
def test_an_altered_cut_is_found(store: Store, column: str) -> None:
    store.cut()
    store.change(update(audit_cuts).values({column: 119 if column == "number" else "x"}))
    assert "A153" in store.wrong()


def test_a_cut_that_is_gone_or_put_back_is_found(store: Store) -> None:
    store.cut()
    store.live(30)
    store.cut()
    store.change(delete(audit_cuts).where(audit_cuts.c.number == 150))
    assert set(store.wrong()) == {"A203", "A204", "A218"}
    store.change(delete(audit_cuts))
    # The heads of records 50 and 100 then speak of records that nobody removed rightly.
    assert set(store.wrong()) == {"A203", "A204", "A218"}


def test_heads_of_removed_records_are_compared_with_the_file(store: Store) -> None:
    store.cut()
    (old,) = (store.data / "heads").glob("2026-02-19-daily.json")
    other = Head(50, "sm3:" + "0" * 64, None)
    old.unlink()
    write_head(store.data, store.signer, other, "daily", date(2026, 2, 19))
    assert store.wrong() == ["A219"]
    (path,) = store.archives()
    content = path.read_bytes()
    path.write_bytes(content.replace(b'"save"', b'"sign"', 1))
    assert store.wrong() == ["A154"]
    path.unlink()
    assert store.wrong() == []


def test_a_restored_store_begins_where_the_old_one_was_cut(
    store: Store, data: Path, tmp_path: Path
) -> None:
    store.cut()
    make_backup(store.engine, data, store.signer, tmp_path / "b.zip", store.now)
    url, new = f"sqlite:///{tmp_path / 'new.db'}", tmp_path / "new"
    restore(tmp_path / "b.zip", url, new)
    (kept,) = store.archives()
    (back,) = (new / "audit").iterdir()
    assert (back.name, back.read_bytes()) == (kept.name, kept.read_bytes())
    assert back.stat().st_mode & 0o777 == 0o600
    with opened(url) as engine:
        assert verify_store(engine, new) == []
        back.write_bytes(kept.read_bytes().replace(b'"save"', b'"sign"', 1))
        assert [each.message.code for each in verify_store(engine, new)] == ["A154"]


def test_removed_records_that_were_altered_are_not_backed_up(
    store: Store, data: Path, tmp_path: Path
) -> None:
    store.cut()
    (path,) = store.archives()
    path.write_bytes(path.read_bytes().replace(b'"save"', b'"sign"', 1))
    with pytest.raises(BackupError) as refused:
        make_backup(store.engine, data, store.signer, tmp_path / "b.zip", store.now)
    assert [each.message.code for each in refused.value.problems] == ["A154"]
    assert list(tmp_path.glob("*.zip")) == []


def test_removed_records_that_are_kept_elsewhere_are_in_no_backup(
    store: Store, data: Path, tmp_path: Path
) -> None:
    store.cut()
    (path,) = store.archives()
    path.unlink()
    made = make_backup(store.engine, data, store.signer, tmp_path / "b.zip", store.now)
    assert [name for name in made.files if name.startswith("audit/")] == []
    restore(tmp_path / "b.zip", f"sqlite:///{tmp_path / 'new.db'}", tmp_path / "new")


def test_all_records_are_exported_once_and_that_is_recorded(store: Store, tmp_path: Path) -> None:
    exporting = partial(export, store.gate, Act("system", "export_audit"), tmp_path / "all.jsonl")
    assert exporting() == 300
    lines = (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["number"] for line in lines] == list(range(1, 301))
    assert code(exporting) == ["A155"]
    with reading(store.engine) as connection:
        last = connection.execute(select(audit).order_by(audit.c.number.desc()).limit(1)).one()
        (done,) = connection.execute(select(audit).where(audit.c.number == 301)).all()
    assert (done.action, done.result, done.after[:7]) == ("export_audit", "success", "sha256:")
    assert (last.number, last.result, last.code) == (302, "refused", "A155")
    assert list(tmp_path.glob(".*.tmp")) == []
