"""What is told of the service's health."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict

from smart_team_api.schemas.base import Shown


class Health(Shown):
    """It runs, in this version, and this is its clock (UTC)."""

    status: Literal["ok"]
    version: str
    time: str

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"status": "ok", "version": "0.1.0", "time": "2026-11-25T01:00:00.000000+00:00"}
            ]
        }
    )
