"""``procedure.yaml`` to a frozen procedure, checked against its module's rubrics."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from smart_team.errors import RubricError
from smart_team.procedure.schema import Procedure
from smart_team.rubric import messages as m
from smart_team.rubric.checks import Finding, check_unique_ids, check_weights
from smart_team.rubric.loader import load, problems_at, read_file


def load_procedure(path: Path, rubrics: Collection[str]) -> Procedure:
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
