"""People as administrators manage them; nobody manages their own account here."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Response
from sqlalchemy import select

from smart_team.assessment.views.allowed import person_actions
from smart_team.people import administration as use
from smart_team.people.new_passwords import SETUP_PAGE
from smart_team.people.principal import Principal
from smart_team.people.register import Person as PersonFound
from smart_team.people.register import people_for, read_people, read_person
from smart_team.store.gate import Work
from smart_team.store.tables import people
from smart_team_api.asking import Acting, Ask, Changing, Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.paging import Paged
from smart_team_api.repeats import Answer
from smart_team_api.schemas.base import Page
from smart_team_api.schemas.people import (
    AddedShown,
    ChangedShown,
    LastDayGiven,
    LinkGiven,
    LinkShown,
    MailGiven,
    NameGiven,
    PersonGiven,
    PersonShown,
    RoleGiven,
)
from smart_team_api.strict_json import StrictRoute
from smart_team_api.versions import etag

router = APIRouter(prefix="/people", tags=["people"], route_class=StrictRoute)
Person = Annotated[str, Path(max_length=80, description="人员编号 · the person's id")]
Reading = Annotated[Look, Depends(Looking("read_people"))]
Managing = Annotated[Ask, Depends(Changing("manage_people"))]
Change = Callable[[Work, use.Asked, Ask], object]


@router.get("", summary="人员 · People", response_model=Page[PersonShown])
async def listing(span: Paged, look: Reading) -> Page[PersonShown]:
    """List people with their roles, those added first."""

    def page(found: list[PersonShown]) -> Page[PersonShown]:
        items = found[: span.limit]
        return Page(items=items, next=items[-1].id if len(found) > span.limit else None)

    def view(connection: Any, caller: Caller) -> list[PersonShown]:  # noqa: ANN401 - SQLAlchemy's
        query = people_for(caller.principal).order_by(people.c.id).limit(span.limit + 1)
        if span.after is not None:
            query = query.where(people.c.id > span.after)
        found = read_people(connection, query)
        return [_shown(each, caller.principal) for each in found]

    return page(await look.at(view))


@router.post("", summary="添加人员 · Add a person", response_model=AddedShown, status_code=201)
async def add(
    given: PersonGiven, ask: Annotated[Ask, Depends(Acting("manage_people"))]
) -> Response:
    """Add a person, who can do nothing before a role and a set-up link were given."""

    def step(work: Work, caller: Caller) -> Answer:
        id_ = use.add(work, caller.principal, given.login, given.name)
        body = {"id": id_, "version": 1, "location": f"/api/v1/people/{id_}"}
        return Answer(body, 1, 201)

    return await ask.change(step)


@router.get("/{person}", summary="一个人 · One person", response_model=PersonShown)
async def one(person: Person, response: Response, look: Reading) -> PersonShown:
    """Return a person with their roles; their version is the ETag."""
    found = await look.at(
        lambda connection, caller: _shown(
            read_person(connection, caller.principal, person), caller.principal
        )
    )
    response.headers["ETag"] = etag(found.version)
    return found


def _shown(found: PersonFound, principal: Principal) -> PersonShown:
    actions = person_actions(principal, found.id)
    return PersonShown.model_validate(found).model_copy(update={"actions": list(actions)})


async def _changed(ask: Ask, person: str, change: Change) -> Response:
    def step(work: Work, caller: Caller) -> Answer:
        change(work, use.Asked(caller.principal, person, ask.seen), ask)
        query = select(people.c.version).where(people.c.id == person)
        version = work.connection.execute(query).scalar_one()
        return Answer({"id": person, "version": version}, version)

    return await ask.change(step, person)


@router.put("/{person}/name", summary="更正姓名 · Correct a name", response_model=ChangedShown)
async def rename(person: Person, given: NameGiven, ask: Managing) -> Response:
    """Correct a person's name."""
    return await _changed(ask, person, lambda work, asked, _: use.rename(work, asked, given.name))


@router.put("/{person}/mail", summary="通知邮箱 · Where notices go", response_model=ChangedShown)
async def set_mail(person: Person, given: MailGiven, ask: Managing) -> Response:
    """Set where a person's notices are mailed, or that they are not."""
    return await _changed(ask, person, lambda work, asked, _: use.set_mail(work, asked, given.mail))


@router.post("/{person}/roles", summary="授予角色 · Give a role", response_model=ChangedShown)
async def assign(person: Person, given: RoleGiven, ask: Managing) -> Response:
    """Give a role for a unit, a district or the city, from a day on."""
    return await _changed(
        ask, person, lambda work, asked, _: use.assign(work, asked, given.holding())
    )


@router.post(
    "/{person}/roles/{role}/end", summary="结束角色 · End a role", response_model=ChangedShown
)
async def end_role(
    person: Person, role: Annotated[str, Path(max_length=80)], given: LastDayGiven, ask: Managing
) -> Response:
    """End a role with a last day."""
    return await _changed(
        ask,
        person,
        lambda work, asked, _: use.end_assignment(work, asked, role, given.last_day),
    )


ACTS: Final[dict[str, tuple[str, Change]]] = {
    "disable": ("停用 · Disable", lambda work, asked, _: use.disable(work, asked)),
    "enable": ("启用 · Enable", lambda work, asked, _: use.enable(work, asked)),
    "unlock": (
        "解除锁定 · Unlock",
        lambda work, asked, ask: use.unlock(work, asked, ask.service.rules),
    ),
    "reset-second-factor": (
        "解绑验证器 · Unbind a lost authenticator",
        lambda work, asked, _: use.reset_second_factor(work, asked),
    ),
    "unlink": (
        "解除单点登录绑定 · Take away an identity elsewhere",
        lambda work, asked, _: use.unlink(work, asked),
    ),
    "end-sessions": (
        "结束其全部登录 · End sessions and tokens",
        lambda work, asked, _: use.end_sessions(work, asked),
    ),
}
"""What needs nothing but the person and the version that was seen."""


def _act(change: Change) -> Callable[..., Coroutine[Any, Any, Response]]:
    async def act(person: Person, ask: Managing) -> Response:
        return await _changed(ask, person, change)

    return act


for _path, (_summary, _change) in ACTS.items():
    router.add_api_route(
        f"/{{person}}/{_path}",
        _act(_change),
        methods=["POST"],
        name=_path,
        summary=_summary,
        response_model=ChangedShown,
    )


@router.post(
    "/{person}/set-up-link",
    summary="首次设置链接 · Set-up link",
    response_model=LinkShown,
    status_code=201,
)
async def link(
    person: Person,
    given: LinkGiven,
    ask: Annotated[Ask, Depends(Changing("manage_people", secret=True))],
) -> Response:
    """Make the one link by which the person sets a password; earlier ones end."""

    def step(work: Work, caller: Caller) -> Answer:
        asked = use.Asked(caller.principal, person, ask.seen)
        plain = use.setup_link(work, asked, given.hours)
        return Answer({"link": ask.service.settings.link(SETUP_PAGE + plain)}, status=201)

    return await ask.change(step, person)
