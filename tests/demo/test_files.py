from __future__ import annotations

import csv
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from smart_team.demo import MARK, city_units, write_city
from tests.demo.helpers import ROOT, RUBRICS, SCORERS, lines_of

WRITE = """\
import sys
from pathlib import Path
from smart_team.demo import write_city
from tests.demo.helpers import RUBRICS, SCORERS
write_city(Path(sys.argv[1]), RUBRICS.values(), SCORERS)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    write_city(folder, RUBRICS.values(), SCORERS)
    return folder


def _digests(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_units_and_answers_are_written_and_their_paths_returned(tmp_path: Path) -> None:
    paths = write_city(tmp_path, RUBRICS.values(), SCORERS)
    names = ["units.csv", *(f"answers/{rubric}.jsonl" for rubric in RUBRICS)]
    assert [path.relative_to(tmp_path).as_posix() for path in paths] == names
    assert set(_digests(tmp_path)) == set(names)


def test_every_file_says_first_that_it_is_made_up(folder: Path) -> None:
    assert MARK == "# SYNTHETIC DATA – 虚构,不代表任何真实单位"
    for name in _digests(folder):
        text = (folder / name).read_bytes().decode("utf-8")
        assert text.startswith(f"{MARK}\n")
        assert text.endswith("\n")
        assert "\r" not in text


def test_files_hold_what_the_functions_return(folder: Path) -> None:
    rows = list(csv.reader((folder / "units.csv").read_text("utf-8").splitlines()[1:]))
    assert rows[0] == ["unit", "name", "kind", "level", "district"]
    assert [tuple(row) for row in rows[1:]] == city_units()
    for rubric in RUBRICS:
        lines = (folder / "answers" / f"{rubric}.jsonl").read_text("utf-8").splitlines()[1:]
        assert [json.loads(line) for line in lines] == list(lines_of(rubric).values())


@pytest.mark.parametrize("hash_seed", ["0", "4711"])
def test_bytes_are_the_same_in_every_process(folder: Path, tmp_path: Path, hash_seed: str) -> None:
    path = os.pathsep.join([str(ROOT), *filter(None, sys.path)])
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": path}
    command = [sys.executable, "-c", WRITE, str(tmp_path)]
    subprocess.run(command, check=True, cwd=ROOT, env=environment)
    assert _digests(tmp_path) == _digests(folder)


def test_another_seed_gives_another_city(folder: Path, tmp_path: Path) -> None:
    write_city(tmp_path, RUBRICS.values(), SCORERS, "another")
    one, two = _digests(folder), _digests(tmp_path)
    assert one.pop("units.csv") == two.pop("units.csv")
    assert not set(one.values()) & set(two.values())
