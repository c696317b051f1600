"""Days that are typed into forms."""

from __future__ import annotations

from datetime import date
from typing import Final

from smart_team.assessment import calendar_messages as m
from smart_team.assessment.cycle_messages import UnfitError
from smart_team.errors import Problem

_SHOWN: Final = 20


def day_of(text: str) -> date:
    """Return a day that was typed; raises UnfitError for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        shown = "".join(each for each in text[:_SHOWN] if each.isprintable())
        raise UnfitError([Problem(m.BAD_DAY, values={"given": shown})]) from None
