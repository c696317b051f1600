"""Signing in by password, code or set-up link, and signing out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from smart_team.people.sessions import sign_out
from smart_team.people.sign_in import SignedIn, give_code
from smart_team.store.gate import Work
from smart_team_api.asking import Acting, Ask, Guest
from smart_team_api.callers import Caller
from smart_team_api.cookies import clear_cookies, set_cookies
from smart_team_api.repeats import Answer
from smart_team_api.schemas.account import (
    CodeGiven,
    SetUpGiven,
    SignedInShown,
    SignInGiven,
    Who,
)
from smart_team_api.strict_json import StrictRoute
from smart_team_api.visiting import Visit, by_link, by_password

router = APIRouter(tags=["session"], route_class=StrictRoute)


def signed_in(found: SignedIn) -> Response:
    """Return the answer to a sign-in, with the session's cookies."""
    body = {
        "person": found.person,
        "csrf": found.csrf,
        "second_factor_due": found.second_factor_due,
        "password_expired": found.password_expired,
    }
    response = JSONResponse(body)
    set_cookies(response, found.session, found.csrf)
    return response


@router.post("/session", summary="登录 · Sign in", response_model=SignedInShown)
async def begin(
    given: SignInGiven, visit: Annotated[Visit, Depends(Guest("to sign in", "sign_in"))]
) -> Response:
    """Open a session by login and password; every guess is counted and recorded."""
    return signed_in(await by_password(visit, given.login, given.password))


@router.post("/session/code", summary="第二步验证 · Second factor", response_model=SignedInShown)
async def code(
    given: CodeGiven, ask: Annotated[Ask, Depends(Acting("account", first=True))]
) -> Response:
    """Give the second factor; a new session takes the place of the one that was opened."""
    service, credentials = ask.service, ask.credentials
    await ask.write(lambda work: _admit_silently(ask, work))
    return signed_in(
        await run_in_threadpool(
            give_code,
            service.gate,
            credentials.session or "",
            given.code,
            credentials.source,
            service.rules,
        )
    )


def _admit_silently(ask: Ask, work: Work) -> None:
    ask.admit(work)
    work.trace.silent = True


@router.delete("/session", summary="退出 · Sign out", response_model=Who)
async def end(ask: Annotated[Ask, Depends(Acting("account", first=True))]) -> Response:
    """End this session on the server; its cookie is worth nothing from then on."""

    def step(work: Work, caller: Caller) -> Answer:
        sign_out(work, ask.credentials.session or "")
        return Answer({"person": caller.principal.person})

    response = await ask.change(step)
    clear_cookies(response)
    return response


@router.post("/set-up", summary="首次设置密码 · Use a set-up link", response_model=Who)
async def set_up(
    given: SetUpGiven,
    visit: Annotated[Visit, Depends(Guest("to set the first password", "use_setup_link"))],
) -> Who:
    """Set a password by a one-time link; all sessions of its person end."""
    return Who(person=await by_link(visit, given.link, given.password))
