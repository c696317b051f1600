"""The routes of the API, one file for each kind of thing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter

from smart_team_api.routes import evidence, submissions

ROUTERS: Final[Sequence[APIRouter]] = (submissions.router, evidence.router)
"""Every router below ``/api/v1``."""
