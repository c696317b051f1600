"""Every router of the pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter

from smart_team_api.pages import account, appearance, home, notices, signing_in

PAGES: Final[Sequence[APIRouter]] = (
    home.router,
    signing_in.router,
    account.router,
    notices.router,
    appearance.router,
)
