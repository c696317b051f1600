"""The finished cycle: last year's education and rectification, three stages to publication."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Final

from smart_team.assessment.submissions import Ruling
from smart_team.demo import publishing, ways
from smart_team.demo import reasons as r
from smart_team.demo.accounts import ADMIN, adjudicator
from smart_team.demo.papers import Paper
from smart_team.demo.rounds import City, Round, Script
from smart_team.demo.workdays import Workdays, closing, first_workday
from smart_team.procedure.calendar import Calendar, shanghai_day

MODULE: Final = "education_rectification"
_MONTHS: Final = {"study": 3, "correction": 6, "summary": 9}
"""In which month of the year each stage starts."""
_PANEL: Final = 3
_APPEALS: Final = 6
"""Units that appeal in each stage, if so many have ground to."""
_ANNOUNCED: Final = 33
"""On which working day of a stage the publicity begins."""
_UNSIGNED, _INCOMPLETE, _UNCLEAR, _APART = 5, 9, 13, 2
"""Whom the approver, the district, an inspector sends back, and on whom a panel differs: of every
so many units the one in this place."""


def script(year: int, calendar: Calendar) -> Script:
    """Return the cycle of a year."""
    starts = {
        f"{MODULE}.{name}": first_workday(date(year, month, 1), calendar)
        for name, month in _MONTHS.items()
    }
    title = f"{year} 年政法队伍教育整顿评估"
    return Script("finished", title, MODULE, starts, begin)


def begin(round_: Round) -> None:
    """Plan a stage from its drafts to its publication and what follows."""
    for paper in round_.papers:
        ways.seat(round_, paper, 16, _PANEL)
        _claim(round_, paper)
        _assess(round_, paper)
        if paper.sampled:
            ways.visit(round_, paper, 28 + paper.position % 3)
        _announce(round_, paper)
    _conclude(round_)


def _claim(round_: Round, paper: Paper) -> None:
    place, day = paper.position, 4 + paper.position % 4
    if place % 3 == 0:
        ways.begin_draft(round_, paper, 2)
    ways.hand_in(round_, paper, day)
    if place % 17 == _UNSIGNED:
        ways.send_back_unsigned(round_, paper, 8)
        ways.hand_in_again(round_, paper, 9, signed=10)
    else:
        ways.sign(round_, paper, day + 1)
    if paper.unit.district and place % 16 == _INCOMPLETE:
        ways.send_back_from_district(round_, paper, 12)
        ways.hand_in_again(round_, paper, 13, signed=14)
    ways.find(round_, paper, 15)


def _assess(round_: Round, paper: Paper) -> None:
    """Let three inspectors judge, each without seeing the others; some send back first."""
    panel, day = round_.panel(paper, _PANEL), 19 + paper.position % 2
    if paper.position % 22 == _UNCLEAR:
        ways.send_back(round_, paper, day, "inspector", panel[0])
        ways.hand_in_again(round_, paper, 21, signed=22)
        ways.find(round_, paper, 23)
        day = 24
    for seat, login in enumerate(panel):
        round_.on(day + seat, ways.minute(paper), partial(_judge, round_, paper, seat, login))


def _judge(round_: Round, paper: Paper, seat: int, login: str) -> None:
    hands = round_.city.hands
    if not paper.unit.district:
        hands.review(login, paper, paper.found())
    elif paper.position % 5 == _APART and seat:
        less = paper.stricter(seat, r.one_of(r.STRICTER, seat))
        if less is not None:
            hands.review(login, paper, less)
    hands.act(login, "confirm", paper)


def _announce(round_: Round, paper: Paper) -> None:
    deed = partial(round_.city.hands.act, ADMIN, "announce", paper)
    round_.on(_ANNOUNCED, ways.minute(paper), deed)


def _conclude(round_: Round) -> None:
    """Plan publicity, appeals, decisions and publication, by the procedure's own days."""
    city = round_.city
    publicity, window = _windows(city)
    shown = closing(round_.days.at(_ANNOUNCED), publicity, city.calendar)
    ended = closing(shown, window, city.calendar)
    for closed in (shown, ended):
        city.timeline.plan(closed, city.hands.close_windows)
    appealing = [paper for paper in round_.papers if paper.disputed][:_APPEALS]
    shown_days, days = (Workdays(shanghai_day(each), city.calendar) for each in (shown, ended))
    for number, paper in enumerate(appealing):
        at = ways.minute(paper)
        _appeal(round_, paper, number, (shown_days.at(2, at), days.at(3, at)))
    city.timeline.plan(days.at(5), partial(publishing.publish_stage, round_))
    publishing.plan_what_follows(round_, days)


def _windows(city: City) -> tuple[int, int]:
    """Return for how many working days results are shown, and then appeals are taken."""
    steps = city.platform.procedures[MODULE].steps
    publicity = next(step.publicity_days for step in steps if step.publicity_days is not None)
    return publicity, next(step.appeal.window_days for step in steps if step.appeal is not None)


def _appeal(round_: Round, paper: Paper, number: int, times: tuple[datetime, datetime]) -> None:
    """Plan an appeal and its decision: the first is upheld, the next rejected, and so on."""
    city, item = round_.city, paper.disputed[0]
    ground = r.one_of(r.GROUNDS, number)
    city.timeline.plan(times[0], partial(city.hands.appeal, paper, item, ground))
    if number % 2:
        ruling = Ruling(item, "rejected", r.REJECTED)
    else:
        ruling = Ruling(item, "upheld", r.UPHELD, paper.claim[item])
    deed = partial(city.hands.decide, adjudicator(number), paper, ruling)
    city.timeline.plan(times[1], deed)
