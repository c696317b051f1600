"""Commands that act by the rights of a person who is named, on their behalf."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Annotated, TypeAlias

import typer

from smart_team.cli.opening import by_hand, settings, writer
from smart_team.errors import Problem
from smart_team.people.accounts import person_of_login
from smart_team.people.messages import UNKNOWN_PERSON, PeopleError
from smart_team.people.principal import Principal, load_principal
from smart_team.procedure.calendar import shanghai_day
from smart_team.store.audit import Act
from smart_team.store.database import reading
from smart_team.store.gate import Gate

By: TypeAlias = Annotated[
    str, typer.Option("--by", help="以谁的名义和权限,登录名 · whose rights, by login")
]


@dataclass(frozen=True, slots=True)
class Named:
    """A gate, and who is acted for."""

    gate: Gate
    principal: Principal

    def act(self, action: str) -> Act:
        """Return an act of this system's account, on that person's behalf."""
        return replace(by_hand(action), behalf=self.principal.person)


@contextmanager
def acting(login: str) -> Iterator[Named]:
    """Give a gate over the store, and the person of a login; raises PeopleError for nobody."""
    with writer(settings()) as gate:
        with reading(gate.engine) as connection:
            person = person_of_login(connection, login)
            today = shanghai_day(gate.clock())
            principal = load_principal(connection, person, today) if person else None
        if principal is None:
            raise PeopleError([Problem(UNKNOWN_PERSON)])
        yield Named(gate, principal)
