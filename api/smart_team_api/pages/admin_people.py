"""People: looked for, added with a role, let in by a link that is shown once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Final, cast, get_args

from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy import Connection

from smart_team.assessment.views.attention import UNUSED_DAYS
from smart_team.assessment.views.pages import Span, among, worded
from smart_team.assessment.views.registry import place_names
from smart_team.people.enlisting import Newcomer, enlist
from smart_team.people.new_passwords import SETUP_PAGE
from smart_team.people.register import PeopleWanted, Standing, narrowed, people_for, read_people
from smart_team.procedure.calendar import shanghai_day
from smart_team.rubric.types import Role
from smart_team.store.clock import stamp
from smart_team.store.gate import Work
from smart_team.store.tables import people
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.pages.days import day_of
from smart_team_api.pages.frame import show
from smart_team_api.pages.posting import Post, Posting
from smart_team_api.pages.uploading import looking
from smart_team_api.repeats import Answer

router = APIRouter(prefix="/admin/people", include_in_schema=False)
Word = Annotated[str, Query(max_length=80)]
ROLES: Final[Sequence[Role]] = get_args(Role)
STANDINGS: Final[Sequence[Standing]] = get_args(Standing)
LINK_HOURS: Final = 72
A_PAGE: Final = 100


@router.get("")
async def listing(
    look: Annotated[Look, Depends(Looking("read_people"))],
    q: Word = "",
    role: Word = "",
    unit: Word = "",
    district: Word = "",
    standing: Word = "",
    after: Annotated[str | None, Query(max_length=120)] = None,
) -> Response:
    """List people, with filters, and the form to add somebody."""
    said = {"q": q, "role": role, "unit": unit, "district": district, "standing": standing}
    for name, known in (("role", ROLES), ("standing", STANDINGS)):
        among(name, said[name] or None, known)
    for name in ("q", "unit", "district"):
        worded(name, said[name] or None)
    span, now = Span(A_PAGE, after), look.service.clock()
    wanted = PeopleWanted(
        shanghai_day(now),
        q or None,
        role or None,
        unit or None,
        district or None,
        cast(Standing, standing) if standing else None,
        stamp(now - timedelta(days=UNUSED_DAYS)),
    )

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        query = narrowed(people_for(caller.principal), wanted).order_by(people.c.id)
        if span.after is not None:
            query = query.where(people.c.id > span.after)
        found = read_people(connection, query.limit(span.limit + 1))
        shown = found[: span.limit]
        return {
            "people": shown,
            "next": shown[-1].id if len(found) > span.limit else None,
            "said": said,
            "roles": ROLES,
            "places": place_names(connection, caller.principal),
            "today": wanted.day.isoformat(),
        }

    return await show(look, "admin/people.html", view)


@router.post("")
async def add(
    post: Annotated[Post, Depends(Posting("manage_people", secret=True, versioned=False))],
) -> Response:
    """Add somebody with a role; their set-up link is shown, this once."""
    role = post.text("role")
    one = Newcomer(
        post.text("login"),
        post.text("name"),
        role,
        post.text("unit") if role in {"clerk", "approver"} else "",
        post.text("district") if role == "district" else "",
    )
    return await let_in(post, [one], day_of(post.text("from_day")))


async def let_in(post: Post, rows: Sequence[Newcomer], from_day: date) -> Response:
    """Enlist people and show what to hand out to each of them."""

    def step(work: Work, caller: Caller) -> Answer:
        found = enlist(work, caller.principal, rows, from_day, LINK_HOURS)
        link = post.service.settings.link
        shown = [
            {
                "person": each.person,
                "login": each.login,
                "name": each.name,
                "role": each.role,
                "place": each.unit or each.district,
                "link": link(SETUP_PAGE + each.link),
            }
            for each in found
        ]
        return Answer({"people": shown, "until": stamp(work.now + timedelta(hours=LINK_HOURS))})

    return await hand_out(post, await post.submit(step))


async def hand_out(post: Post, answer: Answer) -> Response:
    """Show set-up links, which are kept nowhere."""

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        return {**answer.body, "places": place_names(connection, caller.principal)}

    return await show(looking(post), "admin/hand_out.html", view)
