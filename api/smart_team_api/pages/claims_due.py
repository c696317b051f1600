"""How long there is until something is due, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from smart_team.errors import Text
from smart_team.procedure.calendar import shanghai_day
from smart_team.store.clock import instant_of

SOON = 3
"""Days: what is due by then is marked."""


@dataclass(frozen=True, slots=True)
class Due:
    """Its words, and whether it is over (`late`) or near (`soon`)."""

    words: Text
    late: bool = False
    soon: bool = False


def due(at: str | None, now: datetime) -> Due:
    """Return how long there is until a bound of the store: its whole last day is in time."""
    if at is None:
        return Due(Text("没有期限", "no date"))
    days = (shanghai_day(instant_of(at) - timedelta(microseconds=1)) - shanghai_day(now)).days
    if days < 0:
        return Due(Text(f"已逾期 {-days} 天", f"{-days} days overdue"), late=True)
    if days == 0:
        return Due(Text("今天截止", "due today"), soon=True)
    return Due(Text(f"还剩 {days} 天", f"{days} days left"), soon=days <= SOON)
