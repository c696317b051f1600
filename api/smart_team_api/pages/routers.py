"""Every router of the pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter

from smart_team_api.pages import (
    account,
    appearance,
    helping,
    home,
    notices,
    reviews,
    reviews_desk,
    reviews_files,
    signing_in,
    standings_cycles,
    standings_exports,
    standings_publishing,
    standings_results,
    standings_stage,
)

PAGES: Final[Sequence[APIRouter]] = (
    home.router,
    signing_in.router,
    account.router,
from smart_team_api.pages.admin_routers import ADMIN
    notices.router,
    helping.router,
    reviews.router,
    reviews_desk.router,
    reviews_files.router,
    standings_cycles.router,
    standings_stage.router,
    standings_exports.router,
    standings_publishing.router,
    standings_results.router,
    appearance.router,
)
    *ADMIN,
