"""The pages of signing in: password, second factor, set-up link, and out again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from smart_team.errors import SmartTeamError
from smart_team.people import messages as people
from smart_team.people.sessions import sign_out
from smart_team.people.sign_in import SignedIn
from smart_team.store.gate import Work
from smart_team_api.asking import Guest
from smart_team_api.callers import Caller
from smart_team_api.cookies import clear_cookies, set_cookies
from smart_team_api.pages.frame import Context, go, plain
from smart_team_api.pages.posting import Post, Posting, read_form
from smart_team_api.repeats import Answer
from smart_team_api.visiting import Visit, by_code, by_link, by_password

router = APIRouter(include_in_schema=False)
HOME = "/"


@router.get("/sign-in")
async def ask(request: Request, visit: Annotated[Visit, Depends(Guest("to sign in"))]) -> Response:
    """Ask for login and password."""
    return plain(request, "sign_in.html", _asked(visit, request.query_params.get("next", HOME)))


@router.post("/sign-in")
async def enter(
    request: Request, visit: Annotated[Visit, Depends(Guest("to sign in", "sign_in"))]
) -> Response:
    """Sign in, or say why not."""
    form = await read_form(request)
    login, password = (str(form.get(name, "")) for name in ("login", "password"))
    following = str(form.get("next", HOME))
    try:
        found = await by_password(visit, login, password)
    except people.SignInError as error:
        status = 429 if isinstance(error, people.LockedOutError) else 401
        context = _asked(visit, following, login, error)
        return plain(request, "sign_in.html", context, status)
    return _entered(found, following)


def _asked(
    visit: Visit, following: str, login: str = "", error: SmartTeamError | None = None
) -> Context:
    elsewhere = visit.service.settings.oidc_title if visit.service.provider else None
    problems = () if error is None else error.problems
    return {
        "next": inner(following),
        "login": login,
        "elsewhere": elsewhere,
        "problems": problems,
    }


def inner(path: str) -> str:
    """Return a path of ours, or the first page for anything that could lead elsewhere."""
    safe = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if safe and "\\" not in path else HOME


def _entered(found: SignedIn, following: str) -> Response:
    if found.second_factor_due:
        response = go(f"/sign-in/code?next={inner(following)}")
    elif found.password_expired or found.enrolment_due:
        response = go("/account")
    else:
        response = go(inner(following))
    set_cookies(response, found.session, found.csrf)
    return response


@router.get("/sign-in/code", dependencies=[Depends(Guest("to give a code"))])
async def ask_code(request: Request) -> Response:
    """Ask for the second factor."""
    context = {"next": inner(request.query_params.get("next", HOME)), "problems": ()}
    return plain(request, "sign_in_code.html", context)


@router.post("/sign-in/code")
async def enter_code(
    request: Request, visit: Annotated[Visit, Depends(Guest("to give a code", "second_factor"))]
) -> Response:
    """Give the second factor to the session that waits for it."""
    form = await read_form(request)
    following = str(form.get("next", HOME))
    try:
        found = await by_code(visit, str(form.get("code", "")))
    except people.SignInError as error:
        status = 429 if isinstance(error, people.LockedOutError) else 401
        context = {"next": inner(following), "problems": error.problems}
        return plain(request, "sign_in_code.html", context, status)
    return _entered(found, following)


@router.get("/setup", dependencies=[Depends(Guest("to set the first password"))])
async def ask_password(request: Request) -> Response:
    """Ask for the first password."""
    context = {"link": request.query_params.get("link", ""), "problems": ()}
    return plain(request, "set_up.html", context)


@router.post("/setup")
async def set_password(
    request: Request,
    visit: Annotated[Visit, Depends(Guest("to set the first password", "use_setup_link"))],
) -> Response:
    """Set the first password, or say what is wrong with it."""
    form = await read_form(request)
    link, password = (str(form.get(name, "")) for name in ("link", "password"))
    try:
        await by_link(visit, link, password)
    except (people.PeopleError, people.SignInError) as error:
        return plain(request, "set_up.html", {"link": link, "problems": error.problems}, 422)
    return go("/sign-in", "set_up")


@router.post("/sign-out")
async def leave(
    post: Annotated[Post, Depends(Posting("account", first=True, versioned=False))],
) -> Response:
    """End this session."""

    def step(work: Work, caller: Caller) -> Answer:
        sign_out(work, post.credentials.session or "")
        return Answer({"person": caller.principal.person})

    await post.submit(step)
    response = go("/sign-in", "signed_out")
    clear_cookies(response)
    return response
