"""Days, working days and deadlines in China.

The written rule: a deadline is a day in Shanghai, and the whole of that day is in time. What counts
is when the server received a submission, in UTC. The bound is therefore the midnight that ends the
day, and it is exclusive: received before the bound is in time, received at the bound is late.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final, Literal

DayKind = Literal["off", "work"]
"""放假, 调休上班: what a notice makes of a day."""
Unit = Literal["working", "calendar"]
"""工作日, 自然日: what a number of days counts."""

SHANGHAI: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Asia/Shanghai from 1992 on.

China has had one clock and no summer time since 1991. A fixed offset needs no time zone data, which
a bare system may lack, and cannot change with them.
"""
_ONE_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5
_NAMED_EVERY_YEAR: Final = ((1, 1), (10, 1))
"""New Year and National Day: off in every notice, so a year without them is not filled in."""


def is_weekend(day: date) -> bool:
    """Whether `day` is a Saturday or a Sunday."""
    return day.weekday() >= _SATURDAY


@dataclass(frozen=True, slots=True)
class Calendar:
    """A working calendar: Monday to Friday, but for the days that the notices change."""

    holidays: Mapping[date, DayKind] = field(default_factory=dict)

    def covers(self, year: int) -> bool:
        """Whether the notice of `year` is in it; if not, only weekends are known to be off."""
        named = (date(year, month, day) for month, day in _NAMED_EVERY_YEAR)
        return all(self.holidays.get(day) == "off" for day in named)

    def is_working(self, day: date) -> bool:
        """Whether `day` is worked, by the notice or else by the day of the week."""
        _refuse_instant(day)
        kind = self.holidays.get(day)
        return not is_weekend(day) if kind is None else kind == "work"

    def add_working_days(self, start: date, days: int) -> date:
        """Return the last of `days` working days after `start`, which does not count.

        With 0 days it is `start` itself, worked or not.
        """
        _refuse_instant(start)
        day = start
        for _ in range(_sound(days)):
            day += _ONE_DAY
            while not self.is_working(day):
                day += _ONE_DAY
        return day


def add_days(start: date, days: int) -> date:
    """Return the last of `days` calendar days after `start`, which does not count.

    A last day that is off is not moved: where that matters, count working days.
    """
    _refuse_instant(start)
    return start + timedelta(days=_sound(days))


def last_day(start: date, days: int, calendar: Calendar, unit: Unit) -> date:
    """Return the day on which a period of `days` after `start` ends."""
    return calendar.add_working_days(start, days) if unit == "working" else add_days(start, days)


def deadline(start: date, days: int, calendar: Calendar, unit: Unit) -> datetime:
    """Return the bound of a period of `days` after `start`, in UTC.

    It is the midnight in Shanghai that ends the last day, and it is exclusive: an instant is in
    time if it is before the bound. With 0 days it ends `start` itself.
    """
    return end_of(last_day(start, days, calendar, unit))


def end_of(day: date) -> datetime:
    """Return the midnight in Shanghai that ends `day`, in UTC."""
    _refuse_instant(day)
    return datetime.combine(day + _ONE_DAY, time.min, SHANGHAI).astimezone(UTC)


def is_in_time(received: datetime, bound: datetime) -> bool:
    """Whether what the server received at `received` is in time: before `bound`, not at it."""
    return _aware(received) < _aware(bound)


def shanghai_day(instant: datetime) -> date:
    """Return the day that an instant falls on in Shanghai."""
    return _aware(instant).astimezone(SHANGHAI).date()


def _aware(instant: datetime) -> datetime:
    """Refuse an instant without an offset: it would be read in the machine's own time zone."""
    if instant.utcoffset() is None:
        raise ValueError(f"an instant needs an offset: {instant.isoformat()}")
    return instant


def _refuse_instant(day: date) -> None:
    """Refuse a datetime for a day: Python takes it for a date, but no holiday equals it."""
    if isinstance(day, datetime):
        raise TypeError(f"a day, not an instant: {day.isoformat()}")


def _sound(days: int) -> int:
    if days < 0:
        raise ValueError(f"a period has 0 days or more, not {days}")
    return days
