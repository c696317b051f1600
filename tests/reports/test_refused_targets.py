"""Where a file cannot be written the reason is said, and what was there stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from smart_team.errors import FileError
from smart_team.reports.replacing import replacing
from smart_team.reports.result_files import check_result_path, write_results
from smart_team.reports.result_table import Results
from smart_team.reports.workbook import Cell, Sheet, write_workbook

SUFFIXES = ["json", "csv", "xlsx", "parquet"]


def refused(path: str, results: Results) -> str:
    with pytest.raises(FileError) as caught:
        write_results(path, results.data, results.units, results.plan)
    [problem] = caught.value.problems
    assert problem.place.say() == path
    assert "改法:" in problem.say("zh")
    assert "Fix: " in problem.say("en")
    return problem.message.code


def test_unknown_suffix(here: Path, results: Results) -> None:
    assert refused("results.txt", results) == "W101"
    assert not list(here.iterdir())
    check_result_path("results.XLSX")
    with pytest.raises(FileError, match=r"\.json \.csv \.xlsx \.parquet"):
        check_result_path("results")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_targets_that_are_no_file(here: Path, results: Results, suffix: str) -> None:
    (here / f"folder.{suffix}").mkdir()
    assert refused(f"folder.{suffix}", results) == "W102"
    os.mkfifo(here / f"pipe.{suffix}")
    assert refused(f"pipe.{suffix}", results) == "W103"
    assert refused(f"nowhere/results.{suffix}", results) == "W104"
    assert refused(f"{'x' * 300}.{suffix}", results) == "W105"
    assert refused(f"\0.{suffix}", results) == "W105"


def test_a_file_that_may_not_be_written(
    here: Path, results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "results.csv").write_text("old", "utf-8")
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert refused("results.csv", results) == "W105"
    assert (here / "results.csv").read_text("utf-8") == "old"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_full_disk_leaves_the_old_file_and_nothing_else(
    here: Path, results: Results, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    path = here / f"results.{suffix}"
    path.write_text("old", "utf-8")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert refused(path.name, results) == "W105"
    assert list(here.iterdir()) == [path]
    assert path.read_text("utf-8") == "old"


def test_any_failure_leaves_the_old_file(here: Path) -> None:
    path = here / "old.txt"
    path.write_text("old", "utf-8")

    def fail_half_way() -> None:
        with replacing(path) as stream:
            stream.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert list(here.iterdir()) == [path]
    assert path.read_text("utf-8") == "old"


def test_a_link_stays_a_link_and_its_file_is_replaced(here: Path) -> None:
    (here / "real").mkdir()
    (here / "link.txt").symlink_to(here / "real" / "file.txt")
    with replacing(here / "link.txt") as stream:
        stream.write(b"new")
    assert (here / "link.txt").is_symlink()
    assert (here / "real" / "file.txt").read_bytes() == b"new"


def test_files_get_the_permissions_that_new_files_get(here: Path) -> None:
    (here / "plain").touch()
    with replacing(here / "made"):
        pass
    assert (here / "made").stat().st_mode == (here / "plain").stat().st_mode


def test_tables_that_no_sheet_can_hold(here: Path) -> None:
    for sheet in (
        Sheet("long", ["a"], [], count=1_048_576),
        Sheet("wide", ["a"] * 16_385, [[Cell(1)]]),
    ):
        with pytest.raises(FileError) as caught:
            write_workbook("large.xlsx", [sheet])
        assert caught.value.problems[0].message.code == "W106"
    assert not list(here.iterdir())
