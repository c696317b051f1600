"""What is registered: units, districts, modules and rubrics."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response

from smart_team.assessment.views.registry import (
    UnitsWanted,
    districts_list,
    modules_list,
    rubric_view,
    rubrics_list,
    unit_view,
    units_list,
)
from smart_team_api.asking import Look, Looking
from smart_team_api.paging import Paged
from smart_team_api.schemas.base import Page
from smart_team_api.schemas.registry import (
    DistrictShown,
    Modules,
    ModuleShown,
    RubricLine,
    UnitShown,
)
from smart_team_api.versions import etag

router = APIRouter(tags=["registry"])
Reading = Annotated[Look, Depends(Looking("registry"))]
Filter = Annotated[str | None, Query(max_length=80)]


@router.get("/units", summary="单位 · Units", response_model=Page[UnitShown])
async def all_units(
    span: Paged,
    look: Reading,
    kind: Filter = None,
    level: Filter = None,
    district: Filter = None,
) -> Page[UnitShown]:
    """List the registered units by code."""
    return await look.at(
        lambda connection, caller: Page[UnitShown].model_validate(
            units_list(connection, caller.principal, UnitsWanted(kind, level, district), span)
        )
    )


@router.get("/units/{code}", summary="一家单位 · One unit", response_model=UnitShown)
async def one_unit(
    code: Annotated[str, Path(max_length=80)], response: Response, look: Reading
) -> UnitShown:
    """Return one unit; its version is the ETag."""
    found = await look.at(
        lambda connection, caller: UnitShown.model_validate(
            unit_view(connection, caller.principal, code)
        )
    )
    response.headers["ETag"] = etag(found.version)
    return found


@router.get("/districts", summary="区县 · Districts", response_model=Page[DistrictShown])
async def all_districts(span: Paged, look: Reading) -> Page[DistrictShown]:
    """List the districts by code."""
    return await look.at(
        lambda connection, caller: Page[DistrictShown].model_validate(
            districts_list(connection, caller.principal, span)
        )
    )


@router.get("/modules", summary="模块 · Modules", response_model=Modules)
async def all_modules(look: Reading) -> Modules:
    """List the modules that are loaded, by id."""
    return await look.at(
        lambda _, caller: Modules(
            items=[
                ModuleShown.model_validate(each)
                for each in modules_list(caller.principal, look.service.platform)
            ]
        )
    )


@router.get("/rubrics", summary="评估标准 · Rubrics", response_model=Page[RubricLine])
async def all_rubrics(span: Paged, look: Reading, name: Filter = None) -> Page[RubricLine]:
    """List the rubrics that were pinned by a cycle or uploaded, by hash."""
    return await look.at(
        lambda connection, caller: Page[RubricLine].model_validate(
            rubrics_list(connection, caller.principal, span, name)
        )
    )


@router.get("/rubrics/{rubric}", summary="一份标准 · One rubric", response_model=dict[str, Any])
async def one_rubric(
    rubric: Annotated[str, Path(max_length=80, description="sha256:…")], look: Reading
) -> dict[str, Any]:
    """Return a rubric, whole, as its hash covers it."""
    return await look.at(
        lambda connection, caller: rubric_view(
            connection, caller.principal, rubric, look.service.library
        ).model_dump(mode="json", by_alias=True)
    )
