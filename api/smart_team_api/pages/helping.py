"""Help: guides for each reader, the glossary, and the first steps with the demo's data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, get_args

from fastapi import APIRouter, Depends, Path, Request, Response

from smart_team.assessment import cycle_messages as cycle
from smart_team.errors import Problem
from smart_team.people.messages import SignInError
from smart_team.rubric.types import Role
from smart_team_api.asking import Guest, Look
from smart_team_api.pages.frame import plain, show
from smart_team_api.pages.glossary import TERMS
from smart_team_api.pages.tour import tour_of
from smart_team_api.visiting import Visit

router = APIRouter(prefix="/help", include_in_schema=False)
Anybody = Annotated[Visit, Depends(Guest("to read how it works"))]
TOPICS: Final = ("unit", "inspector", "leader", "administrator", "author")
"""Guides, by the reader they are for; each is a template of its own."""


@router.get("")
async def contents(request: Request, visit: Anybody) -> Response:
    """Show what help there is."""
    return await _shown(request, visit, "help/contents.html", {})


@router.get("/glossary")
async def glossary(request: Request, visit: Anybody) -> Response:
    """Show what the words mean."""
    return await _shown(request, visit, "help/glossary.html", {"terms": TERMS})


@router.get("/first-steps")
async def first_steps(request: Request, visit: Anybody) -> Response:
    """Show what to try with the demo's data; there is nothing to try it with elsewhere."""
    if tour_of(visit.service.settings.data) is None:
        raise cycle.AbsentError([Problem(cycle.ABSENT)])
    return await _shown(request, visit, "help/first_steps.html", {"roles": get_args(Role)})


@router.get("/{topic}")
async def guide(
    request: Request, visit: Anybody, topic: Annotated[str, Path(max_length=40)]
) -> Response:
    """Show the guide for one kind of reader."""
    if topic not in TOPICS:
        raise cycle.AbsentError([Problem(cycle.ABSENT)])
    return await _shown(request, visit, f"help/{topic}.html", {})


async def _shown(
    request: Request, visit: Visit, template: str, more: Mapping[str, Any]
) -> Response:
    """Return a page of help in the frame of who is signed in, or of nobody."""
    context = {**more, "tour": tour_of(visit.service.settings.data)}
    try:
        return await show(Look(request, "account", first=True), template, lambda *_: context)
    except SignInError:
        return plain(request, template, context)
