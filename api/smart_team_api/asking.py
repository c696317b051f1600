"""How a route declares its action, and how a request asks for it.

Every route depends on exactly one of :class:`Looking` (it reads), :class:`Changing` (it changes
something that has a version), :class:`Acting` (it makes something new) and :class:`Guest` (anybody
may). Who calls is found out in the same transaction in which the work is done, so that what was
revoked a moment ago no longer counts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, NoReturn, TypeVar, cast

from fastapi import Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from sqlalchemy import Connection
from starlette.routing import BaseRoute

from smart_team.assessment import cycle_messages as cycle
from smart_team.errors import Problem, SmartTeamError
from smart_team.people import messages as people
from smart_team.people.attempts import STRANGER
from smart_team.people.policy import CITY, MATTERS, Action, may
from smart_team.people.sessions import touch
from smart_team.store.audit import Act
from smart_team.store.database import reading
from smart_team.store.gate import Work
from smart_team_api.answering import respond
from smart_team_api.callers import (
    Caller,
    Credentials,
    authenticate,
    credentials_of,
    require_reach,
)
from smart_team_api.repeats import Answer, answer_before, fingerprint, keep_answer, require_key
from smart_team_api.service import Service
from smart_team_api.versions import version_of
from smart_team_api.visiting import Visit

Given = TypeVar("Given")
Step = Callable[[Work, Caller], Answer]
View = Callable[[Connection, Caller], Given]
IfMatch = Annotated[
    str | None, Header(description="读取时得到的 ETag · the ETag that was read", examples=['"7"'])
]
Key = Annotated[
    str | None,
    Header(
        description="重试时用同一个值,只办一次 · the same value on a retry: it is done once",
        examples=["0f6e1c1e-6c2c-4f0e-9d3f-0a4d3c2b1a00"],
    ),
]
_RECORDS: Final[frozenset[Action]] = frozenset({"read_records", "enter_records", "move_records"})
_OF_ONE: Final = frozenset({"read", "draft", "account", "jobs", "notices"}) | _RECORDS
_CITYWIDE: Final = frozenset(MATTERS) - _OF_ONE
"""What is asked of the city as a whole, not of one submission or one account."""


def service_of(request: Request) -> Service:
    """Return what the application was opened with."""
    return cast(Service, request.app.state.service)


@dataclass(frozen=True)
class _Asked:
    """A request for one action."""

    request: Request
    action: Action
    first: bool = False
    service: Service = field(init=False)
    credentials: Credentials = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "service", service_of(self.request))
        object.__setattr__(self, "credentials", credentials_of(self.request))

    async def know(self) -> Caller:
        """Return who calls, before anything that they sent is read; raises SignInError."""
        return await run_in_threadpool(self._know)

    def _know(self) -> Caller:
        with reading(self.service.engine) as connection:
            return authenticate(connection, self.credentials, self.service.clock(), changes=False)

    def require(self, caller: Caller, now: Any) -> None:  # noqa: ANN401 - an aware time
        """Raise what stands in this caller's way before the store is asked."""
        require_reach(caller, self.action, now, self.service.rules, first=self.first)
        if self.action in _CITYWIDE and not may(caller.principal, self.action, CITY):
            values = {"action": self.action, "state": "—"}
            raise cycle.ForbiddenError([Problem(cycle.FORBIDDEN, values=values)])


@dataclass(frozen=True)
class Look(_Asked):
    """A request that reads."""

    async def at(self, view: View[Given]) -> Given:
        """Return what a function finds in one state of the store for who calls."""
        return await run_in_threadpool(self._at, view)

    def _at(self, view: View[Given]) -> Given:
        now = self.service.clock()
        with reading(self.service.engine) as connection:
            caller = authenticate(connection, self.credentials, now, changes=False)
            self.require(caller, now)
            found = view(connection, caller)
        if caller.session is not None and caller.session.touch_due(now):
            self.service.gate.submit(Act(caller.principal.person, "touch"), self._touch)
        return found

    def _touch(self, work: Work) -> None:
        work.trace.silent = True
        touch(work, self.credentials.session or "")


@dataclass(frozen=True)
class Ask(_Asked):
    """A request that changes something."""

    versioned: bool = False
    if_match: str | None = None
    key: str | None = None

    @property
    def seen(self) -> int:
        """The version that the request was made for."""
        return version_of(self.if_match)

    async def change(
        self, step: Step, target: str | None = None, *, content: bytes | None = None
    ) -> Response:
        """Do one piece of work for who calls; answers once it is on disk.

        `content` stands for the body where that was not read as a whole.
        """
        return respond(await self.do(step, target, content=content))

    async def do(
        self, step: Step, target: str | None = None, *, content: bytes | None = None
    ) -> Answer:
        """Do one piece of work as above; returns its answer as it is."""
        body = await self.request.body() if content is None else content

        def job(work: Work) -> Answer:
            caller = self.admit(work)
            return self._once(work, caller, step, body)

        return await self.write(job, target)

    async def write(self, job: Callable[[Work], Given], target: str | None = None) -> Given:
        """Hand a piece of work to the gate and wait until it is on disk.

        Nobody known is heard so often from one source; after that nothing is written for them.
        """
        service, source = self.service, self.credentials.source
        if wait := service.strangers.wait(source, service.clock()):
            await self._require_known(wait)
        act = Act(STRANGER, self.action, target, source=source)
        try:
            return await asyncio.wrap_future(service.gate.submit(act, job))
        except people.SignInError:
            service.strangers.note(source, service.clock())
            raise

    async def _require_known(self, wait: int) -> None:
        try:
            await self.know()
        except people.SignInError:
            problem = Problem(people.LOCKED_OUT, values={"seconds": wait})
            raise people.LockedOutError([problem]) from None

    async def refuse(self, error: SmartTeamError) -> NoReturn:
        """Record that the request was refused before its work began, and raise why."""

        def job(work: Work) -> NoReturn:
            self.admit(work)
            raise error

        await self.write(job)
        raise AssertionError

    def admit(self, work: Work) -> Caller:
        """Return who calls, once nothing stands in the way that can be known beforehand."""
        caller = authenticate(work.connection, self.credentials, work.now, changes=True)
        work.trace.actor = caller.principal.person
        self.require(caller, work.now)
        if caller.session is not None and caller.session.touch_due(work.now):
            touch(work, self.credentials.session or "")
        if self.versioned:
            version_of(self.if_match)
        return caller

    def _once(self, work: Work, caller: Caller, step: Step, body: bytes) -> Answer:
        key, person = require_key(self.key), caller.principal.person
        if key is None:
            return step(work, caller)
        url = self.request.url
        print_ = fingerprint(self.request.method, url.path, url.query, body)
        before = answer_before(work, person, key, print_)
        if before is not None:
            work.trace.silent = True
            return before
        answer = step(work, caller)
        keep_answer(work, person, key, print_, answer)
        return answer


@dataclass(frozen=True)
class Looking:
    """The route reads."""

    action: Action
    first: bool = False

    async def __call__(self, request: Request) -> Look:
        """Return the request as one that reads."""
        return Look(request, self.action, self.first)


@dataclass(frozen=True)
class Changing:
    """The route changes what has a version: If-Match is needed.

    An answer that is `secret` is given once and never kept, so the route takes no key.
    """

    action: Action
    secret: bool = False

    async def __call__(
        self, request: Request, if_match: IfMatch = None, idempotency_key: Key = None
    ) -> Ask:
        """Return the request as one that changes a version."""
        key = None if self.secret else idempotency_key
        ask = Ask(request, self.action, versioned=True, if_match=if_match, key=key)
        request.state.ask = ask
        return ask


@dataclass(frozen=True)
class Acting:
    """The route makes something new, or acts on what has no version; `secret` as above."""

    action: Action
    first: bool = False
    secret: bool = False

    async def __call__(self, request: Request, idempotency_key: Key = None) -> Ask:
        """Return the request as one that acts."""
        key = None if self.secret else idempotency_key
        ask = Ask(request, self.action, self.first, key=key)
        request.state.ask = ask
        return ask


@dataclass(frozen=True)
class Guest:
    """Anybody may call the route; `why` says what for, `act` how the audit calls a refusal."""

    why: str
    act: str = ""

    async def __call__(self, request: Request) -> Visit:
        """Return the request of somebody who need not be known."""
        return Visit(service_of(request), credentials_of(request), self.act)


Declaration = Looking | Changing | Acting | Guest


def declared(route: BaseRoute) -> Declaration | None:
    """Return what a route declares; None for one that declares nothing, or more than one thing."""
    if not isinstance(route, APIRoute):
        return None
    calls = [each.call for each in route.dependant.dependencies]
    found = [call for call in calls if isinstance(call, Declaration)]
    return found[0] if len(found) == 1 else None
