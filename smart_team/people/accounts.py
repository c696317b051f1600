"""People and what they are assigned to; each function is a job for the gate."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, get_args

from sqlalchemy import Row, insert, select, update

from smart_team.errors import Problem
from smart_team.people import messages as m
from smart_team.people.access import end_tokens
from smart_team.people.rules import fold, is_login, is_text
from smart_team.people.sessions import end_all
from smart_team.procedure.schema import Role
from smart_team.store.clock import new_id
from smart_team.store.gate import Work
from smart_team.store.tables import accounts, assignments, districts, people, setup_links, units

UNIT_ROLES: Final[frozenset[Role]] = frozenset({"clerk", "approver"})
DISTRICT_ROLES: Final[frozenset[Role]] = frozenset({"district"})
NAME_LENGTH: Final = 100


def add_person(work: Work, login: str, name: str) -> str:
    """Add a person who cannot sign in yet; returns their id."""
    kept = fold(login)
    if not is_login(kept):
        raise m.PeopleError([Problem(m.BAD_LOGIN)])
    if not is_text(name, NAME_LENGTH):
        raise m.PeopleError([Problem(m.BAD_NAME, values={"longest": NAME_LENGTH})])
    if work.connection.execute(select(people.c.id).where(people.c.login == kept)).first():
        raise m.PeopleError([Problem(m.LOGIN_TAKEN)])
    work.trace.object = person = new_id(work.now)
    row = {"id": person, "login": kept, "name": name.strip(), "created_at": work.at}
    work.connection.execute(insert(people).values(row))
    work.connection.execute(insert(accounts).values(person=person))
    return person


def disable(work: Work, person: str) -> None:
    """Disable a person: sessions, access tokens and set-up links end with it."""
    require_person(work, person)
    change = {"disabled_at": work.at, "version": people.c.version + 1}
    work.connection.execute(update(people).where(people.c.id == person).values(change))
    end_all(work, person)
    end_tokens(work, person)
    end_links(work, person)


def end_links(work: Work, person: str) -> None:
    """End the set-up links of a person that were not used."""
    waiting = (setup_links.c.person == person) & setup_links.c.used_at.is_(None)
    work.connection.execute(update(setup_links).where(waiting).values(used_at=work.at))


def assign(
    work: Work,
    person: str,
    role: Role,
    reach: tuple[str | None, str | None],
    from_day: date,
    until_day: date | None = None,
) -> str:
    """Assign a role from a day until a last day or further notice; returns the assignment's id.

    `reach` is a unit and a district: a unit's role has the one, a district's role the other, every
    other role neither.
    """
    require_person(work, person)
    _require_reach(work, role, *reach)
    if until_day is not None and until_day < from_day:
        values = {"start": from_day, "until": until_day}
        raise m.PeopleError([Problem(m.DAYS_REVERSED, values=values)])
    assignment = new_id(work.now)
    row = {
        "id": assignment,
        "person": person,
        "role": role,
        "unit": reach[0],
        "district": reach[1],
        "from_day": from_day.isoformat(),
        "until_day": until_day.isoformat() if until_day else None,
    }
    work.connection.execute(insert(assignments).values(row))
    return assignment


def end_assignment(work: Work, assignment: str, last_day: date) -> None:
    """End an assignment with a last day, which may be before its first: then it never holds."""
    held = assignments.c.until_day.is_(None) | (assignments.c.until_day > last_day.isoformat())
    query = select(assignments.c.person).where(assignments.c.id == assignment, held)
    person = work.connection.execute(query).scalar() if is_text(assignment, NAME_LENGTH) else None
    if person is None:
        raise m.PeopleError([Problem(m.UNKNOWN_ASSIGNMENT)])
    work.trace.object = person
    change = update(assignments).where(assignments.c.id == assignment)
    work.connection.execute(change.values(until_day=last_day.isoformat()))


def require_person(work: Work, person: str) -> None:
    """Raise PeopleError unless there is such a person, who is not disabled."""
    query = select(people.c.id).where(people.c.id == person, people.c.disabled_at.is_(None))
    if not is_text(person, NAME_LENGTH) or work.connection.execute(query).first() is None:
        raise m.PeopleError([Problem(m.UNKNOWN_PERSON)])
    work.trace.object = person


def require_account(work: Work, person: str) -> Row[Any]:
    """Return how a person signs in, made if there is nothing yet; raises as above."""
    require_person(work, person)
    query = select(accounts).where(accounts.c.person == person)
    found = work.connection.execute(query).first()
    if found is None:
        work.connection.execute(insert(accounts).values(person=person))
        found = work.connection.execute(query).one()
    return found


def _require_reach(work: Work, role: Role, unit: str | None, district: str | None) -> None:
    if role not in get_args(Role):
        values = {"role": role, "roles": ", ".join(get_args(Role))}
        raise m.PeopleError([Problem(m.UNKNOWN_ROLE, values=values)])
    wanted = (role in UNIT_ROLES, role in DISTRICT_ROLES)
    if (unit is not None, district is not None) != wanted:
        raise m.PeopleError([Problem(m.WRONG_REACH, values={"role": role})])
    for table, code in ((units, unit), (districts, district)):
        if code is not None and not _known(work, table.c.code, code):
            raise m.PeopleError([Problem(m.UNKNOWN_REACH, values={"code": code})])


def _known(work: Work, column: Any, code: str) -> bool:  # noqa: ANN401 - a column of any table
    query = select(column).where(column == code)
    return is_text(code, NAME_LENGTH) and work.connection.execute(query).first() is not None
