"""The API's own description, for whoever is signed in."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from smart_team_api.asking import Look, Looking

router = APIRouter(tags=["description"])


@router.get("/openapi.json", summary="接口说明 · This description", response_model=dict[str, Any])
async def openapi(
    request: Request, look: Annotated[Look, Depends(Looking("registry"))]
) -> dict[str, Any]:
    """Return the OpenAPI document of this API."""
    await look.at(lambda _connection, _caller: None)
    document: dict[str, Any] = request.app.openapi()
    return document
