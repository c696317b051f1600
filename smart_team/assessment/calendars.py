"""Keeping the working calendar: days off, and weekend days that are worked instead.

A day that is changed decides what is counted from then on; days that submissions were given
already stay as they are told.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from smart_team.assessment import calendar_messages as m
from smart_team.assessment.cycle_messages import RefusedError
from smart_team.assessment.views.pages import absent, require_city
from smart_team.errors import Problem
from smart_team.people.principal import Principal
from smart_team.people.rules import is_text
from smart_team.procedure.calendar import is_weekend
from smart_team.procedure.holidays import NamedDay, read_days
from smart_team.store.chain import canonical
from smart_team.store.gate import Work
from smart_team.store.tables import holidays

LONGEST: Final = 40
"""Characters of a day's name."""


def put_day(work: Work, principal: Principal, day: date, named: NamedDay) -> None:
    """Enter a day, or change what is said of it; raises RefusedError."""
    require_city(principal, "manage_calendar")
    work.trace.object = day.isoformat()
    if problems := _flaws(day, named):
        raise RefusedError(problems)
    with _traced(work):
        _put(work, day, named)


def remove_day(work: Work, principal: Principal, day: date) -> None:
    """Take a day back, which then follows the week; raises AbsentError."""
    require_city(principal, "manage_calendar")
    work.trace.object = day.isoformat()
    with _traced(work):
        gone = delete(holidays).where(holidays.c.day == day.isoformat())
        if not work.connection.execute(gone).rowcount:
            raise absent()


def import_days(work: Work, principal: Principal, text: str, file: str) -> int:
    """Enter all days of a CSV ``day,kind,name``; returns how many years it holds.

    Of each year that the file names, what was entered before and is not in the file is taken
    back: a notice speaks of its year as a whole. Raises FileError with all that is wrong with the
    file, then nothing is entered.
    """
    require_city(principal, "manage_calendar")
    days = read_days(text, file)
    if not days:
        raise RefusedError([Problem(m.NO_DAYS)])
    if problems := [each for day, named in days.items() for each in _flaws(day, named)]:
        raise RefusedError(problems)
    years = sorted({day.year for day in days})
    work.trace.object = ", ".join(map(str, years))
    with _traced(work):
        for year in years:
            where = holidays.c.day.between(f"{year:04}-01-01", f"{year:04}-12-31")
            work.connection.execute(delete(holidays).where(where))
        rows = [_row(day, named) for day, named in days.items()]
        work.connection.execute(insert(holidays), rows)
    return len(years)


def _put(work: Work, day: date, named: NamedDay) -> None:
    work.connection.execute(delete(holidays).where(holidays.c.day == day.isoformat()))
    work.connection.execute(insert(holidays).values(_row(day, named)))


def _row(day: date, named: NamedDay) -> dict[str, str]:
    return {"day": day.isoformat(), "kind": named.kind, "name": named.name.strip()}


def _flaws(day: date, named: NamedDay) -> list[Problem]:
    found = []
    if named.kind == "work" and not is_weekend(day):
        found.append(Problem(m.WORKED_ANYWAY, values={"day": day}))
    if not is_text(named.name, LONGEST):
        found.append(Problem(m.NO_DAY_NAME, values={"day": day, "longest": LONGEST}))
    return found


@contextmanager
def _traced(work: Work) -> Iterator[None]:
    """Leave the hash of the whole calendar before and after."""
    work.trace.before = _hash(work.connection)
    yield
    work.trace.after = _hash(work.connection)


def _hash(connection: Connection) -> str:
    rows = connection.execute(select(holidays).order_by(holidays.c.day))
    content = canonical({"days": [dict(row) for row in rows.mappings()]})
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
