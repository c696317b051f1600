"""The routes of the API, one file for each kind of thing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter

from smart_team_api.routes import (
    account,
    audit,
    calendar,
    counted,
    cycles,
    description,
    evidence,
    health,
    jobs,
    ledgers,
    metrics,
    notifications,
    people,
    publishing,
    reading,
    records,
    registry,
    results,
    session,
    single_sign_on,
    submissions,
)

ROUTERS: Final[Sequence[APIRouter]] = (
    submissions.router,
    description.router,
    health.router,
    session.router,
    single_sign_on.router,
    account.router,
    people.router,
    registry.router,
    calendar.router,
    cycles.router,
    reading.router,
    counted.router,
    evidence.router,
    ledgers.router,
    records.router,
    results.router,
    publishing.router,
    jobs.router,
    notifications.router,
    audit.router,
)
"""Every router below ``/api/v1``, tried in this order: what is asked most comes first."""
WATCHED: Final[Sequence[APIRouter]] = (health.router, metrics.router)
"""What whoever watches over the service asks for, at ``/health`` and ``/metrics``."""
