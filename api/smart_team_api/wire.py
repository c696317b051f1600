"""What every request passes through before and after its route: number, host, limits, headers."""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter
from typing import Final
from uuid import uuid4

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.stdlib import BoundLogger

from smart_team.observing.metrics import Metrics

HEADERS: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""What every answer says unless its route says otherwise."""
NUMBER: Final = "X-Request-Id"
FAILED: Final = 500
"""The status of what was never answered."""


class Wire:
    """Numbers, counts and logs each request, and sets what every answer must say."""

    def __init__(self, app: ASGIApp, metrics: Metrics, log: BoundLogger) -> None:
        self.app = app
        self.metrics = metrics
        self.log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        number, begun, status = uuid4().hex, perf_counter(), FAILED
        scope.setdefault("state", {})["number"] = number
        scope["path"] = _visible(scope["path"])

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers[NUMBER] = number
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        finally:
            self._tell(scope, number, status, perf_counter() - begun)

    def _tell(self, scope: Scope, number: str, status: int, seconds: float) -> None:
        """Count and log an answer, by its route's template: what stands in a path is not told."""
        route = getattr(scope.get("route"), "path", None)
        self.metrics.answered(scope["method"], route, status, seconds)
        self.log.info(
            "request",
            request=number,
            method=scope["method"],
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
        )


def _visible(path: str) -> str:
    """Return an address without what nobody can see: no id has it, not every database takes it."""
    if path.isprintable():
        return path
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in path)
