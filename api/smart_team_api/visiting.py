"""What somebody does who need not be known: signing in, and the ways to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeVar

from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Connection

from smart_team.errors import Problem, SmartTeamError
from smart_team.people import messages as people
from smart_team.people.attempts import STRANGER, may_guess
from smart_team.people.new_passwords import person_of_link, use_setup_link
from smart_team.people.sessions import person_of_session
from smart_team.people.sign_in import SignedIn, give_code, sign_in
from smart_team.store.audit import Act
from smart_team.store.database import reading
from smart_team.store.gate import Gate, record
from smart_team_api.callers import Credentials
from smart_team_api.service import Service

Given = TypeVar("Given")
Args = ParamSpec("Args")
Known = Callable[[Connection], bool]


def _nobody(_: Connection) -> bool:
    return False


@dataclass(frozen=True)
class Visit:
    """A request of anybody; `act` is how it is recorded, empty where it changes nothing."""

    service: Service
    credentials: Credentials
    act: str = ""

    async def do(
        self,
        known: Known | None,
        use: Callable[Concatenate[Gate, Args], Given],
        *args: Args.args,
        **kwargs: Args.kwargs,
    ) -> Given:
        """Return what a use case does that writes by itself.

        What it refuses is counted by where it came from, and after so many nothing is written for
        that source but for whom `known` knows: LockedOutError.
        """
        await self._require_calm(known or _nobody)
        try:
            return await run_in_threadpool(use, self.service.gate, *args, **kwargs)
        except people.SignInError:
            self.count()
            raise

    def count(self) -> None:
        """Count one more request of nobody known from this source."""
        self.service.strangers.note(self.credentials.source, self.service.clock())

    async def refuse(self, error: SmartTeamError) -> None:
        """Record that the request was refused before its work began; raises as above."""
        await self._require_calm(_nobody)
        self.count()
        act = Act(STRANGER, self.act, source=self.credentials.source)
        await run_in_threadpool(record, self.service.gate, act, error)

    async def _require_calm(self, known: Known) -> None:
        wait = self.service.strangers.wait(self.credentials.source, self.service.clock())
        if wait and not await run_in_threadpool(self._knows, known):
            raise people.LockedOutError([Problem(people.LOCKED_OUT, values={"seconds": wait})])

    def _knows(self, known: Known) -> bool:
        with reading(self.service.engine) as connection:
            return known(connection)


async def by_password(visit: Visit, login: str, password: str) -> SignedIn:
    """Open a session by login and password; raises SignInError."""
    source, service = visit.credentials.source, visit.service

    def known(connection: Connection) -> bool:
        return may_guess(connection, login, source, service.clock(), service.rules)

    return await visit.do(known, sign_in, login, password, source, service.rules)


async def by_code(visit: Visit, code: str) -> SignedIn:
    """Put the session that the second factor opens in the place of this one; raises as above."""
    session, service = visit.credentials.session or "", visit.service

    def known(connection: Connection) -> bool:
        return person_of_session(connection, session, service.clock()) is not None

    source = visit.credentials.source
    return await visit.do(known, give_code, session, code, source, service.rules)


async def by_link(visit: Visit, link: str, password: str) -> str:
    """Set a password by a one-time link; returns the person. Raises SignInError and PeopleError."""
    source, service = visit.credentials.source, visit.service

    def known(connection: Connection) -> bool:
        return person_of_link(connection, link, service.clock()) is not None

    return await visit.do(known, use_setup_link, link, password, service.rules, source)
