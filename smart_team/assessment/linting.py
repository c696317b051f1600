"""Lint of files and folders: rubrics, modules, composites, procedures and golden cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from smart_team.errors import Place, Problem, RubricError
from smart_team.procedure.loader import load_procedure
from smart_team.procedure.schema import Procedure
from smart_team.rubric import messages as m
from smart_team.rubric.catalog import (
    CASES_FOLDER,
    COMPOSITE_FILE,
    MODULE_FILE,
    PROCEDURE_FILE,
    load_cases,
    load_composite,
    load_module,
)
from smart_team.rubric.lint import lint_composite, lint_rubric
from smart_team.rubric.loader import load, parse_rubric, read_file


def lint_paths(paths: Sequence[Path]) -> tuple[list[Problem], int]:
    """Return all problems of the files at or below some paths, and how many files were read.

    Raises :class:`~smart_team.errors.RubricError` for a path that is not there.
    """
    files = list(dict.fromkeys(file for path in paths for file in _files(path)))
    return [problem for file in files for problem in _lint(file)], len(files)


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted([*path.rglob("*.yaml"), *path.rglob("*.yml")])
    elif path.exists():
        yield path
    else:
        values = {"name": path.name, "detail": "not found"}
        raise RubricError([Problem(m.M_UNREADABLE, Place(str(path)), values)])


def _lint(file: Path) -> Sequence[Problem]:
    try:
        if file.name == MODULE_FILE:
            load_module(file.parent)
        elif file.name == COMPOSITE_FILE:
            return lint_composite(*load_composite(file))
        elif file.name == PROCEDURE_FILE:
            _lint_procedure(file)
        elif file.parent.name == CASES_FOLDER:
            load_cases(file)
        else:
            rubric, document = parse_rubric(read_file(file), str(file))
            return lint_rubric(rubric, document)
    except RubricError as error:
        return [problem for problem in error.problems if problem.place.file == str(file)]
    return []


def _lint_procedure(file: Path) -> None:
    procedure, _ = load(Procedure, read_file(file), str(file))
    module = procedure.id.partition(".")[0]
    names = sorted(path.stem for path in file.parent.glob("*.yaml"))
    load_procedure(file, [f"{module}.{name}" for name in names])
