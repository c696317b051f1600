"""The cycle open for self-assessment: this year's team management, due in the coming days."""

from __future__ import annotations

from datetime import date
from typing import Final

from smart_team.demo import ways
from smart_team.demo.papers import Paper
from smart_team.demo.rounds import Round, Script
from smart_team.demo.workdays import days_before
from smart_team.procedure.calendar import Calendar

MODULE: Final = "team"
RUBRIC: Final = "team.annual"
DAYS_AGO: Final = 6
"""Working days from its start to the last one before today."""
_KINDS: Final = 8
"""Units are told apart by their place in the list, eight in turn."""


def script(today: date, calendar: Calendar) -> Script:
    """Return the cycle as it stands on a day."""
    start = days_before(today, DAYS_AGO, calendar)
    title = f"{start.year} 年度队伍管理评估"
    return Script("open", title, MODULE, {RUBRIC: start}, begin)


def begin(round_: Round) -> None:
    """Plan what the units have done so far."""
    for paper in round_.papers:
        _play(round_, paper, paper.position % _KINDS)


def _play(round_: Round, paper: Paper, turn: int) -> None:
    """Two of eight have yet to begin, two have begun, one is done, three have handed in."""
    match turn:
        case 0 | 1:
            return
        case 2 | 3:
            ways.begin_draft(round_, paper, 3)
        case 4:
            ways.fill_in(round_, paper, 4)
        case _:
            _hand_in(round_, paper, turn)


def _hand_in(round_: Round, paper: Paper, turn: int) -> None:
    """Of the three, one waits for its signature, one is sent back, one is signed."""
    ways.hand_in(round_, paper, 3)
    match turn:
        case 6:
            ways.send_back_unsigned(round_, paper, 4)
        case 7:
            ways.sign(round_, paper, 5)
