"""The commands as their users run them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

ROOT = Path(__file__).resolve().parents[2]
STUDY = "education_rectification.study"
MARK = "# SYNTHETIC DATA"


def run(folder: Path, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "smart_team.cli", *words],
        cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1", "COLUMNS": "160"},
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city")
    done = run(folder, "demo", "--no-serve")
    assert "district/court" in done.stdout
    assert done.stdout.startswith(MARK)
    return folder / "demo-output"


def test_the_demo_ranks_65_units_and_says_that_all_is_synthetic(city: Path) -> None:
    year = json.loads((city / "year.json").read_text(encoding="utf-8"))
    assert year["note"].startswith(MARK)
    assert len(year["units"]) == 65
    assert {unit["status"] for unit in year["units"]} == {"rated"}
    texts = [city / "units.csv", city / "explanation-D03-court.txt", *city.glob("answers/*.jsonl")]
    assert len(texts) == 15
    assert all(path.read_text(encoding="utf-8").startswith(MARK) for path in texts)
    assert len(list(city.glob("results/*.xlsx"))) == 13


def score(city: Path, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    inputs = ("--units", "units.csv", "--answers", f"answers/{STUDY}.jsonl")
    return run(city, "score", STUDY, *inputs, *words, code=code)


def test_score_prints_json(city: Path) -> None:
    results = json.loads(score(city).stdout)
    assert results["rubric"]["id"] == STUDY
    assert len(results["units"]) == 65


@pytest.mark.parametrize("suffix", ["json", "csv", "xlsx", "parquet"])
def test_score_writes_every_format(city: Path, suffix: str) -> None:
    assert score(city, "--out", f"out.{suffix}").stdout == ""
    assert (city / f"out.{suffix}").stat().st_size > 1000


@pytest.mark.parametrize(("lang", "word"), [("zh", "参学率 194/194 = 100%"), ("en", "points")])
def test_score_explains_a_unit(city: Path, lang: str, word: str) -> None:
    assert word in score(city, "--explain", "D03-court", "--lang", lang).stdout


def test_refusals_name_place_and_fix(city: Path) -> None:
    (city / "bad.csv").write_text(
        "unit,indicator,field,value\nD03-court,A8,numerator,NaN\nnobody,A8,numerator,1\n",
        encoding="utf-8",
    )
    words = ("score", STUDY, "--units", "units.csv", "--answers", "bad.csv")
    done = run(city, *words, "--out", "never.json", code=2)
    assert "bad.csv:2" in done.stderr
    assert "bad.csv:3" in done.stderr
    assert not (city / "never.json").exists()
    assert "not among the units" in run(city, *words, "--lang", "en", code=2).stderr


@pytest.mark.parametrize(
    "words",
    [
        ("--explain", "nobody"),
        ("--out", "result.txt"),
        ("--out", "answers"),
        ("--out", "no/such/folder/x.json"),
    ],
)
def test_wrong_words_are_refused(city: Path, words: tuple[str, str]) -> None:
    assert score(city, *words, code=2).stderr


def test_objections_of_plugins_refuse_answers(city: Path) -> None:
    line = {"unit": "D03-court", "answers": {"A9": {"inputs": {"due": 3, "sat": 4, "passed": 1}}}}
    (city / "a.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    done = run(city, "score", STUDY, "--units", "units.csv", "--answers", "a.jsonl", code=2)
    assert "参测人数不能多于应测人数" in done.stderr


def test_lint_exits_by_what_it_finds(tmp_path: Path) -> None:
    assert "0 errors" in run(tmp_path, "lint", str(ROOT / "rubrics"), "--lang", "en").stdout
    (tmp_path / "bad.yaml").write_text("format: 2\n", encoding="utf-8")
    assert "bad.yaml:1:9" in run(tmp_path, "lint", "bad.yaml", code=1).stdout
    run(tmp_path, "lint", "none.yaml", code=2)
    run(tmp_path, "lint", code=2)


def test_modules_and_schemas_are_listed(tmp_path: Path) -> None:
    listed = run(tmp_path, "modules").stdout
    assert "education_rectification.correction" in listed
    assert "年度总评" in listed
    for kind in ("rubric", "module", "procedure", "composite", "cases"):
        assert json.loads(run(tmp_path, "schema", kind).stdout)["$id"] == f"urn:smart-team:{kind}:1"


def test_help_shows_examples_and_imports_nothing_heavy(tmp_path: Path) -> None:
    for command in ("demo", "score", "lint", "schema", "modules"):
        assert f"smart-team {command}" in run(tmp_path, command, "--help").stdout
    code = "import sys; sys.argv = ['smart-team', '--help']\n"
    code += "from smart_team.cli import main\ntry: main()\nexcept SystemExit: pass\n"
    code += "print([m for m in ('numpy', 'pydantic', 'yaml', 'pyarrow') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("[]")
    run(tmp_path, "nothing", code=2)


def test_the_years_workbook_speaks_in_words(city: Path) -> None:
    book = CalamineWorkbook.from_path(str(city / "year.xlsx"))
    rows = book.get_sheet_by_index(0).to_python()
    assert str(rows[0][0]).startswith(MARK)
    assert "政法队伍教育整顿" in rows[2]
    assert rows[3][:2] == ["市级 政法委", 1.0]
    districts = [row[0] for row in book.get_sheet_by_index(1).to_python()]
    assert {"市级", "甲区", "全市"} <= set(districts)
