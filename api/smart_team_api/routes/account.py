"""A person's own account: who they are here, password, authenticator, sessions, access tokens."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Connection

from smart_team.people.access import end_token, grant_token, tokens_of
from smart_team.people.enrolment import confirm_enrolment, enrol
from smart_team.people.new_passwords import change_password
from smart_team.people.register import own_account
from smart_team.people.second_factor import provisioning_uri
from smart_team.people.sessions import end_all, end_own, own_sessions
from smart_team.store.gate import Work
from smart_team_api.asking import Acting, Ask, Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.repeats import Answer
from smart_team_api.schemas.account import (
    AccountShown,
    AssignmentShown,
    CodeGiven,
    Enrolment,
    NewToken,
    PasswordGiven,
    RecoveryCodes,
    Sessions,
    SessionShown,
    TokenGiven,
    Tokens,
    TokenShown,
    Who,
)
from smart_team_api.strict_json import StrictRoute

router = APIRouter(prefix="/account", tags=["account"], route_class=StrictRoute)
Own = Annotated[Ask, Depends(Acting("account"))]
Secretly = Annotated[Ask, Depends(Acting("account", secret=True))]


@router.get("", summary="我的账号 · Who is signed in", response_model=AccountShown)
async def me(look: Annotated[Look, Depends(Looking("account", first=True))]) -> AccountShown:
    """Tell who is signed in, and by which roles."""
    return await look.at(_me)


def _me(connection: Connection, caller: Caller) -> AccountShown:
    person = caller.principal.person
    mine = own_account(connection, person)
    return AccountShown(
        id=person,
        login=mine.login,
        name=mine.name,
        assignments=[
            AssignmentShown(role=each.role, unit=each.unit, district=each.district)
            for each in caller.principal.assignments
        ],
        second_factor=mine.enrolled,
        second_factor_due=caller.session is not None and caller.session.second_factor_due,
        password_at=mine.password_at,
    )


@router.put("/password", summary="修改密码 · Change the password", response_model=Who)
async def new_password(given: PasswordGiven, ask: Own) -> Who:
    """Change the password; all other sessions end."""
    service, credentials = ask.service, ask.credentials

    def admitted(work: Work) -> str:
        work.trace.silent = True
        return ask.admit(work).principal.person

    person = await ask.write(admitted)
    await run_in_threadpool(
        change_password,
        service.gate,
        credentials.session or "",
        given.old,
        given.new,
        service.rules,
        credentials.source,
    )
    return Who(person=person)


@router.post("/second-factor", summary="绑定验证器 · Begin to bind", response_model=Enrolment)
async def begin_enrolment(ask: Secretly) -> Response:
    """Return a secret for an authenticator app; it counts once a code of it was given."""

    def step(work: Work, caller: Caller) -> Answer:
        person = caller.principal.person
        secret = enrol(work, person, ask.service.rules)
        login = own_account(work.connection, person).login
        return Answer({"secret": secret, "uri": provisioning_uri(secret, login, "智慧队建")})

    return await ask.change(step)


@router.post(
    "/second-factor/confirmation", summary="确认验证器 · Bind", response_model=RecoveryCodes
)
async def end_enrolment(given: CodeGiven, ask: Secretly) -> Response:
    """Bind the authenticator that shows this code; every session needs a code from now on."""

    def step(work: Work, caller: Caller) -> Answer:
        person = caller.principal.person
        codes = confirm_enrolment(work, person, given.code, ask.service.rules)
        return Answer({"codes": codes})

    return await ask.change(step)


@router.get("/sessions", summary="我的登录 · My sessions", response_model=Sessions)
async def sessions(look: Annotated[Look, Depends(Looking("account"))]) -> Sessions:
    """List this person's sessions that hold now, the latest seen first."""
    now = look.service.clock()

    def view(connection: Connection, caller: Caller) -> Sessions:
        found = [] if caller.session is None else own_sessions(connection, caller.session, now)
        return Sessions(items=[SessionShown.model_validate(each) for each in found])

    return await look.at(view)


@router.delete("/sessions/{session}", summary="退出一处 · End one", response_model=Who)
async def end_session(session: Annotated[str, Path(max_length=80)], ask: Own) -> Response:
    """End one of this person's sessions."""

    def step(work: Work, caller: Caller) -> Answer:
        end_own(work, caller.principal.person, session)
        return Answer({"person": caller.principal.person})

    return await ask.change(step)


@router.delete("/sessions", summary="退出其他登录 · Sign out elsewhere", response_model=Who)
async def sign_out_elsewhere(ask: Own) -> Response:
    """End all of this person's sessions but this one."""

    def step(work: Work, caller: Caller) -> Answer:
        end_all(work, caller.principal.person, but=ask.credentials.session)
        return Answer({"person": caller.principal.person})

    return await ask.change(step)


@router.get("/tokens", summary="我的访问令牌 · My tokens", response_model=Tokens)
async def tokens(look: Annotated[Look, Depends(Looking("account"))]) -> Tokens:
    """List this person's access tokens that hold now."""
    now = look.service.clock()
    return await look.at(
        lambda connection, caller: Tokens(
            items=[
                TokenShown.model_validate(each)
                for each in tokens_of(connection, caller.principal.person, now)
            ]
        )
    )


@router.post(
    "/tokens", summary="新建访问令牌 · New token", response_model=NewToken, status_code=201
)
async def new_token(given: TokenGiven, ask: Secretly) -> Response:
    """Grant an access token; it reaches no further than its person and its scopes."""

    def step(work: Work, caller: Caller) -> Answer:
        person = caller.principal.person
        token = grant_token(work, person, given.name, given.scopes, given.days)
        return Answer({"token": token}, status=201)

    return await ask.change(step)


@router.delete("/tokens/{token}", summary="注销令牌 · End a token", response_model=Who)
async def drop_token(token: Annotated[str, Path(max_length=80)], ask: Own) -> Response:
    """End one of this person's access tokens."""

    def step(work: Work, caller: Caller) -> Answer:
        end_token(work, caller.principal.person, token)
        return Answer({"person": caller.principal.person})

    return await ask.change(step)
