"""Refusals on the wire: RFC 9457 problems with stable codes, in the caller's language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.requests import ClientDisconnect

from smart_team.assessment import cycle_messages as cycle
from smart_team.errors import (
    SHOWN_AT_MOST,
    Lang,
    Problem,
    SmartTeamError,
)
from smart_team_api import messages as m
from smart_team_api.asking import Acting, Ask, Changing, Guest, declared
from smart_team_api.language import language_of
from smart_team_api.pages.failing import is_page, page_of
from smart_team_api.statuses import status_of
from smart_team_api.strict_json import UnreadableBodyError
from smart_team_api.visiting import Visit
from smart_team_api.wire import HEADERS, NUMBER

RETRY_SECONDS: Final = 5
TYPE: Final = "urn:smart-team:problem:"
MEDIA: Final = "application/problem+json"
LEFT: Final = 499
"""What logs call a request whose sender did not wait for its answer."""
_SHOWN: Final = 200
_UNRECORDED: Final = frozenset({429, 503, 507})
"""What is answered without a record: who asks too often, and where nothing can be written."""


def response_to(error: SmartTeamError, lang: Lang) -> Response:
    """Return a refusal as a problem document; every problem found is in it."""
    status, first = status_of(error), error.problems[0]
    body = {
        "type": f"{TYPE}{first.message.code}",
        "title": first.what(lang),
        "status": status,
        "detail": first.fix(lang),
        "code": first.message.code,
        "problems": [said(each, lang) for each in error.problems[:SHOWN_AT_MOST]],
    }
    return JSONResponse(body, status, _headers(status, first), media_type=MEDIA)


def answer_to(request: Request, error: SmartTeamError) -> Response:
    """Return a refusal as a page to a person, as a problem document to a program."""
    if is_page(request):
        return page_of(request, error, status_of(error))
    return response_to(error, language_of(request))


def said(problem: Problem, lang: Lang) -> dict[str, Any]:
    """Return one problem as it stands in answers."""
    return {
        "code": problem.message.code,
        "place": problem.place.say(lang),
        "what": problem.what(lang),
        "fix": problem.fix(lang),
    }


def _headers(status: int, problem: Problem) -> dict[str, str]:
    if status == 429:  # noqa: PLR2004 - too many requests
        return {"Retry-After": str(problem.values["seconds"])}
    if status in {503, 507}:
        return {"Retry-After": str(RETRY_SECONDS)}
    return {"WWW-Authenticate": "Bearer"} if status == 401 else {}  # noqa: PLR2004 - who are you?


def install(app: FastAPI) -> None:
    """Let the application answer every error with a problem document."""
    app.add_exception_handler(SmartTeamError, _on_refusal)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(UnreadableBodyError, _on_unreadable)
    app.add_exception_handler(StarletteHTTPException, _on_http)
    app.add_exception_handler(ClientDisconnect, _on_leaving)
    app.add_exception_handler(Exception, _on_failure)


async def _on_refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, SmartTeamError)  # noqa: S101 - what it was registered for
    if error.recorded or status_of(error) in _UNRECORDED:
        return answer_to(request, error)
    return await _refused(request, error)


async def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    problems = [
        Problem(m.INVALID, values={"field": _field(each["loc"]), "detail": each["msg"][:_SHOWN]})
        for each in error.errors()
    ]
    return await _refused(request, m.InvalidError(problems))


def _field(place: Sequence[object]) -> str:
    return ".".join(str(part)[:_SHOWN] for part in place)


async def _on_unreadable(request: Request, error: Exception) -> Response:
    assert isinstance(error, UnreadableBodyError)  # noqa: S101 - as above
    return await _refused(request, error.error)


async def _on_leaving(_: Request, __: Exception) -> Response:
    """Answer nobody: who asked went away before their request had come, and nothing was done."""
    return Response(status_code=LEFT)


async def _refused(request: Request, error: SmartTeamError) -> Response:
    """Answer a request whose work never began; one that would have changed something is recorded.

    Whoever is not known hears only that.
    """
    asked = await _asked(request)
    if asked is not None:
        try:
            await asked.refuse(error)
        except SmartTeamError as found:
            return answer_to(request, found)
    return answer_to(request, error)


async def _asked(request: Request) -> Ask | Visit | None:
    """Return the request as the change that it was to be, also if its body could not be read."""
    ask: Ask | None = getattr(request.state, "ask", None)
    declaration = declared(request.scope["route"])
    if ask is not None:
        return ask
    match declaration:
        case Changing():
            return await declaration(request, request.headers.get("if-match"))
        case Acting():
            return await declaration(request)
        case Guest(act=act) if act:
            return await declaration(request)
        case _:
            return None


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException | StarletteHTTPException)  # noqa: S101 - as above
    response = answer_to(request, _as_refusal(request, error.status_code))
    if error.status_code == 405:  # noqa: PLR2004 - another method
        response.headers["Allow"] = ", ".join(sorted(_methods(request)))
    return response


def _methods(request: Request) -> set[str]:
    """Return the methods that an address knows, of all its routes."""
    routes = iter_route_contexts(request.app.routes)
    here = (each for each in routes if each.path_regex.match(request.url.path))
    return {method for each in here for method in each.methods or ()}


def _as_refusal(request: Request, status: int) -> SmartTeamError:
    match status:
        case 404:
            return cycle.AbsentError([Problem(cycle.ABSENT)])
        case 405:
            return m.NoMethodError([Problem(m.NO_METHOD, values={"method": request.method})])
        case _:
            return m.UnreadableError([Problem(m.BAD_JSON, values={"detail": "—"})])


async def _on_failure(request: Request, error: Exception) -> Response:
    number = getattr(request.state, "number", "—")
    request.app.state.service.log.error("failed", request=number, exc_info=error)
    values = {"request": number}
    answer = answer_to(request, m.FailedError([Problem(m.FAILED, values=values)]))
    # Starlette answers a failure outside of all middleware.
    answer.headers[NUMBER] = number
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    return answer
