"""JSON as it was meant: no repeated keys, no NaN, and numbers with a point as they were written."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from typing import Any, Final, NoReturn

from fastapi import HTTPException, Request, Response
from fastapi.routing import APIRoute

from smart_team.errors import Problem
from smart_team.scoring.parsing import RawNumber
from smart_team_api import messages as m

BODY_LIMIT: Final = 1_000_000
"""Bytes of a body that is read as a whole; evidence is not."""


def parse(body: bytes) -> Any:  # noqa: ANN401 - whatever the body holds
    """Return the content of a JSON body; raises UnreadableError.

    Whole numbers become int, others keep their digits as a RawNumber: no float is ever made.
    """
    try:
        text = body.decode()
        value = json.loads(
            text, parse_float=RawNumber, parse_constant=_constant, object_pairs_hook=_pairs
        )
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        _refuse("nested too deep")
    except UnicodeError:
        _refuse("not UTF-8, or half a surrogate pair")
    except ValueError as error:
        _refuse(str(error).partition(" (char")[0])
    return value


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in value if keys.count(key) > 1)
        _refuse(f"key {twice[:80]!r} comes twice")
    return value


def _constant(name: str) -> NoReturn:
    _refuse(f"{name} is no number")


def _refuse(detail: str) -> NoReturn:
    raise m.UnreadableError([Problem(m.BAD_JSON, values={"detail": detail})])


class UnreadableBodyError(HTTPException):
    """FastAPI lets only exceptions of its own through from where it reads a body."""

    def __init__(self, error: m.RequestError) -> None:
        super().__init__(error.status)
        self.error = error


class StrictRequest(Request):
    """A request whose JSON is read by :func:`parse`, and whose body has a limit."""

    async def body(self) -> bytes:
        """Return the whole body; raises UnreadableBodyError for one that is too large."""
        if not hasattr(self, "_body"):
            parts, size = [], 0
            async for part in self.stream():
                size += len(part)
                if size > BODY_LIMIT:
                    values = {"limit": BODY_LIMIT}
                    error = m.TooLargeError([Problem(m.BODY_TOO_LARGE, values=values)])
                    raise UnreadableBodyError(error)
                parts.append(part)
            self._body = b"".join(parts)
        return self._body

    async def json(self) -> Any:  # noqa: ANN401 - whatever the body holds
        """Return the body's content."""
        try:
            return parse(await self.body())
        except m.UnreadableError as error:
            raise UnreadableBodyError(error) from error


class StrictRoute(APIRoute):
    """A route that reads JSON strictly."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what serves a request."""
        serve = super().get_route_handler()

        async def serve_strictly(request: Request) -> Response:
            return await serve(StrictRequest(request.scope, request.receive))

        return serve_strictly
