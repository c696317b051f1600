"""The register of units: looked through, added to, changed."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response
from sqlalchemy import Connection

from smart_team.assessment.registering import add_unit, change_unit
from smart_team.assessment.views.attention import UNIT_ROLES, units_without
from smart_team.assessment.views.pages import Span, among
from smart_team.assessment.views.registry import (
    UnitsWanted,
    districts_list,
    unit_view,
    units_list,
)
from smart_team.people.register import holders_of_unit
from smart_team.procedure.calendar import shanghai_day
from smart_team.scoring.units import Unit
from smart_team.store.gate import Work
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.pages.frame import go, show
from smart_team_api.pages.posting import Post, Posting
from smart_team_api.repeats import Answer

router = APIRouter(prefix="/admin/units", include_in_schema=False)
Reading = Annotated[Look, Depends(Looking("manage_units"))]
Code = Annotated[str, Path(max_length=80)]
Word = Annotated[str, Query(max_length=80)]
ALL_DISTRICTS = Span(200)


def wanted(
    kind: Word = "", level: Word = "", district: Word = "", q: Word = ""
) -> tuple[UnitsWanted, dict[str, str]]:
    """Return which units are asked for, and the same as the form's fields hold it."""
    said = {"kind": kind, "level": level, "district": district, "q": q}
    return UnitsWanted(kind or None, level or None, district or None, q or None), said


Wanted = Annotated[tuple[UnitsWanted, dict[str, str]], Depends(wanted)]


@router.get("")
async def listing(
    look: Reading,
    asked: Wanted,
    without: Word = "",
    after: Annotated[str | None, Query(max_length=120)] = None,
) -> Response:
    """List units, with filters; `without` a role shows those that lack somebody."""
    among("without", without or None, UNIT_ROLES)
    narrow, said = asked
    day = shanghai_day(look.service.clock())

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        who = caller.principal
        codes = units_without(connection, without, day) if without else None
        page = units_list(connection, who, narrow, Span(100, after), codes)
        return {
            "units": page.items,
            "next": page.next,
            "said": {**said, "without": without},
            "districts": districts_list(connection, who, ALL_DISTRICTS).items,
            "lacking": {role: set(units_without(connection, role, day)) for role in UNIT_ROLES},
        }

    return await show(look, "admin/units.html", view)


@router.post("")
async def add(
    post: Annotated[Post, Depends(Posting("manage_units", versioned=False))],
) -> Response:
    """Add one unit."""
    unit, name = _given(post, post.text("unit")), post.text("district_name")

    def step(work: Work, caller: Caller) -> Answer:
        add_unit(work, caller.principal, unit, name or None)
        return Answer({"unit": unit.unit})

    await post.submit(step, unit.unit)
    return go("/admin/units", "added")


@router.get("/{code}")
async def one(code: Code, look: Reading) -> Response:
    """Show a unit with its people, and the form to change it."""

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        who = caller.principal
        return {
            "unit": unit_view(connection, who, code),
            "districts": districts_list(connection, who, ALL_DISTRICTS).items,
            "holders": holders_of_unit(connection, who, code),
        }

    return await show(look, "admin/unit.html", view)


@router.post("/{code}")
async def change(code: Code, post: Annotated[Post, Depends(Posting("manage_units"))]) -> Response:
    """Change a unit; cycles under way keep it as it was pinned."""
    unit = _given(post, code)

    def step(work: Work, caller: Caller) -> Answer:
        version = change_unit(work, caller.principal, unit, post.seen)
        return Answer({"version": version}, version)

    await post.submit(step, code)
    return go(f"/admin/units/{code}", "changed")


def _given(post: Post, code: str) -> Unit:
    level = post.text("level")
    district = post.text("district") if level == "district" else ""
    return Unit(code, post.text("name"), post.text("kind"), level, district)
