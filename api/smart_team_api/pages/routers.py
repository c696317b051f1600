"""Every router of the pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter

from smart_team_api.pages import (
    account,
    appeals,
    appearance,
    claims,
    claims_edit,
    claims_submit,
    counted,
    helping,
    home,
    ledgers,
    ledgers_files,
    news,
    news_month,
    notices,
    records,
    reviews,
    reviews_desk,
    reviews_files,
    reviews_site,
    signing_in,
    standings_cycles,
    standings_exports,
    standings_publishing,
    standings_results,
    standings_stage,
    team,
    team_comparing,
    team_exports,
    work,
)
from smart_team_api.pages.admin_routers import ADMIN

PAGES: Final[Sequence[APIRouter]] = (
    home.router,
    signing_in.router,
    account.router,
    notices.router,
    helping.router,
    claims.router,
    claims_edit.router,
    claims_submit.router,
    counted.router,
    reviews.router,
    reviews_desk.router,
    reviews_files.router,
    reviews_site.router,
    team.router,
    team_comparing.router,
    team_exports.router,
    work.router,
    news_month.router,
    news.router,
    ledgers.router,
    ledgers_files.router,
    records.router,
    appeals.router,
    standings_cycles.router,
    standings_stage.router,
    standings_exports.router,
    standings_publishing.router,
    standings_results.router,
    *ADMIN,
    appearance.router,
)
