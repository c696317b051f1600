"""The store from the command line: made, checked, backed up, restored."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import ValidationError

from smart_team.settings import Settings
from smart_team.store.messages import NOT_MIGRATED

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def run(*words: str, code: int = 0, data: str = "store", **more: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "smart_team.cli", *words],
            cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False,
            env={**os.environ, "PYTHONUTF8": "1", "NO_COLOR": "1", "SMART_TEAM_DATA": data, **more},
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


def change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()


def count(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - the test's own word


def acts(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT action, result, code FROM audit ORDER BY number"
        return connection.execute(query).fetchall()


def test_a_store_lives_from_init_to_restore(run: Run, tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert "signing.key and secret.key" in run("init", "--lang", "en")
    assert store.stat().st_mode & 0o777 == 0o700
    for name in ("signing.key", "secret.key"):
        assert (store / name).stat().st_mode & 0o777 == 0o600
    assert count(store / "smart_team.db", "holidays") > 100
    assert count(store / "smart_team.db", "audit") == 1
    assert "K112" in run("init", code=2)
    assert "The store is sound" in run("verify", "--lang", "en")
    assert "nothing to do" in run("migrate", "--lang", "en")
    assert "审计链到第 2 条" in run("backup", "b.zip")
    assert "K101" in run("backup", "b.zip", code=2)
    assert "K112" in run("restore", "b.zip", code=2)
    said = run("restore", "b.zip", "--public-key", "store/signing.pub", "--lang", "en", data="new")
    assert "put back signing.key, secret.key" in said
    assert "核对无误" in run("verify", data="new")
    before, after = store / "smart_team.db", tmp_path / "new" / "smart_team.db"
    assert count(before, "holidays") == count(after, "holidays")
    refused = [("backup_begin", "success", None), ("backup", "refused", "K101")]
    begun = [("init", "success", None), ("backup_begin", "success", None)]
    assert acts(before) == [*begun, ("backup", "success", None), *refused]
    assert acts(after) == [*begun, ("restore", "success", None)]
    change(store / "smart_team.db", "UPDATE audit SET actor = 'nobody' WHERE number = 2")
    said = run("verify", "--lang", "en", code=1)
    assert "A202" in said
    assert "1 problems found" in said


def test_the_keys_may_be_put_back_first(run: Run, tmp_path: Path) -> None:
    run("init")
    run("backup", "b.zip")
    (tmp_path / "new").mkdir()
    for name in ("signing.key", "signing.pub", "secret.key"):
        (tmp_path / "store" / name).rename(tmp_path / "new" / name)
    run("restore", "b.zip", data="new")
    run("backup", "again.zip", data="new")


def test_a_database_by_its_address(run: Run, tmp_path: Path, database_url: str) -> None:
    here = {"SMART_TEAM_DATABASE_URL": database_url}
    run("init", **here)
    assert not (tmp_path / "store" / "smart_team.db").exists()
    run("verify", **here)
    run("backup", "b.zip", **here)
    assert "K113" in run("init", code=2, data="other", **here)
    assert "K113" in run("restore", "b.zip", code=2, data="other", **here)
    assert not (tmp_path / "other").exists()
    run("restore", "b.zip", data="other")
    run("verify", data="other")


def test_the_audit_is_exported_and_old_records_leave(run: Run, tmp_path: Path) -> None:
    run("init")
    assert "1 条" in run("audit", "export", "a.jsonl")
    assert (tmp_path / "a.jsonl").read_text(encoding="utf-8").count('"action":"init"') == 1
    assert "A155" in run("audit", "export", "a.jsonl", code=2)
    assert "0 audit records" in run("audit", "cut", "--lang", "en")
    assert "A150" in run("audit", "cut", "--before", "2999-01-01", code=2)
    assert count(tmp_path / "store" / "smart_team.db", "audit") == 4
    run("verify")


def test_a_bad_backup_makes_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.zip").write_bytes(b"")
    assert "K104" in run("restore", "bad.zip", code=2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.zip"]


@pytest.mark.parametrize("words", [("verify",), ("migrate",), ("backup", "b.zip")])
def test_without_a_store(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    assert "K102" in run(*words, code=2)
    (tmp_path / "store").mkdir()
    assert "K102" in run(*words, code=2)
    (tmp_path / "store" / "smart_team.db").touch()
    assert "K102" in run(*words, code=2)
    assert not (tmp_path / "b.zip").exists()


def test_a_newer_structure_is_not_migrated(run: Run, tmp_path: Path) -> None:
    run("init")
    change(tmp_path / "store" / "smart_team.db", "UPDATE alembic_version SET version_num = '9999'")
    assert "K121" in run("migrate", code=2)
    assert NOT_MIGRATED.code in run("verify", code=1)


def test_wrong_settings_are_named(run: Run, tmp_path: Path) -> None:
    said = run("init", code=2, SMART_TEAM_AUDIT_DAYS="179")
    assert "SMART_TEAM_AUDIT_DAYS" in said
    assert "180" in said
    assert "SMART_TEAM_DATABASE_URL" in run("init", code=2, SMART_TEAM_DATABASE_URL="nonsense")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("days", [180, 3650])
def test_audit_days_from_the_floor_up(days: int) -> None:
    assert Settings(audit_days=days).audit_days == days


@pytest.mark.parametrize("days", [179, 0, -1])
def test_audit_days_below_the_floor(days: int) -> None:
    with pytest.raises(ValidationError, match="180"):
        Settings(audit_days=days)


def test_the_address_of_the_database() -> None:
    assert Settings(data=Path("/d")).address() == "sqlite:////d/smart_team.db"
    assert Settings(data=Path("/d"), database_url="sqlite:///x.db").address() == "sqlite:///x.db"


@pytest.mark.parametrize("command", ["init", "migrate", "verify", "backup", "restore"])
def test_help_is_bilingual(run: Run, command: str) -> None:
    said = run(command, "--help")
    assert "--lang" in said
    assert any("一" <= letter <= "鿿" for letter in said)
    assert command in run("--help")
