"""Lint: each piece of advice at its place, and silence where all is well."""

from __future__ import annotations

from pathlib import Path

import pytest

from smart_team.assessment.linting import lint_paths
from smart_team.errors import RubricError
from smart_team.rubric.lint import lint_rubric
from smart_team.rubric.loader import parse_rubric
from tests.rubric.samples import SOUND

ROOT = Path(__file__).resolve().parents[2]
BONUS = "adjustments:\n  items:\n    - {id: J, title: {zh: 加, en: J}, type: bonus, reference: r, criteria: c, "
CASES = [
    (SOUND.replace("        reference: 第 1 条\n", ""), "L201"),
    (SOUND.replace("        criteria: 有则得分\n", ""), "L202"),
    (SOUND + BONUS + "cap: 5, events: [{id: a, title: a, per: 1, max: 2}]}\n", "L203"),
    (SOUND + BONUS + "events: [{id: a, title: a, per: 3, max: 2}]}\n", "L204"),
    (SOUND.replace("zh: 有无", "zh: 干警身份证号登记"), "L205"),
    (SOUND.replace("en: Whether", "en: Home address of staff"), "L205"),
    (SOUND + BONUS + "events: [{id: a, title: 手机号, per: 1, max: 2}]}\n", "L205"),
    (SOUND.replace("zh: 有无", "zh: 上访人次"), "L206"),
    (SOUND.replace("illustrative: true\n", ""), "L207"),
    (SOUND + "grades: [{grade: a, at_least: 60}]\n", "L208"),
    (SOUND + "na: full\napplies_to: {kinds: [court]}\n", "L209"),
    (SOUND.replace("title: {zh: 有无, en: Whether}", "title: 有无"), "L210"),
    (SOUND.replace("required: true", "required: false"), "L211"),
    (SOUND + "redlines: [{id: R, title: {zh: 红, en: R}, effect: fail, criteria: c}]\n", "L212"),
    (SOUND + BONUS + "cap: 1, events: [{id: a, title: a, per: 1, max: 2}]}\n  bonus_cap: 5\n", "L213"),
    (SOUND + BONUS + "events: [{id: a, title: a, per: 1, max: 2}]}\n  bonus_cap: 5\n", "L213"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), CASES)
def test_advice(text: str, code: str) -> None:
    problems = lint_rubric(*parse_rubric(text.encode(), "x.yaml"))
    assert [p.message.code for p in problems] == [code]
    assert all(p.place.line and p.say("zh") and p.say("en") for p in problems)


@pytest.mark.parametrize(
    "tail",
    [
        "",
        BONUS + "events: [{id: a, title: a, per: 1}]}\n  bonus_cap: 5\n",
        BONUS + "events: [{id: a, title: a, per: 1}]}\n  penalty_cap: 0\n",
        BONUS + "cap: 2, events: [{id: a, title: a, per: 1, max: 2}]}\n  bonus_cap: 2\n",
        "grades: [{grade: a, at_least: 0}]\nna: full\n",
    ],
)
def test_silence(tail: str) -> None:
    assert not lint_rubric(*parse_rubric((SOUND + tail).encode()))


def test_criteria_may_say_what_is_not_collected() -> None:
    text = SOUND.replace("criteria: 有则得分", "criteria: 不收身份证号")
    assert not lint_rubric(*parse_rubric(text.encode()))


def test_all_shipped_files_are_without_findings() -> None:
    problems, files = lint_paths([ROOT / "rubrics", ROOT / "tests" / "rubrics"])
    assert files > 40
    assert [p.say("en") for p in problems] == []


def test_files_of_every_kind_are_checked(tmp_path: Path) -> None:
    for name in (
        "module.yaml",
        "composite.yaml",
        "procedure.yaml",
        "cases/a.yaml",
        "a.yaml",
        "b.yml",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("format: 2\n", encoding="utf-8")
    problems, files = lint_paths([tmp_path, tmp_path / "a.yaml"])
    assert files == 6
    assert len({p.place.file for p in problems}) == 6


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RubricError):
        lint_paths([tmp_path / "none.yaml"])
