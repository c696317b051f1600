"""What the server loads: the application over the store that the settings name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from datetime import UTC, datetime

from fastapi import FastAPI

from smart_team.observing.logs import set_up
from smart_team.settings import load_settings
from smart_team_api.app import create_app
from smart_team_api.opening import opened


def application() -> FastAPI:
    """Return the application; its store is opened here and closed when the server stops."""
    settings, stack = load_settings(), ExitStack()
    service = stack.enter_context(opened(settings, _now, set_up(settings.log_format)))

    @asynccontextmanager
    async def alive(_: FastAPI) -> AsyncIterator[None]:
        with stack:
            yield

    return create_app(service, alive)


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the server is where the time comes from
