"""Whether a cycle can be opened as it is planned: its days, and what is missing for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from smart_team.assessment.library import Library
from smart_team.assessment.opening import Opening
from smart_team.assessment.platform import Platform
from smart_team.assessment.seats import seats_inspectors, size_of
from smart_team.assessment.stage import texts_of
from smart_team.assessment.views.pages import absent, require_city
from smart_team.assessment.windows import load_calendar
from smart_team.errors import Text
from smart_team.people.principal import Principal, load_everybody
from smart_team.procedure.calendar import Calendar, last_day, shanghai_day
from smart_team.procedure.machine import Case, sort_of, steps_of
from smart_team.procedure.schema import Procedure
from smart_team.rubric.schema import Rubric
from smart_team.rubric.types import Role
from smart_team.store.tables import units


@dataclass(frozen=True, slots=True)
class Due:
    """A step and by when it is due: a day, or so many working days from its own beginning."""

    step: Text
    by: Role
    for_: str | None
    day: date | None
    days: int | None


@dataclass(frozen=True, slots=True)
class StagePlan:
    """A stage as it would be opened."""

    rubric: Rubric
    starts: date
    dues: tuple[Due, ...]


@dataclass(frozen=True, slots=True)
class ShortPanel:
    """A step at which some units would have too few inspectors who may judge them."""

    step: Text
    size: int
    fewest: int
    units: int


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is missing; empty parts are in order. Units and districts by their codes."""

    stages: tuple[StagePlan, ...]
    units: int
    without_clerk: tuple[str, ...]
    without_approver: tuple[str, ...]
    without_office: tuple[str, ...]
    short_panels: tuple[ShortPanel, ...]
    uncovered: tuple[int, ...]
    illustrative: tuple[Text, ...]

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing by which the work would stand still."""
        return not (
            self.without_clerk or self.without_approver or self.without_office or self.short_panels
        )


def readiness(
    connection: Connection,
    principal: Principal,
    opening: Opening,
    platform: Platform,
    library: Library,
    now: datetime,
) -> Readiness:
    """Return what is missing for a cycle; raises AbsentError for a module without procedure."""
    require_city(principal, "open_cycle")
    procedure = platform.procedures.get(opening.module)
    if procedure is None:
        raise absent()
    calendar, day = load_calendar(connection), shanghai_day(now)
    plans = tuple(_stages(connection, opening, procedure, platform, library, calendar))
    rows = connection.execute(select(units).where(units.c.code.in_(opening.units))).all()
    everybody = load_everybody(connection, day)
    chosen = sorted(row.code for row in rows)
    cases = {row.code: Case(row.kind, row.level, sampled=True) for row in rows}
    return Readiness(
        plans,
        len(chosen),
        _without(everybody, "clerk", chosen),
        _without(everybody, "approver", chosen),
        _without_office(everybody, procedure, {row.code: row.district for row in rows}, cases),
        tuple(_short_panels(everybody, procedure, cases)),
        _uncovered(plans, calendar),
        tuple(each.rubric.title.text() for each in plans if each.rubric.illustrative),
    )


def dues_of(procedure: Procedure, starts: date, calendar: Calendar) -> list[Due]:
    """Return by when each step is due for a stage that starts on a day."""
    found = []
    for step in procedure.steps:
        day = None if step.due is None else last_day(starts, step.due, calendar, "working")
        days = step.publicity_days
        if step.appeal is not None:
            days = step.appeal.window_days
        if step.rework is not None:
            days = step.rework.days
        found.append(Due(step.title.text(), step.by, step.for_, day, days))
    return found


def _stages(
    connection: Connection,
    opening: Opening,
    procedure: Procedure,
    platform: Platform,
    library: Library,
    calendar: Calendar,
) -> Iterator[StagePlan]:
    own = platform.catalog.rubrics()
    texts = texts_of(connection, list(opening.rubrics.values()))
    for stage in procedure.stages:
        hash_, starts = opening.rubrics.get(stage.rubric), opening.starts[stage.rubric]
        if hash_ is not None and hash_ not in texts:
            raise absent()
        rubric = own[stage.rubric] if hash_ is None else library.plan(hash_, texts[hash_]).rubric
        yield StagePlan(rubric, starts, tuple(dues_of(procedure, starts, calendar)))


def _without(everybody: Sequence[Principal], role: Role, codes: Sequence[str]) -> tuple[str, ...]:
    held = {each.unit for person in everybody for each in person.assignments if each.role == role}
    return tuple(code for code in codes if code not in held)


def _without_office(
    everybody: Sequence[Principal],
    procedure: Procedure,
    districts: Mapping[str, str | None],
    cases: Mapping[str, Case],
) -> tuple[str, ...]:
    held = {
        each.district
        for person in everybody
        for each in person.assignments
        if each.role == "district"
    }
    needed = {
        districts[code]
        for code, case in cases.items()
        if any(step.by == "district" for step in steps_of(procedure, case))
    }
    return tuple(sorted(each for each in needed if each and each not in held))


def _short_panels(
    everybody: Sequence[Principal], procedure: Procedure, cases: Mapping[str, Case]
) -> Iterator[ShortPanel]:
    inspectors = [each for each in everybody if "inspector" in each.roles()]
    able = {code: sum(code not in each.own_units for each in inspectors) for code in cases}
    for step in procedure.steps:
        if sort_of(step) == "rework" or not seats_inspectors(step):
            continue
        size = size_of(step)
        here = [able[code] for code, case in cases.items() if step in steps_of(procedure, case)]
        short = [count for count in here if count < size]
        if short:
            yield ShortPanel(step.title.text(), size, min(short), len(short))


def _uncovered(plans: Sequence[StagePlan], calendar: Calendar) -> tuple[int, ...]:
    days = [plan.starts for plan in plans]
    days += [due.day for plan in plans for due in plan.dues if due.day is not None]
    if not days:
        return ()
    years = range(min(days).year, max(days).year + 1)
    return tuple(year for year in years if not calendar.covers(year))
