"""What the server loads: the application over the store that the settings name."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from datetime import UTC, datetime

from fastapi import FastAPI

from smart_team.observing.logs import set_up
from smart_team.settings import load_settings
from smart_team_api.app import create_app
from smart_team_api.opening import opened

YOUNG, MIDDLE, OLD = 20_000, 20, 50
"""How many new objects, and how many searches among younger ones, make a search for garbage."""


def application() -> FastAPI:
    """Return the application; its store is opened here and closed when the server stops."""
    settings, stack = load_settings(), ExitStack()
    service = stack.enter_context(opened(settings, _now, set_up(settings.log_format)))

    @asynccontextmanager
    async def alive(_: FastAPI) -> AsyncIterator[None]:
        with stack:
            yield

    app = create_app(service, alive)
    _settle_memory()
    return app


def _settle_memory() -> None:
    """Leave what is there for good out of every later search for garbage.

    Modules, rubrics and tables are some hundred thousand objects. To look through them again and
    again would stop whoever waits then for a tenth of a second.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the server is where the time comes from
