"""Appeals of a cycle in numbers: made, upheld, rejected, by district, kind and indicator."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.library import Library
from smart_team.assessment.stage import texts_of
from smart_team.assessment.views.pages import worded
from smart_team.errors import Problem, Text
from smart_team.people.policy import CITY, may
from smart_team.people.principal import Principal
from smart_team.scoring.plan import Plan
from smart_team.store.tables import appeals, cycle_units, cycles, districts, stages, submissions

Key = tuple[str, str]
"""A rubric's hash and an item's id."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many appeals were made, and what became of them; the rest are still open."""

    made: int = 0
    upheld: int = 0
    rejected: int = 0

    @property
    def open(self) -> int:
        """How many wait for their decision."""
        return self.made - self.upheld - self.rejected


@dataclass(frozen=True, slots=True)
class OpenAppeal:
    """A submission that has appeals, and the stage that it is of by its rubric's title."""

    submission: str
    unit: str
    name: str
    stage: Text
    tally: Tally


@dataclass(frozen=True, slots=True)
class AppealStatistics:
    """The numbers of one cycle, or of all; indicators are named by rubric and item."""

    cycles: Mapping[str, str]
    cycle: str | None
    all: Tally
    districts: Mapping[str, Tally]
    kinds: Mapping[str, Tally]
    indicators: Mapping[Key, Tally]
    titles: Mapping[Key, Text]
    district_names: Mapping[str, str]
    submissions: tuple[OpenAppeal, ...]


def appeal_statistics(
    connection: Connection, principal: Principal, cycle: str | None, library: Library
) -> AppealStatistics:
    """Return the numbers of appeals; raises ForbiddenError for who may not read the whole city."""
    worded("cycle", cycle)
    if not may(principal, "read", CITY):
        raise m.ForbiddenError([Problem(m.FORBIDDEN, values={"action": "read", "state": "—"})])
    rows = connection.execute(_QUERY.order_by(submissions.c.unit, appeals.c.id)).all()
    known = {row.cycle: row.title for row in rows}
    rows = [row for row in rows if cycle in {None, row.cycle}]
    names = connection.execute(select(districts.c.code, districts.c.name))
    plans = _plans(connection, rows, library)
    titles = _titles(plans, rows)
    return AppealStatistics(
        known,
        cycle,
        _tally(rows),
        _by(rows, lambda row: row.district),
        _by(rows, lambda row: row.kind),
        _by(rows, lambda row: (row.rubric, row.item), list(titles)),
        titles,
        {row.code: row.name for row in names},
        tuple(
            OpenAppeal(
                id_,
                theirs[0].unit,
                theirs[0].name,
                plans[theirs[0].rubric].rubric.title.text(),
                _tally(theirs),
            )
            for id_, theirs in _groups(rows, lambda row: row.id).items()
        ),
    )


_UNIT = cycle_units.c
_QUERY = (
    select(
        submissions.c.id,
        submissions.c.cycle,
        submissions.c.unit,
        cycles.c.title,
        stages.c.rubric,
        appeals.c.item,
        appeals.c.decision,
        _UNIT.name,
        _UNIT.kind,
        _UNIT.district,
    )
    .join(submissions, submissions.c.id == appeals.c.submission)
    .join(cycles, cycles.c.id == submissions.c.cycle)
    .join(stages, stages.c.id == submissions.c.stage)
    .join(
        cycle_units,
        (_UNIT.cycle == submissions.c.cycle) & (_UNIT.unit == submissions.c.unit),
    )
)


def _groups(rows: Iterable[Any], key: Callable[[Any], Any]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def _by(
    rows: Iterable[Any], key: Callable[[Any], Any], order: Sequence[Any] | None = None
) -> dict[Any, Tally]:
    groups = _groups(rows, key)
    return {name: _tally(groups[name]) for name in order or sorted(groups)}


def _tally(rows: Iterable[Any]) -> Tally:
    decisions = [row.decision for row in rows]
    return Tally(len(decisions), decisions.count("upheld"), decisions.count("rejected"))


def _plans(connection: Connection, rows: Iterable[Any], library: Library) -> dict[str, Plan]:
    """Return the rubrics of the appeals, by their hashes, in the order of their titles."""
    hashes = {row.rubric for row in rows}
    found = {
        each: library.known(each) or library.plan(each, texts_of(connection, [each])[each])
        for each in hashes
    }
    return dict(sorted(found.items(), key=lambda each: (each[1].rubric.id, each[0])))


def _titles(plans: Mapping[str, Plan], rows: Iterable[Any]) -> dict[Key, Text]:
    """Return what each appealed item is called, in the order of its rubric."""
    wanted = {(row.rubric, row.item) for row in rows}
    return {
        (hash_, each.id): each.title.text()
        for hash_, plan in plans.items()
        for each in plan.rubric.items()
        if (hash_, each.id) in wanted
    }
