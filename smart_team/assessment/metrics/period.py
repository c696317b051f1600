"""The period of a cycle: from which days the records are that its metrics count."""

from __future__ import annotations

from datetime import date
from typing import Any

from smart_team.assessment import cycle_messages as refusals
from smart_team.assessment.metrics import messages as m
from smart_team.errors import Problem
from smart_team.ledger.periods import ONE_DAY, Period

_JULY = 7


def default_period(starts: date) -> Period:
    """Return the period of a cycle whose first stage starts on a day.

    It is that year up to the day before, if that is in the second half of the year; else the whole
    year before.
    """
    if starts > date(starts.year, _JULY, 1):
        return Period(date(starts.year, 1, 1), starts - ONE_DAY)
    return Period(date(starts.year - 1, 1, 1), date(starts.year - 1, 12, 31))


def period_of(row: Any, first: str) -> Period:  # noqa: ANN401 - a row
    """Return the period of a cycle's row, whose first stage starts on a day.

    A cycle that was opened before there were any has the one that its first day suggests.
    """
    if row.period_from is None or row.period_until is None:
        return default_period(date.fromisoformat(first))
    return Period(date.fromisoformat(row.period_from), date.fromisoformat(row.period_until))


def require_period(period: Period, starts: date, today: date) -> None:
    """Raise RefusedError for a period that ends before it begins, or that is still to come.

    It may last until today, or until the day before the first stage starts.
    """
    latest = max(today, starts - ONE_DAY)
    if not period.first <= period.last <= latest:
        values = {
            "first": period.first.isoformat(),
            "last": period.last.isoformat(),
            "latest": latest.isoformat(),
        }
        raise refusals.RefusedError([Problem(m.BAD_PERIOD, values=values)])
