"""What is registered: units, districts, modules and rubrics."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from smart_team.assessment.registering import change_unit, register_units, upload_rubric
from smart_team.assessment.views.registry import (
    UnitsWanted,
    districts_list,
    modules_list,
    rubric_view,
    rubrics_list,
    unit_view,
    units_list,
)
from smart_team.store.gate import Work
from smart_team_api.asking import Acting, Ask, Changing, Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.language import language_of
from smart_team_api.paging import Paged
from smart_team_api.problems import said
from smart_team_api.repeats import Answer
from smart_team_api.schemas.base import Page
from smart_team_api.schemas.registry import (
    DistrictShown,
    Modules,
    ModuleShown,
    RegisteredShown,
    RubricLine,
    UnitGiven,
    UnitsGiven,
    UnitShown,
    UploadedShown,
    VersionShown,
)
from smart_team_api.strict_json import StrictRoute
from smart_team_api.versions import etag

router = APIRouter(tags=["registry"], route_class=StrictRoute)
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


@router.post("/units", summary="登记单位 · Register units", response_model=RegisteredShown)
async def register(
    given: UnitsGiven, ask: Annotated[Ask, Depends(Acting("manage_units"))]
) -> Response:
    """Register units that are new and change those that differ; nobody is removed."""
    rows = [each.unit(each.code) for each in given.units]

    def step(work: Work, caller: Caller) -> Answer:
        done = register_units(work, caller.principal, rows, given.districts)
        return Answer({"added": done.added, "changed": done.changed})

    return await ask.change(step)


@router.put("/units/{code}", summary="修改单位 · Change a unit", response_model=VersionShown)
async def change(
    code: Annotated[str, Path(max_length=80)],
    given: UnitGiven,
    ask: Annotated[Ask, Depends(Changing("manage_units"))],
) -> Response:
    """Change one unit; cycles under way keep it as it was pinned."""

    def step(work: Work, caller: Caller) -> Answer:
        version = change_unit(work, caller.principal, given.unit(code), ask.seen)
        return Answer({"id": code, "version": version}, version)

    return await ask.change(step, code)


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


@router.post(
    "/rubrics",
    summary="上传标准 · Upload a rubric",
    response_model=UploadedShown,
    status_code=201,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/yaml": {"schema": {"type": "string"}}},
        }
    },
)
async def upload(
    request: Request, ask: Annotated[Ask, Depends(Acting("upload_rubric"))]
) -> Response:
    """Keep a rubric, given as YAML, under its hash; somebody else may open a cycle by it."""
    text, lang = await request.body(), language_of(request)

    def step(work: Work, caller: Caller) -> Answer:
        hash_, advice = upload_rubric(work, caller.principal, text)
        return Answer({"hash": hash_, "advice": [said(each, lang) for each in advice]}, status=201)

    return await ask.change(step)
