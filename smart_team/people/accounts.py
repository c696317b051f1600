"""People and what they are assigned to; each function is a job for the gate."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final, get_args

from sqlalchemy import Connection, Row, insert, or_, select, update

from smart_team.errors import Problem
from smart_team.people import administration_messages as am
from smart_team.people import messages as m
from smart_team.people.access import end_tokens
from smart_team.people.rules import fold, is_login, is_text
from smart_team.people.sessions import end_all
from smart_team.rubric.types import Role
from smart_team.store.clock import new_id
from smart_team.store.gate import Work
from smart_team.store.tables import accounts, assignments, districts, people, setup_links, units

UNIT_ROLES: Final[frozenset[Role]] = frozenset({"clerk", "approver"})
DISTRICT_ROLES: Final[frozenset[Role]] = frozenset({"district"})
SEPARATED: Final[Mapping[Role, Role]] = {"admin": "auditor", "auditor": "admin"}
"""Who manages and who audits are never one person: 三权分立, GB/T 22239-2019, 8.1.4.2."""
NAME_LENGTH: Final = 100
MAIL_LENGTH: Final = 254
MAIL: Final = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
"""A plain address, as offices use them: no quotes, no comments, nothing that ends a header."""


def add_person(work: Work, login: str, name: str) -> str:
    """Add a person who cannot sign in yet; returns their id."""
    kept = fold(login)
    if not is_login(kept):
        raise m.PeopleError([Problem(m.BAD_LOGIN)])
    _require_name(name)
    if work.connection.execute(select(people.c.id).where(people.c.login == kept)).first():
        raise m.PeopleError([Problem(m.LOGIN_TAKEN)])
    work.trace.object = person = new_id(work.now)
    row = {"id": person, "login": kept, "name": name.strip(), "created_at": work.at}
    work.connection.execute(insert(people).values(row))
    work.connection.execute(insert(accounts).values(person=person))
    return person


def rename(work: Work, person: str, name: str) -> None:
    """Correct a person's name."""
    require_person(work, person)
    _require_name(name)
    _change(work, person, name=name.strip())


def set_mail(work: Work, person: str, mail: str | None) -> None:
    """Set where a person's notices are mailed; None where they are not."""
    require_person(work, person)
    if mail is not None and not (MAIL.fullmatch(mail) and len(mail) <= MAIL_LENGTH):
        raise m.PeopleError([Problem(m.BAD_MAIL)])
    _change(work, person, mail=mail)


def disable(work: Work, person: str) -> None:
    """Disable a person: sessions, access tokens and set-up links end with it."""
    require_person(work, person)
    _change(work, person, disabled_at=work.at)
    end_all(work, person)
    end_tokens(work, person)
    end_links(work, person)


def enable(work: Work, person: str) -> None:
    """Let a disabled person sign in again, with the password and the assignments they had."""
    query = select(people.c.id).where(people.c.id == person, people.c.disabled_at.is_not(None))
    if not is_text(person, NAME_LENGTH) or work.connection.execute(query).first() is None:
        raise m.PeopleError([Problem(am.NOT_DISABLED)])
    work.trace.object = person
    _change(work, person, disabled_at=None)


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
    _require_separation(work, person, role, from_day, until_day)
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
    _change(work, person)
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
    _change(work, person)


def person_of_login(connection: Connection, login: str) -> str | None:
    """Return whose login it is, disabled or not; None if it is nobody's."""
    kept = fold(login)
    query = select(people.c.id).where(people.c.login == kept)
    return connection.execute(query).scalar() if is_login(kept) else None


def require_login(work: Work, login: str) -> str:
    """Return whose login it is; raises AbsentError if it is nobody's."""
    person = person_of_login(work.connection, login)
    if person is None:
        raise m.AbsentError([Problem(m.UNKNOWN_PERSON)])
    work.trace.object = person
    return person


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


def _change(work: Work, person: str, **values: object) -> None:
    """Change a person, whose assignments are part of them, and so their version."""
    values["version"] = people.c.version + 1
    work.connection.execute(update(people).where(people.c.id == person).values(values))


def _require_name(name: str) -> None:
    if not is_text(name, NAME_LENGTH):
        raise m.PeopleError([Problem(m.BAD_NAME, values={"longest": NAME_LENGTH})])


def _require_separation(
    work: Work, person: str, role: Role, from_day: date, until_day: date | None
) -> None:
    """Raise PeopleError if on any day the person also holds what is kept apart from the role."""
    other, held = SEPARATED.get(role), assignments.c
    if other is None:
        return
    meets = [
        held.person == person,
        held.role == other,
        or_(held.until_day.is_(None), held.until_day >= from_day.isoformat()),
    ]
    if until_day is not None:
        meets.append(held.from_day <= until_day.isoformat())
    if work.connection.execute(select(held.id).where(*meets)).first() is not None:
        raise m.PeopleError([Problem(am.CLASHING, values={"role": role, "other": other})])


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
