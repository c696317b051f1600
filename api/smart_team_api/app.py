"""The application: the routes over one open service."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.types import Lifespan

from smart_team import __version__
from smart_team_api import problems
from smart_team_api.describing import describe
from smart_team_api.describing_texts import ABOUT
from smart_team_api.hosts import Hosts
from smart_team_api.pages.routers import PAGES
from smart_team_api.routes import ROUTERS, WATCHED
from smart_team_api.service import Service
from smart_team_api.wire import Wire

PREFIX: Final = "/api/v1"


class Api(FastAPI):
    """FastAPI, with a description that says all that our routes declare."""

    _described: dict[str, Any] | None = None

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document; it is made once."""
        if self._described is None:
            self._described = describe(super().openapi(), PREFIX, ROUTERS)
        return self._described


def create_app(service: Service, lifespan: Lifespan[FastAPI] | None = None) -> FastAPI:
    """Return the application over a service, which the caller opens and closes."""
    app = Api(
        title="智慧队建 · Smart Team",
        version=__version__,
        description=ABOUT,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        generate_unique_id_function=_named,
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
    for router in PAGES:
        app.include_router(router)
    for router in WATCHED:
        app.include_router(router, include_in_schema=False)
    app.add_middleware(Hosts, base_url=service.settings.base_url)
    app.add_middleware(Wire, metrics=service.metrics, log=service.log)
    return app


def _named(route: APIRoute) -> str:
    """Return a name for generated clients: the tag, then what is done."""
    return "_".join([*map(str, route.tags[:1]), route.name]).replace("-", "_")
