"""A pytest plugin for module authors: golden cases (``cases/*.yaml``) are collected as tests.

Use it with ``pytest -p smart_team.testing``; each case is a test named by its sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from smart_team.assessment.cases import differences
from smart_team.errors import SmartTeamError
from smart_team.plugins import Plugins, load_plugins
from smart_team.rubric.catalog import CASES_FOLDER, MODULE_FILE, load_cases
from smart_team.rubric.loader import load_rubric
from smart_team.rubric.modules import Case
from smart_team.rubric.schema import Rubric
from smart_team.scoring.plan import compile_rubric


@cache
def _plugins() -> Plugins:
    return load_plugins()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the files of golden cases that stand in a module's ``cases`` folder."""
    is_cases = file_path.suffix == ".yaml" and file_path.parent.name == CASES_FOLDER
    if is_cases and (file_path.parent.parent / MODULE_FILE).exists():
        return CasesFile.from_parent(parent, path=file_path)
    return None


class CasesFile(pytest.File):
    """One file of golden cases."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield one test per case."""
        cases = load_cases(self.path)
        name = cases.rubric.rpartition(".")[2]
        rubric = load_rubric(self.path.parent.parent / f"{name}.yaml")
        for case in cases.cases:
            yield CaseItem.from_parent(self, name=case.name.say("zh"), rubric=rubric, case=case)


class CaseItem(pytest.Item):
    """One golden case."""

    def __init__(self, *, rubric: Rubric, case: Case, **kwargs: object) -> None:
        super().__init__(**kwargs)  # type: ignore[arg-type]
        self.rubric = rubric
        self.case = case

    def runtest(self) -> None:
        """Score the case's units and compare."""
        found = differences(self.case, compile_rubric(self.rubric, _plugins().scorers))
        if found:
            pytest.fail("\n".join(found), pytrace=False)

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None
    ) -> str:
        """Show refused answers as people read them."""
        if isinstance(excinfo.value, SmartTeamError):
            return excinfo.value.say("zh")
        return str(super().repr_failure(excinfo, style))  # type: ignore[arg-type]

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Name the case by its sentence."""
        return self.path, None, self.name
