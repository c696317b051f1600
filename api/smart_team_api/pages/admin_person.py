"""One person as an administrator manages them; nobody manages their own account here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Annotated, Any, Final, cast

from fastapi import APIRouter, Depends, Path, Response
from sqlalchemy import Connection

from smart_team.assessment.views.pages import absent
from smart_team.assessment.views.registry import place_names
from smart_team.people import administration as use
from smart_team.people.new_passwords import SETUP_PAGE
from smart_team.people.register import read_person
from smart_team.procedure.calendar import shanghai_day
from smart_team.rubric.types import Role
from smart_team.store.clock import stamp
from smart_team.store.gate import Work
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.pages.admin_people import LINK_HOURS, ROLES, hand_out
from smart_team_api.pages.days import day_of
from smart_team_api.pages.frame import go, show
from smart_team_api.pages.posting import Post, Posting
from smart_team_api.repeats import Answer

router = APIRouter(prefix="/admin/people/{person}", include_in_schema=False)
Person = Annotated[str, Path(max_length=80)]
Managing = Annotated[Post, Depends(Posting("manage_people"))]
Change = Callable[[Work, use.Asked, Post], object]


@router.get("")
async def one(person: Person, look: Annotated[Look, Depends(Looking("read_people"))]) -> Response:
    """Show a person with their roles and what can be done for them."""
    today = shanghai_day(look.service.clock()).isoformat()

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        return {
            "person": read_person(connection, caller.principal, person),
            "own": caller.principal.person == person,
            "places": place_names(connection, caller.principal),
            "roles": ROLES,
            "today": today,
        }

    return await show(look, "admin/person.html", view)


async def _changed(post: Post, person: str, change: Change) -> Response:
    def step(work: Work, caller: Caller) -> Answer:
        change(work, use.Asked(caller.principal, person, post.seen), post)
        return Answer({"person": person})

    await post.submit(step, person)
    return go(f"/admin/people/{person}", "changed")


@router.post("/link")
async def link(
    person: Person, post: Annotated[Post, Depends(Posting("manage_people", secret=True))]
) -> Response:
    """Make the one link by which they set a password, and show it, this once."""

    def step(work: Work, caller: Caller) -> Answer:
        plain = use.setup_link(work, use.Asked(caller.principal, person, post.seen), LINK_HOURS)
        found = read_person(work.connection, caller.principal, person)
        shown = {
            "person": person,
            "login": found.login,
            "name": found.name,
            "role": None,
            "place": "",
            "link": post.service.settings.link(SETUP_PAGE + plain),
        }
        until = stamp(work.now + timedelta(hours=LINK_HOURS))
        return Answer({"people": [shown], "until": until})

    return await hand_out(post, await post.submit(step, person))


@router.post("/roles")
async def assign(person: Person, post: Managing) -> Response:
    """Give them a role."""
    return await _changed(
        post, person, lambda work, asked, form: use.assign(work, asked, _holding(form))
    )


@router.post("/roles/{role}/end")
async def end_role(
    person: Person, role: Annotated[str, Path(max_length=80)], post: Managing
) -> Response:
    """End one of their roles with a last day."""
    last = day_of(post.text("last_day"))
    return await _changed(
        post, person, lambda work, asked, _: use.end_assignment(work, asked, role, last)
    )


ACTS: Final[Mapping[str, Change]] = {
    "rename": lambda work, asked, post: use.rename(work, asked, post.text("name")),
    "mail": lambda work, asked, post: use.set_mail(work, asked, post.text("mail") or None),
    "disable": lambda work, asked, _: use.disable(work, asked),
    "enable": lambda work, asked, _: use.enable(work, asked),
    "unlock": lambda work, asked, post: use.unlock(work, asked, post.service.rules),
    "reset-second-factor": lambda work, asked, _: use.reset_second_factor(work, asked),
    "end-sessions": lambda work, asked, _: use.end_sessions(work, asked),
    "unlink": lambda work, asked, _: use.unlink(work, asked),
}


@router.post("/{act}")
async def act(person: Person, act: Annotated[str, Path(max_length=40)], post: Managing) -> Response:
    """Do one of the plain things that are done for a person."""
    change = ACTS.get(act)
    if change is None:
        raise absent()
    return await _changed(post, person, change)


def _holding(post: Post) -> use.Holding:
    role = cast(Role, post.text("role"))
    until = day_of(post.text("until_day")) if post.text("until_day") else None
    unit = post.text("unit") if role in {"clerk", "approver"} else ""
    district = post.text("district") if role == "district" else ""
    return use.Holding(role, day_of(post.text("from_day")), until, unit or None, district or None)
