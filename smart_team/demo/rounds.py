"""A cycle of the demo as it is opened, and one of its stages as the people in it see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any, Final

from sqlalchemy import Row, select

from smart_team.assessment.cycles import open_cycle
from smart_team.assessment.opening import Opening
from smart_team.assessment.platform import Platform
from smart_team.demo.accounts import ADMIN, inspector
from smart_team.demo.hands import Hands
from smart_team.demo.marker import Standing
from smart_team.demo.papers import Paper, papers_of
from smart_team.demo.timeline import Timeline
from smart_team.demo.workdays import Workdays
from smart_team.procedure.calendar import Calendar
from smart_team.scoring.units import Unit
from smart_team.store.database import reading
from smart_team.store.tables import stages, submissions

MADE_UP: Final = "(虚构示例)"
"""Ends every cycle's title."""


@dataclass(frozen=True, slots=True)
class City:
    """What every cycle of the demo is played with."""

    platform: Platform
    units: Sequence[Unit]
    calendar: Calendar
    hands: Hands
    timeline: Timeline


@dataclass(frozen=True, slots=True)
class Round:
    """One stage of an open cycle: when it began, and every unit's paper."""

    city: City
    stage: str
    number: int
    days: Workdays
    papers: Sequence[Paper] = field(repr=False)

    def on(self, day: int, minute: int, deed: Callable[[], object]) -> None:
        """Plan a deed for a working day of the stage."""
        self.city.timeline.plan(self.days.at(day, minute), deed)

    def panel(self, paper: Paper, size: int) -> list[str]:
        """Return who sits on a paper's panel: not the same people for every unit."""
        return [inspector(paper.position + self.number + 3 * seat) for seat in range(size)]


@dataclass(frozen=True, slots=True)
class Script:
    """A cycle to be played: where it will stand, what it is, and how each stage is planned."""

    standing: Standing
    title: str
    module: str
    starts: Mapping[str, date]
    """The first day of each stage's rubric."""
    begin: Callable[[Round], None]

    def opening(self, units: Sequence[Unit]) -> Opening:
        """Return what the administrator says to open it."""
        codes = [unit.unit for unit in units]
        return Opening(self.title + MADE_UP, self.module, self.starts, codes)


def plan_opening(city: City, script: Script, opened: Callable[[str], None]) -> None:
    """Plan that a cycle is opened on the morning of its first day, and then planned itself."""
    first = Workdays(min(script.starts.values()), city.calendar)
    city.timeline.plan(first.at(0), partial(_open, city, script, opened))


def _open(city: City, script: Script, opened: Callable[[str], None]) -> None:
    opening = script.opening(city.units)
    job = partial(open_cycle, opening=opening, platform=city.platform, calendar=city.calendar)
    cycle = city.hands.write(ADMIN, "open_cycle", job)
    opened(cycle)
    for each in _rounds(city, cycle, opening):
        script.begin(each)


def _rounds(city: City, cycle: str, opening: Opening) -> Iterator[Round]:
    """Yield the stages of a cycle that has just been opened, in order."""
    with reading(city.hands.gate.engine) as connection:
        query = select(stages.c.id).where(stages.c.cycle == cycle).order_by(stages.c.number)
        ids = list(connection.execute(query).scalars())
        table = submissions.c
        mine = select(table.stage, table.unit, table.id, table.sampled)
        rows = {
            (row.stage, row.unit): row
            for row in connection.execute(mine.where(table.cycle == cycle))
        }
    for number, (name, start) in enumerate(opening.starts.items()):
        drawn = papers_of(
            city.platform.catalog.rubric(name), city.units, city.platform.plugins.scorers
        )
        papers = [_placed(paper, rows[ids[number], paper.unit.unit]) for paper in drawn]
        yield Round(city, ids[number], number, Workdays(start, city.calendar), papers)


def _placed(paper: Paper, row: Row[Any, Any, Any, Any]) -> Paper:
    return replace(paper, submission=row.id, sampled=row.sampled)
