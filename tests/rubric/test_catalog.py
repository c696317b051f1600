"""The catalog: whole folders, every file read, none skipped."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from smart_team.errors import RubricError
from smart_team.procedure.loader import load_procedure
from smart_team.rubric.catalog import case_files, load_catalog, load_module

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def education(tmp_path: Path) -> Path:
    target = tmp_path / "education_rectification"
    shutil.copytree(ROOT / "rubrics" / "education_rectification", target)
    return target


@pytest.fixture
def annual(tmp_path: Path) -> Path:
    target = tmp_path / "annual"
    shutil.copytree(ROOT / "rubrics" / "annual", target)
    return target


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def codes(load: Callable[[], object]) -> list[str]:
    with pytest.raises(RubricError) as caught:
        load()
    assert caught.value.say("zh")
    return [problem.message.code for problem in caught.value.problems]


def test_all_shipped_modules_load_in_order() -> None:
    catalog = load_catalog(sorted(path.parent for path in ROOT.glob("rubrics/*/module.yaml")))
    assert [module.id for module in catalog.modules][:4] == [
        "team", "work", "news", "education_rectification",
    ]  # fmt: skip
    assert catalog.module("annual").composite is not None
    assert catalog.rubric("team.annual").id == "team.annual"
    assert len(catalog.module("education_rectification").hashes()) == 3
    assert list(catalog.module("annual").hashes()) == ["annual.composite"]
    assert codes(lambda: catalog.module("none")) == ["M101"]
    assert codes(lambda: catalog.rubric("none")) == ["M102"]


def test_a_file_that_nobody_mentions_is_refused(education: Path) -> None:
    (education / "extra.yaml").write_text("a: 1\n")
    assert codes(lambda: load_module(education)) == ["M103"]


def test_a_rubric_that_is_not_there_is_refused(education: Path) -> None:
    (education / "study.yaml").unlink()
    assert codes(lambda: load_module(education)) == ["M104"]


def test_ids_follow_the_folder_and_file(education: Path) -> None:
    change(education / "study.yaml", "id: education_rectification.study", "id: other.study")
    change(education / "module.yaml", "id: education_rectification", "id: other")
    assert codes(lambda: load_module(education)) == ["M105", "M105", "M105"]


def test_two_modules_of_one_name_are_refused(education: Path) -> None:
    assert codes(lambda: load_catalog([education, education])) == ["M106"]


def test_problems_of_all_files_come_together(education: Path, annual: Path) -> None:
    change(education / "study.yaml", "format: 1", "format: 2")
    change(education / "summary.yaml", "format: 1", "format: 2")
    change(annual / "composite.yaml", "weight: 0.30", "weight: 0.35")
    assert codes(lambda: load_catalog([education, annual])) == ["R104", "R104", "R128"]


def test_a_module_without_its_file_is_refused(tmp_path: Path) -> None:
    assert codes(lambda: load_module(tmp_path)) == ["M108"]


def test_cases_and_procedure_are_found(education: Path) -> None:
    module = load_module(education)
    assert len(case_files(education)) == 3
    assert module.procedure_file == education / "procedure.yaml"
    assert load_module(ROOT / "rubrics" / "annual").procedure_file is None


def test_a_procedure_names_its_modules_rubrics_and_steps(education: Path) -> None:
    path = education / "procedure.yaml"
    names = [rubric.id for rubric in load_module(education).rubrics]
    assert sum(load_procedure(path, names).weights().values()) == 1
    change(path, "weight: 0.25", "weight: 0.35")
    assert codes(lambda: load_procedure(path, names[1:])) == ["M107", "R128"]


def test_a_procedure_returns_to_a_step_that_exists(education: Path) -> None:
    path = education / "procedure.yaml"
    change(path, "returns_to: self_assessment", "returns_to: nowhere")
    names = [rubric.id for rubric in load_module(education).rubrics]
    assert set(codes(lambda: load_procedure(path, names))) == {"R104"}
