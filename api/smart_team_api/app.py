"""The application: the routes over one open service."""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI
from starlette.types import Lifespan

from smart_team import __version__
from smart_team_api import problems
from smart_team_api.routes import ROUTERS
from smart_team_api.service import Service
from smart_team_api.wire import Wire

PREFIX: Final = "/api/v1"


def create_app(service: Service, lifespan: Lifespan[FastAPI] | None = None) -> FastAPI:
    """Return the application over a service, which the caller opens and closes."""
    app = FastAPI(
        title="智慧队建 · Smart Team",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.state.service = service
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX)
    problems.install(app)
    app.add_middleware(Wire)
    return app
