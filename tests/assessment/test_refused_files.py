"""What is wrong with a file as a whole is said before anything is read from it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from smart_team.assessment import files
from smart_team.assessment.answer_files import read_answers
from smart_team.assessment.unit_files import read_units
from smart_team.errors import FileError
from smart_team.scoring.plan import Plan
from smart_team.scoring.units import Units

HEADER = b"unit,name,kind,level,district\n"


def refused(path: Path | str) -> tuple[str, str]:
    with pytest.raises(FileError) as caught:
        read_units(path)
    [problem] = caught.value.problems
    assert "改法:" in problem.say("zh")
    assert problem.say("en") != problem.say("zh")
    return problem.message.code, problem.place.say("en")


def test_missing(here: Path) -> None:
    assert not list(here.iterdir())
    assert refused("units.csv") == ("T101", "units.csv")


def test_a_folder(here: Path) -> None:
    (here / "units.csv").mkdir()
    assert refused("units.csv") == ("T102", "units.csv")


def test_a_pipe(here: Path) -> None:
    os.mkfifo(here / "units.csv")
    assert refused("units.csv") == ("T103", "units.csv")


@pytest.mark.parametrize("name", ["units.csv/units.csv", "x" * 300 + ".csv", "\0.csv"])
def test_unreadable(here: Path, name: str) -> None:
    (here / "units.csv").write_bytes(HEADER)
    assert refused(name) == ("T104", name)


def test_a_read_error(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "units.csv").write_bytes(HEADER)

    def fail(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", fail)
    assert refused("units.csv") == ("T104", "units.csv")


@pytest.mark.parametrize("content", [b"", b" \n\n", b"\xef\xbb\xbf\n"])
def test_empty(here: Path, content: bytes) -> None:
    (here / "units.csv").write_bytes(content)
    assert refused("units.csv") == ("T105", "units.csv")


def test_too_large(here: Path) -> None:
    with (here / "units.csv").open("wb") as stream:
        stream.truncate(files.MAX_BYTES + 1)
    assert refused("units.csv") == ("T106", "units.csv")


@pytest.mark.parametrize("name", ["units", "units.txt", "units.xls", "units.csv.gz"])
def test_wrong_suffix(name: str) -> None:
    assert refused(name) == ("T107", name)


def test_the_suffixes_for_answers_are_listed(plan: Plan, units: Units) -> None:
    with pytest.raises(FileError, match=r"\.jsonl \.csv \.xlsx \.parquet"):
        read_answers("answers.json", plan, units)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16(here: Path, encoding: str) -> None:
    (here / "units.csv").write_bytes((HEADER.decode() + "C1,市,court,city,\n").encode(encoding))
    assert refused("units.csv") == ("T111", "units.csv")


NAMES = "示例市某某区人民法院,court,district,某区".encode()


@pytest.mark.parametrize(
    ("content", "line", "offset"),
    [
        (HEADER + b"C1," + NAMES[:-1], 2, len(HEADER) + 3 + len(NAMES) - 3),
        (HEADER + b"C1," + NAMES + b"\n\xff", 3, len(HEADER) + 3 + len(NAMES) + 1),
        (b"\xef\xbb\xbf" + HEADER + "市".encode("gb18030"), 2, 3 + len(HEADER)),
        (HEADER + "市法院".encode("gb18030") + b"\n\xff\xff", 3, len(HEADER) + 7),
    ],
)
def test_bytes_that_are_no_text(here: Path, content: bytes, line: int, offset: int) -> None:
    (here / "units.csv").write_bytes(content)
    assert refused("units.csv") == ("T112", f"units.csv:{line}")
    with pytest.raises(FileError, match=f"from byte {offset} "):
        read_units("units.csv")


def test_nul(here: Path) -> None:
    (here / "units.csv").write_bytes(HEADER + b"C1,a\0b,court,city,\n")
    assert refused("units.csv") == ("T113", "units.csv:2")


def test_an_unpaired_quotation_mark(here: Path) -> None:
    (here / "units.csv").write_bytes(HEADER + b'C1,"' + b"x,court\n" * 100_000)
    assert refused("units.csv") == ("T114", "units.csv:2")
    (here / "units.csv").write_bytes(HEADER + b'C1,"a"b,court,city,\n')
    assert refused("units.csv") == ("T115", "units.csv:2")
    (here / "units.csv").write_bytes(HEADER + b'C1,"a')
    assert refused("units.csv") == ("T115", "units.csv:2")


def test_formats_are_imported_when_they_are_used(run_python: Callable[[str], str]) -> None:
    heavy = "{'pyarrow', 'python_calamine', 'xlsxwriter'} & set(sys.modules)"
    code = (
        "import sys, smart_team.assessment.answer_files, smart_team.assessment.unit_files; "
        f"import smart_team.reports.result_files; print({heavy})"
    )
    assert run_python(code) == "set()\n"
