"""Lint of files and folders: rubrics, modules, composites, procedures and golden cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from smart_team.errors import Place, Problem, RubricError
from smart_team.plugins import load_plugins
from smart_team.procedure.loader import load_procedure
from smart_team.procedure.schema import Procedure
from smart_team.rubric import messages as m
from smart_team.rubric.catalog import (
    CASES_FOLDER,
    COMPOSITE_FILE,
    MODULE_FILE,
    PROCEDURE_FILE,
    load_cases,
    load_catalog,
    load_composite,
    load_module,
)
from smart_team.rubric.lint import lint_composite, lint_module, lint_rubric
from smart_team.rubric.loader import load, parse_rubric, read_file
from smart_team.rubric.modules import ModuleFile


def lint_paths(paths: Sequence[Path]) -> tuple[list[Problem], int]:
    """Return all problems of the files at or below some paths, and how many files were read.

    What modules take from others is looked for among these files and in the registered modules.
    Raises :class:`~smart_team.errors.RubricError` for a path that is not there.
    """
    files = list(dict.fromkeys(file for path in paths for file in _files(path)))
    problems = [problem for file in files for problem in _lint(file)]
    problems += [each for each in _lint_together(files) if each not in problems]
    return problems, len(files)


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
            return lint_module(*load(ModuleFile, read_file(file), str(file)))
        if file.name == COMPOSITE_FILE:
            return lint_composite(*load_composite(file))
        if file.name == PROCEDURE_FILE:
            _lint_procedure(file)
        elif file.parent.name == CASES_FOLDER:
            load_cases(file)
        else:
            rubric, document = parse_rubric(read_file(file), str(file))
            return lint_rubric(rubric, document)
    except RubricError as error:
        return [problem for problem in error.problems if problem.place.file == str(file)]
    return []


def _lint_together(files: Sequence[Path]) -> list[Problem]:
    """Return what keeps the modules of these files from loading together with all others."""
    folders = {file.parent for file in files if (file.parent / MODULE_FILE).exists()}
    if not folders:
        return []
    by_name = {each.name: each for each in (*load_plugins().modules, *sorted(folders))}
    try:
        load_catalog(by_name.values())
    except RubricError as error:
        named, near = {str(file) for file in files}, {str(folder) for folder in folders}
        return [
            each
            for each in error.problems
            if each.place.file in named or str(Path(each.place.file or "").parent) not in near
        ]
    return []


def _lint_procedure(file: Path) -> None:
    procedure, _ = load(Procedure, read_file(file), str(file))
    module = procedure.id.partition(".")[0]
    names = sorted(path.stem for path in file.parent.glob("*.yaml"))
    load_procedure(file, [f"{module}.{name}" for name in names])
