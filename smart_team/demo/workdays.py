"""Office hours: when in the past, by working days, something was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from smart_team.procedure.calendar import SHANGHAI, Calendar, end_of, shanghai_day

OPENS: Final = time(9, 0)
MINUTES: Final = 480
"""Of a working day."""
LAST_MINUTE: Final = MINUTES - 1
_ONE_DAY: Final = timedelta(days=1)
_A_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Workdays:
    """The working days after a day on which something starts."""

    start: date
    calendar: Calendar

    def at(self, day: int, minute: int = 0) -> datetime:
        """Return the moment so many minutes into the office hours of a working day."""
        found = self.calendar.add_working_days(self.start, day)
        hours = datetime.combine(found, OPENS, SHANGHAI)
        return hours + timedelta(minutes=minute % MINUTES)


def closing(entered: datetime, days: int, calendar: Calendar) -> datetime:
    """Return the moment at which the clock closes a window of working days entered then."""
    return end_of(calendar.add_working_days(shanghai_day(entered), days)) + _A_MINUTE


def first_workday(day: date, calendar: Calendar) -> date:
    """Return the day, or the next that is worked."""
    while not calendar.is_working(day):
        day += _ONE_DAY
    return day


def days_before(today: date, days: int, calendar: Calendar) -> date:
    """Return the working day from which the last one before today is so many working days on."""
    day = _last_before(today, calendar)
    for _ in range(days):
        day = _last_before(day, calendar)
    return day


def _last_before(day: date, calendar: Calendar) -> date:
    day -= _ONE_DAY
    while not calendar.is_working(day):
        day -= _ONE_DAY
    return day
