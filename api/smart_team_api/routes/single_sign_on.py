"""Single sign-on: to the provider, and back."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import Connection

from smart_team.assessment import cycle_messages as cycle
from smart_team.errors import Problem
from smart_team.people.provider import Provider
from smart_team.people.single_sign_on import MINUTES, begin, finish, is_begun
from smart_team_api.asking import Guest
from smart_team_api.callers import COOKIE
from smart_team_api.cookies import set_cookies
from smart_team_api.visiting import Visit

router = APIRouter(prefix="/session/oidc", tags=["session"])
PENDING: Final = f"{COOKIE}-oidc"
"""The cookie that ties the way back to the browser that set out."""
SEE_OTHER: Final = 303


@router.get(
    "", summary="单点登录 · Go to the provider", response_class=RedirectResponse, status_code=303
)
async def go(visit: Annotated[Visit, Depends(Guest("to sign in elsewhere"))]) -> Response:
    """Send the browser to the provider of single sign-on; nobody sets out without end."""
    started = await visit.do(None, begin, _provider(visit), visit.credentials.source)
    visit.count()
    response = RedirectResponse(started.url, SEE_OTHER)
    response.set_cookie(
        PENDING,
        started.cookie,
        max_age=60 * MINUTES,
        path="/",
        secure=True,
        httponly=True,
        samesite="lax",
    )
    return response


@router.get(
    "/callback",
    summary="单点登录返回 · Back from the provider",
    response_class=RedirectResponse,
    status_code=303,
)
async def back(
    request: Request, visit: Annotated[Visit, Depends(Guest("to come back from there"))]
) -> Response:
    """Open a session for whoever the provider says it is, and go to the first page."""
    service, provider = visit.service, _provider(visit)
    query, cookie = dict(request.query_params), request.cookies.get(PENDING, "")

    def known(connection: Connection) -> bool:
        return is_begun(connection, query.get("state", ""), cookie, service.clock())

    source = visit.credentials.source
    found = await visit.do(known, finish, provider, query, cookie, source, service.rules)
    response = RedirectResponse("/", SEE_OTHER)
    response.delete_cookie(PENDING, path="/", secure=True, httponly=True, samesite="lax")
    set_cookies(response, found.session, found.csrf)
    return response


def _provider(visit: Visit) -> Provider:
    """Return the provider; without one these addresses are as if they were not there."""
    if visit.service.provider is None:
        raise cycle.AbsentError([Problem(cycle.ABSENT)])
    return visit.service.provider
