"""A person's own account: password, authenticator, sessions, access tokens."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Connection

from smart_team.errors import SmartTeamError
from smart_team.people.access import SCOPES, end_token, grant_token, tokens_of
from smart_team.people.enrolment import confirm_enrolment, enrol
from smart_team.people.messages import PeopleError, SignInError
from smart_team.people.new_passwords import change_password
from smart_team.people.register import own_account
from smart_team.people.second_factor import provisioning_uri
from smart_team.people.sessions import end_all, own_sessions
from smart_team.store.gate import Work
from smart_team_api.asking import Look, Looking, Step
from smart_team_api.callers import Caller
from smart_team_api.pages.frame import go, show
from smart_team_api.pages.posting import Post, Posting
from smart_team_api.repeats import Answer

router = APIRouter(prefix="/account", include_in_schema=False)
Own = Annotated[Post, Depends(Posting("account", versioned=False))]
Secretly = Annotated[Post, Depends(Posting("account", secret=True, versioned=False))]
ISSUER = "智慧队建"


@router.get("")
async def account(look: Annotated[Look, Depends(Looking("account"))]) -> Response:
    """Show the account."""
    return await _page(look)


async def _page(
    look: Look, error: SmartTeamError | None = None, status: int = 200, **more: object
) -> Response:
    now = look.service.clock()

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        person, session = caller.principal.person, caller.session
        return {
            "me": own_account(connection, person),
            "sessions": () if session is None else own_sessions(connection, session, now),
            "tokens": tokens_of(connection, person, now),
            "scopes": list(SCOPES),
            "problems": () if error is None else error.problems,
            "secret": None,
            "codes": None,
            "token": None,
            **more,
        }

    return await show(look, "account/account.html", view, status)


def _look(post: Post) -> Look:
    """Return the same request as one that reads, to show what came of it at once.

    Whoever has just bound an authenticator sees the codes before they give the first one.
    """
    return Look(post.request, "account", first=True)


@router.post("/password")
async def password(post: Own) -> Response:
    """Change the password, or say what is wrong with the new one."""
    service, credentials = post.service, post.credentials

    def admitted(work: Work) -> None:
        work.trace.silent = True
        post.admit(work)

    await post.write(admitted)
    try:
        await run_in_threadpool(
            change_password,
            service.gate,
            credentials.session or "",
            str(post.form.get("old", "")),
            str(post.form.get("new", "")),
            service.rules,
            credentials.source,
        )
    except (PeopleError, SignInError) as error:
        return await _page(_look(post), error, 422)
    return go("/account", "password")


async def _told(post: Post, step: Step, name: str) -> Response:
    """Do a step and show, this once, what it made."""
    try:
        answer = await post.submit(step)
    except (PeopleError, SignInError) as error:
        return await _page(_look(post), error, 422)
    return await _page(_look(post), **{name: answer.body[name]})


@router.post("/second-factor")
async def begin(post: Secretly) -> Response:
    """Show a secret for an authenticator app."""

    def step(work: Work, caller: Caller) -> Answer:
        person = caller.principal.person
        secret = enrol(work, person, post.service.rules)
        login = own_account(work.connection, person).login
        uri = provisioning_uri(secret, login, ISSUER)
        return Answer({"secret": {"plain": secret, "uri": uri}})

    return await _told(post, step, "secret")


@router.post("/second-factor/confirmation")
async def confirm(post: Secretly) -> Response:
    """Bind the authenticator that shows this code, and show the recovery codes."""

    def step(work: Work, caller: Caller) -> Answer:
        code, rules = post.text("code"), post.service.rules
        return Answer({"codes": confirm_enrolment(work, caller.principal.person, code, rules)})

    return await _told(post, step, "codes")


@router.post("/sessions/end")
async def sign_out_elsewhere(post: Own) -> Response:
    """End all other sessions."""

    def step(work: Work, caller: Caller) -> Answer:
        end_all(work, caller.principal.person, but=post.credentials.session)
        return Answer({})

    await post.submit(step)
    return go("/account", "removed")


@router.post("/tokens")
async def new_token(post: Secretly) -> Response:
    """Grant an access token and show it, this once."""

    def step(work: Work, caller: Caller) -> Answer:
        days = int(post.text("days")) if post.text("days").isdecimal() else 0
        scopes = post.texts("scopes")
        person = caller.principal.person
        return Answer({"token": grant_token(work, person, post.text("name"), scopes, days)})

    return await _told(post, step, "token")


@router.post("/tokens/{token}/end")
async def drop_token(token: Annotated[str, Path(max_length=80)], post: Own) -> Response:
    """End one of this person's access tokens."""

    def step(work: Work, caller: Caller) -> Answer:
        end_token(work, caller.principal.person, token)
        return Answer({})

    await post.submit(step)
    return go("/account", "removed")
