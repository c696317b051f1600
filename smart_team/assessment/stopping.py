"""When so much of a file is wrong that reading on helps nobody."""

from __future__ import annotations

from smart_team.assessment import messages as m
from smart_team.assessment.tables import MAX_PROBLEMS
from smart_team.errors import AnswersError, Place
from smart_team.scoring.entry import Entry


def stop_if_hopeless(entry: Entry, place: Place) -> None:
    """Raise the problems found so far once there are a thousand."""
    if len(entry.problems) >= MAX_PROBLEMS:
        entry.refuse(m.STOPPED, place, limit=MAX_PROBLEMS)
        raise AnswersError(entry.problems)
