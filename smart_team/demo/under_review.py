"""The cycle under review: this year's grid officers, every unit at its own place on the way."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Final

from smart_team.demo import ways
from smart_team.demo.accounts import ADMIN, office_of
from smart_team.demo.papers import Paper
from smart_team.demo.rounds import Round, Script
from smart_team.demo.workdays import days_before
from smart_team.procedure.calendar import Calendar

MODULE: Final = "grid_officers"
RUBRIC: Final = "grid_officers.annual"
DAYS_AGO: Final = 20
"""Working days from its start to the last one before today."""
_KINDS: Final = 13
"""Units are told apart by their place in the list, thirteen in turn."""
_WAITS: Final = 10
"""Whoever is to be visited and comes in this turn still waits."""


def script(today: date, calendar: Calendar) -> Script:
    """Return the cycle as it stands on a day."""
    start = days_before(today, DAYS_AGO, calendar)
    title = f"{start.year} 年度政法网格员工作评估"
    return Script("under_review", title, MODULE, {RUBRIC: start}, begin)


def begin(round_: Round) -> None:
    """Plan what has been done so far."""
    for paper in round_.papers:
        ways.seat(round_, paper, 15, 1)
        turn = paper.position % _KINDS
        ways.hand_in(round_, paper, 4 + paper.position % 4)
        match turn:
            case 0:
                continue
            case 1:
                ways.send_back_unsigned(round_, paper, 9)
                continue
        ways.sign(round_, paper, 9)
        (_in_district if paper.unit.district else _in_city)(round_, paper, turn)


def _in_district(round_: Round, paper: Paper, turn: int) -> None:
    """Let the district's office wait, begin, send back, or come to an end."""
    hands = round_.city.hands
    match turn:
        case 2 | 3:
            return
        case 4:
            office = office_of(paper.unit.district)
            deed = partial(hands.review, office, paper, paper.found())
            round_.on(13, ways.minute(paper), deed)
        case 5:
            ways.send_back_from_district(round_, paper, 13)
        case _:
            ways.find(round_, paper, 13)
            _in_city(round_, paper, turn)


def _in_city(round_: Round, paper: Paper, turn: int) -> None:
    """Let the inspector wait, send back, begin, or come to an end."""
    hands, login = round_.city.hands, round_.panel(paper, 1)[0]
    deed = partial(hands.review, login, paper, paper.found())
    match turn:
        case 2 | 6 | 7:
            return
        case 9:
            ways.send_back(round_, paper, 17, "inspector", login)
        case 3 | 4 | 8:
            round_.on(16, ways.minute(paper), deed)
        case _:
            round_.on(16, ways.minute(paper), deed)
            round_.on(17, ways.minute(paper), partial(hands.act, login, "confirm", paper))
            _after_review(round_, paper, turn)


def _after_review(round_: Round, paper: Paper, turn: int) -> None:
    """Let units that were drawn be visited, but for some, and a few be announced already."""
    if paper.sampled:
        if turn == _WAITS:
            return
        ways.visit(round_, paper, 18)
    if turn == _KINDS - 1:
        deed = partial(round_.city.hands.act, ADMIN, "announce", paper)
        round_.on(19, ways.minute(paper), deed)
