"""The working calendar as it is kept: a year's days, and how far the notices reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from smart_team.assessment.views.pages import require_city
from smart_team.people.principal import Principal
from smart_team.procedure.calendar import Calendar, DayKind
from smart_team.store.tables import holidays


@dataclass(frozen=True, slots=True)
class DayView:
    """A day that a notice changes."""

    day: str
    kind: DayKind
    name: str


@dataclass(frozen=True, slots=True)
class CalendarView:
    """A year of the calendar; of a year that is not `covered`, only weekends are known."""

    year: int
    covered: bool
    years: tuple[int, ...]
    """The years of which anything is entered."""
    days: tuple[DayView, ...]


def calendar_view(connection: Connection, principal: Principal, year: int) -> CalendarView:
    """Return a year of the calendar, for everybody with a role."""
    require_city(principal, "registry")
    rows = connection.execute(select(holidays).order_by(holidays.c.day)).all()
    calendar = Calendar({date.fromisoformat(row.day): row.kind for row in rows})
    head = f"{year:04}-"
    return CalendarView(
        year,
        calendar.covers(year),
        tuple(sorted({int(row.day[:4]) for row in rows})),
        tuple(DayView(row.day, row.kind, row.name) for row in rows if row.day.startswith(head)),
    )
