"""The routers of the administrator's, the author's and the auditor's pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter

from smart_team_api.pages import (
    admin,
    admin_calendar,
    admin_cycles,
    admin_health,
    admin_notifications,
    admin_opening,
    admin_people,
    admin_people_import,
    admin_person,
    admin_unit_files,
    admin_units,
    audit,
    rubrics,
    rubrics_upload,
)

ADMIN: Final[Sequence[APIRouter]] = (
    admin.router,
    admin_health.router,
    admin_notifications.router,
    admin_unit_files.router,
    admin_units.router,
    admin_people.router,
    admin_people_import.router,
    admin_person.router,
    admin_opening.router,
    admin_cycles.router,
    admin_calendar.router,
    audit.router,
    rubrics_upload.router,
    rubrics.router,
)
