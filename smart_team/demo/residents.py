"""The city's register and its people, put into an empty store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Final

from sqlalchemy import insert, select

from smart_team.demo.accounts import Account
from smart_team.demo.city import DISTRICTS
from smart_team.people.accounts import add_person, assign
from smart_team.people.new_passwords import Chosen, set_password
from smart_team.people.principal import Principal, load_principal
from smart_team.scoring.units import Unit
from smart_team.store.audit import Act
from smart_team.store.database import reading
from smart_team.store.gate import Gate, Work
from smart_team.store.tables import accounts, districts, people, units

SYSTEM: Final = "system"
"""The actor of what is there before anybody is."""


@dataclass(frozen=True, slots=True)
class Secret:
    """What is kept of the demo's password, hashed once for all accounts."""

    hash: str = field(repr=False)
    remembered: int


def register(gate: Gate, chosen: Sequence[Unit]) -> None:
    """Register units and their districts."""
    there = {unit.district for unit in chosen}
    names = [{"code": c, "name": name} for c, name in DISTRICTS.items() if c in there]
    rows = [unit._asdict() for unit in chosen]
    rows = [{"code": row.pop("unit"), **row, "district": row["district"] or None} for row in rows]

    def job(work: Work) -> None:
        if names:
            work.connection.execute(insert(districts), names)
        work.connection.execute(insert(units), rows)

    gate.write(Act(SYSTEM, "manage_units"), job)


def settle_people(gate: Gate, them: Iterable[Account], since: date) -> dict[str, Principal]:
    """Add everybody with their role from a day on; returns them by login."""
    act = Act(SYSTEM, "manage_people")
    jobs = {each.login: partial(_add, account=each, since=since) for each in them}
    waiting = {login: gate.submit(act, job) for login, job in jobs.items()}
    ids = {login: future.result() for login, future in waiting.items()}
    with reading(gate.engine) as connection:
        found = {login: load_principal(connection, id_, since) for login, id_ in ids.items()}
    return {login: principal for login, principal in found.items() if principal is not None}


def give_password(gate: Gate, logins: Sequence[str], secret: Secret) -> None:
    """Set everybody's password; all sessions of theirs end."""
    query = (
        select(people.c.id, accounts.c.password)
        .join(accounts, accounts.c.person == people.c.id)
        .where(people.c.login.in_(logins))
    )
    with reading(gate.engine) as connection:
        rows = connection.execute(query).all()
    chosen = [Chosen(row.id, secret.hash, row.password, secret.remembered) for row in rows]
    waiting = [
        gate.submit(Act(SYSTEM, "set_password", each.person), partial(set_password, chosen=each))
        for each in chosen
    ]
    for future in waiting:
        future.result()


def _add(work: Work, account: Account, since: date) -> str:
    person = add_person(work, account.login, account.name)
    assign(work, person, account.role, (account.unit, account.district), since)
    return person
