"""Who asks: a person and the assignments that hold today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, select

from smart_team.rubric.types import Role
from smart_team.store.tables import assignments, people


@dataclass(frozen=True, slots=True)
class Assignment:
    """A role, for one unit, for one district, or (both empty) for the whole city."""

    role: Role
    unit: str | None = None
    district: str | None = None


@dataclass(frozen=True, slots=True)
class Principal:
    """A person as the policy sees them."""

    person: str
    assignments: tuple[Assignment, ...] = ()
    own_units: frozenset[str] = field(default_factory=frozenset)
    """Units for which the person acts now or has acted before: never to be judged by them."""

    def roles(self) -> frozenset[Role]:
        """Return the roles that the person holds today."""
        return frozenset(each.role for each in self.assignments)


def load_principal(connection: Connection, person: str, day: date) -> Principal | None:
    """Return a person with the assignments of a day; None if unknown or disabled."""
    rows = connection.execute(_HELD, {"person": person}).all()
    held = [row for row in rows if row.id is not None]
    return _principal(person, held, day) if rows else None


_HELD: Final = (
    select(assignments)
    .select_from(people)
    .join(assignments, assignments.c.person == people.c.id, isouter=True)
    .where(people.c.id == bindparam("person"), people.c.disabled_at.is_(None))
)
"""All assignments of a person; a row without one for somebody who has none."""


def load_everybody(connection: Connection, day: date) -> list[Principal]:
    """Return everybody who holds a role on a day and is not disabled, by id."""
    query = (
        select(assignments)
        .join(people, people.c.id == assignments.c.person)
        .where(people.c.disabled_at.is_(None))
        .order_by(assignments.c.person, assignments.c.id)
    )
    rows = groupby(connection.execute(query), key=lambda row: str(row.person))
    everybody = [_principal(person, list(theirs), day) for person, theirs in rows]
    return [principal for principal in everybody if principal.assignments]


def _principal(person: str, rows: Sequence[Row[Any]], day: date) -> Principal:
    today = day.isoformat()
    holding = [row for row in rows if row.from_day <= today <= (row.until_day or today)]
    return Principal(
        person,
        tuple(Assignment(row.role, row.unit, row.district) for row in holding),
        frozenset(row.unit for row in rows if row.unit is not None),
    )
