"""A gate with a clock that tests set, quick hashing, and people who can sign in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Engine, select

from smart_team.errors import SmartTeamError
from smart_team.people import accounts, new_passwords, sign_in
from smart_team.people.passwords import PROFILES, Cost, new_hasher
from smart_team.people.rules import Rules
from smart_team.people.sessions import SessionFor, person_of_session
from smart_team.store.audit import Act
from smart_team.store.database import reading
from smart_team.store.gate import Gate, Work
from smart_team.store.secret import Seal

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
PEPPER = b"p" * 32
SEAL = Seal(b"s" * 32)
RULES = Rules(PROFILES["mlps3"], PEPPER, SEAL, new_hasher(Cost(passes=1, memory=8, lanes=1)))
PASSWORD = "Orkan-9weit"
OFFICE = "office"
Given = TypeVar("Given")


@dataclass
class Desk:
    engine: Engine
    now: datetime = START
    gate: Gate = field(init=False)

    def __post_init__(self) -> None:
        self.gate = Gate(self.engine, lambda: self.now)

    def write(self, job: Callable[..., Given], *args: Any, **more: Any) -> Given:
        def run(work: Work) -> Given:
            return job(work, *args, **more)

        return self.gate.write(Act("setup", "setup"), run)

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    def person(self, login: str = "wang.mei", password: str | None = PASSWORD) -> str:
        person = self.write(accounts.add_person, login, "王梅")
        if password is not None:
            link = self.write(new_passwords.setup_link, person, 24)
            new_passwords.use_setup_link(self.gate, link, password, RULES, OFFICE)
        return person

    def sign_in(
        self, login: str = "wang.mei", password: str = PASSWORD, source: str = OFFICE
    ) -> sign_in.SignedIn:
        return sign_in.sign_in(self.gate, login, password, source, RULES)

    def session(self, plain: str) -> SessionFor | None:
        with reading(self.engine) as connection:
            return person_of_session(connection, plain, self.now)

    def rows(self, table: Any) -> list[Any]:
        with reading(self.engine) as connection:
            return list(connection.execute(select(table)).all())


def refusal(job: Callable[..., object], *args: Any, **more: Any) -> list[str]:
    """Return the codes with which something is refused; none if it is not."""
    try:
        job(*args, **more)
    except SmartTeamError as error:
        return [each.message.code for each in error.problems]
    return []
