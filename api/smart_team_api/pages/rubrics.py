"""Modules and rubrics to be read: procedures as tables, rubrics as documents, versions beside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Response
from sqlalchemy import Connection

from smart_team.assessment.views.pages import Span, absent
from smart_team.assessment.views.registry import (
    loaded_rubrics,
    modules_list,
    rubric_view,
    rubrics_list,
)
from smart_team.people.principal import Principal
from smart_team.procedure.schema import Procedure, Step
from smart_team.reports.rule_words import rule
from smart_team.reports.words import TYPES
from smart_team.rubric.canonical import content_hash
from smart_team.rubric.diff import differences
from smart_team.rubric.schema import Dimension, Rubric
from smart_team.rubric.types import plain
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.language import language_of
from smart_team_api.pages.frame import show

router = APIRouter(prefix="/rubrics", include_in_schema=False)
Reading = Annotated[Look, Depends(Looking("registry"))]
Word = Annotated[str, Query(max_length=120)]
ALL: Final = Span(200)
HASH: Final = "sha256:"


@router.get("")
async def listing(look: Reading) -> Response:
    """List the modules with their rubrics, and every version that is kept."""
    platform = look.service.platform

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        who = caller.principal
        return {
            "modules": modules_list(who, platform),
            "rubrics": loaded_rubrics(who, platform),
            "kept": rubrics_list(connection, who, ALL).items,
        }

    return await show(look, "rubrics/list.html", view)


@router.get("/modules/{module}")
async def one_module(module: Annotated[str, Path(max_length=80)], look: Reading) -> Response:
    """Show a module: its procedure as a table, and its rubrics."""
    platform = look.service.platform

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        who = caller.principal
        found = next((each for each in modules_list(who, platform) if each.id == module), None)
        if found is None:
            raise absent()
        procedure = platform.procedures.get(module)
        return {
            "module": found,
            "rubrics": loaded_rubrics(who, platform),
            "procedure": procedure,
            "back": {} if procedure is None else _back(procedure),
            "kept": [
                each
                for name in found.rubrics
                for each in rubrics_list(connection, who, ALL, name).items
            ],
        }

    return await show(look, "rubrics/module.html", view)


@router.get("/compare")
async def compare(look: Reading, before: Word = "", after: Word = "") -> Response:
    """Show what differs between two versions, item by item."""
    platform = look.service.platform

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        who = caller.principal
        found = None
        if before and after:
            old = rubric_of(connection, who, before, look)
            new = rubric_of(connection, who, after, look)
            found = {"old": old, "new": new, "parts": differences(old, new)}
        return {
            "found": found,
            "before": before,
            "after": after,
            "rubrics": loaded_rubrics(who, platform),
            "kept": rubrics_list(connection, who, ALL).items,
        }

    return await show(look, "rubrics/compare.html", view)


@router.get("/{rubric}")
async def document(rubric: Annotated[str, Path(max_length=120)], look: Reading) -> Response:
    """Show a rubric as a document: by its hash, or the one of a module by its id."""
    lang = language_of(look.request)

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        found = rubric_of(connection, caller.principal, rubric, look)
        return {
            "rubric": found,
            "named": rubric,
            "hash": content_hash(found),
            "adjustments": found.adjustments.items,
            "dimensions": list(_deep(found.dimensions, 0)),
            "rule": lambda item: rule(item, lang),
            "types": TYPES,
            "plain": plain,
            "kept": rubrics_list(connection, caller.principal, ALL, found.id).items,
        }

    return await show(look, "rubrics/document.html", view)


def rubric_of(connection: Connection, who: Principal, named: str, look: Look) -> Rubric:
    """Return a rubric by its hash, or a module's own by its id; raises AbsentError."""
    if named.startswith(HASH):
        return rubric_view(connection, who, named, look.service.library)
    found = loaded_rubrics(who, look.service.platform).get(named)
    if found is None:
        raise absent()
    return found


def _deep(dimensions: tuple[Dimension, ...], depth: int) -> Iterator[tuple[Dimension, int]]:
    for dimension in dimensions:
        yield dimension, depth
        yield from _deep(dimension.dimensions, depth + 1)


def _back(procedure: Procedure) -> dict[str, Step]:
    """Return the step to which each step sends work back, by its id."""
    steps = {step.id: step for step in procedure.steps}
    return {
        step.id: steps[step.returns_to]
        for step in procedure.steps
        if step.returns_to is not None and step.returns_to in steps
    }
