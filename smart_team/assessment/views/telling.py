"""How notices went out lately, in numbers: what an administrator sees of them, never a text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, func, select

from smart_team.assessment.views.pages import require_city
from smart_team.people.principal import Principal
from smart_team.store.clock import stamp
from smart_team.store.tables import notifications, outbox, people

DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Telling:
    """Notices of the last seven days: made, read, mailed, still to be mailed; and who has mail."""

    made: int
    read: int
    mailed: int
    to_mail: int
    to_tell: int
    people: int
    with_mail: int
    own_mail: str | None


def telling(connection: Connection, principal: Principal, now: datetime) -> Telling:
    """Return how notices go out. Raises ForbiddenError."""
    require_city(principal, "manage_people")
    told, person = notifications.c, people.c
    lately = told.at >= stamp(now - timedelta(days=DAYS))
    has_mail = told.person.in_(select(person.id).where(person.mail.is_not(None)))
    enabled = person.disabled_at.is_(None)

    def count(*where: ColumnElement[bool]) -> int:
        return int(connection.execute(select(func.count()).where(*where)).scalar_one())

    own = select(person.mail).where(person.id == principal.person)
    return Telling(
        count(lately),
        count(lately, told.read_at.is_not(None)),
        count(lately, told.mailed_at.is_not(None)),
        count(lately, told.mailed_at.is_(None), told.read_at.is_(None), has_mail),
        count(outbox.c.sort == "moved", outbox.c.sent_at.is_(None)),
        count(enabled),
        count(enabled, person.mail.is_not(None)),
        connection.execute(own).scalar(),
    )
