"""Every router of the pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter

from smart_team_api.pages import appearance, home, signing_in

PAGES: Final[Sequence[APIRouter]] = (home.router, signing_in.router, appearance.router)
