"""政法队伍教育整顿 (education rectification): the module, and what answers may not contradict."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from smart_team import Objection, Text, hookimpl, module_folder

KNOWLEDGE_TEST = "A9"


@hookimpl
def register_modules() -> list[Path]:
    """Bring the module's folder: one procedure and three stage standards."""
    return [module_folder("education_rectification")]


@hookimpl
def check_submission(rubric: str, answers: Mapping[str, Mapping[str, Fraction]]) -> list[Objection]:
    """Refuse a knowledge test that more staff passed than sat, or sat than were due."""
    test = answers.get(KNOWLEDGE_TEST)
    if rubric != "education_rectification.study" or test is None:
        return []
    if test["inputs.passed"] <= test["inputs.sat"] <= test["inputs.due"]:
        return []
    what = Text(
        "及格人数不能多于参测人数,参测人数不能多于应测人数",
        "no more can pass than sat, and no more can sit than were due",
    )
    return [Objection(KNOWLEDGE_TEST, what)]
