"""``procedure.yaml`` to a frozen procedure, checked against its module's rubrics."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path as FilePath
from typing import get_args

from smart_team.errors import RubricError
from smart_team.procedure.machine import Case, sort_of, steps_of
from smart_team.procedure.messages import NO_CLAIM
from smart_team.procedure.schema import Procedure
from smart_team.rubric import messages as m
from smart_team.rubric.checks import Finding, check_unique_ids, check_weights
from smart_team.rubric.loader import load, problems_at, read_file
from smart_team.rubric.types import Kind, Level
from smart_team.rubric.yaml_text import Path


def load_procedure(path: FilePath, rubrics: Collection[str]) -> Procedure:
    """Load a procedure whose stages may name `rubrics`.

    Raises :class:`~smart_team.errors.RubricError` with all problems of the file.
    """
    procedure, document = load(Procedure, read_file(path), str(path))
    if problems := problems_at(document, _check(procedure, rubrics)):
        raise RubricError(problems)
    return procedure


def _check(procedure: Procedure, rubrics: Collection[str]) -> Iterator[Finding]:
    for number, stage in enumerate(procedure.stages):
        if stage.rubric not in rubrics:
            values: dict[str, object] = {"rubric": stage.rubric, "known": ", ".join(rubrics)}
            yield Finding(("stages", number, "rubric"), m.M_UNKNOWN_STAGE, values)
    yield from check_weights([stage.weight for stage in procedure.stages], ("stages",))
    steps = [step.id for step in procedure.steps]
    yield from check_unique_ids((("steps", number), id_) for number, id_ in enumerate(steps))
    for number, step in enumerate(procedure.steps):
        if step.returns_to is not None and step.returns_to not in steps:
            values = {"value": step.returns_to, "known": ", ".join(steps)}
            yield Finding(("steps", number, "returns_to"), m.NOT_ONE_OF, values)
    yield from _check_claims(procedure)


def _check_claims(procedure: Procedure) -> Iterator[Finding]:
    """Every unit, drawn for a check or not, begins somewhere and assesses itself."""
    lacking = [
        f"{kind}/{level}"
        for kind in get_args(Kind)
        for level in get_args(Level)
        if not any(sort_of(step) == "claim" for step in steps_of(procedure, Case(kind, level)))
    ]
    if lacking:
        yield Finding(_claim_path(procedure), NO_CLAIM, {"cases": ", ".join(lacking)})


def _claim_path(procedure: Procedure) -> Path:
    """Return where it is written whom the first claim concerns; the steps where there is none."""
    for number, step in enumerate(procedure.steps):
        if sort_of(step) == "claim":
            return ("steps", number, "sample" if step.for_ is None else "for")
    return ("steps",)
