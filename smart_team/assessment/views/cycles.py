"""Cycles as a person sees them: their stages, and where those submissions stand they may read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select, true

from smart_team.assessment.library import Library, procedure_of
from smart_team.assessment.metrics.period import period_of
from smart_team.assessment.published import newest_published
from smart_team.assessment.views.allowed import stage_actions
from smart_team.assessment.views.pages import Page, Span, absent, require_word, turned
from smart_team.errors import Text
from smart_team.ledger.periods import Period
from smart_team.people.policy import CITY, Action, may, relates
from smart_team.people.principal import Principal
from smart_team.people.scopes import submissions_for
from smart_team.procedure.schema import Procedure
from smart_team.store.tables import cycles, documents, stages, submissions


@dataclass(frozen=True, slots=True)
class CycleNamed:
    """A cycle in a list."""

    id: str
    title: str
    module: str
    opened_at: str
    version: int


@dataclass(frozen=True, slots=True)
class StageView:
    """A stage: its rubric, weight and first day, and its newest publication.

    `states` counts the submissions that this person may read by where they stand; `actions` is what
    they may do with the stage now.
    """

    id: str
    number: int
    rubric: str
    rubric_id: str
    rubric_version: str
    title: Text
    weight: str
    starts_on: str
    publication: str | None
    states: Mapping[str, int]
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class CycleView:
    """A cycle with what it is pinned to; `opened_by` for those who may read the list of people."""

    named: CycleNamed
    procedure_hash: str
    procedure: Procedure
    engine: str
    plugins: Mapping[str, str]
    opened_by: str | None
    period: Period
    """What its metrics count."""
    stages: tuple[StageView, ...]


def cycles_list(connection: Connection, principal: Principal, span: Span) -> Page[CycleNamed]:
    """Return the cycles that this person may see, oldest first.

    Whoever is there for the whole city sees all; others those with a submission they may read.
    """
    query = select(cycles).where(_visible(principal))
    rows, following = turned(connection, query, cycles.c.id, span)
    return Page(tuple(_named(row) for row in rows), following)


def cycle_view(
    connection: Connection, principal: Principal, id_: str, library: Library
) -> CycleView:
    """Return one cycle with its stages; raises AbsentError."""
    require_word(id_)
    where = cycles.c.id == id_
    row = connection.execute(select(cycles).where(where, _visible(principal))).first()
    if row is None:
        raise absent()
    text = connection.execute(select(documents.c.text).where(documents.c.hash == row.procedure))
    query = (
        select(stages, documents.c.text)
        .join(documents, documents.c.hash == stages.c.rubric)
        .where(stages.c.cycle == id_)
        .order_by(stages.c.number)
    )
    counts = _counts(connection, principal, id_)
    found = connection.execute(query).all()
    procedure = procedure_of(row.procedure, text.scalar_one())
    asked = _Asked(connection, principal, procedure, library)
    return CycleView(
        _named(row),
        row.procedure,
        procedure,
        row.engine,
        json.loads(row.plugins),
        row.opened_by if may(principal, "read_people", CITY) else None,
        period_of(row, min(each.starts_on for each in found)),
        tuple(_stage(asked, each, counts.get(each.id, {})) for each in found),
    )


def _visible(principal: Principal) -> ColumnElement[bool]:
    if any(relates(each, "city", CITY, principal.person) for each in principal.assignments):
        return true()
    mine = submissions_for(principal).with_only_columns(submissions.c.cycle)
    return cycles.c.id.in_(mine)


def _counts(connection: Connection, principal: Principal, cycle: str) -> dict[str, dict[str, int]]:
    columns = (submissions.c.stage, submissions.c.state)
    query = (
        submissions_for(principal)
        .with_only_columns(*columns, func.count())
        .where(submissions.c.cycle == cycle)
        .group_by(*columns)
    )
    found: dict[str, dict[str, int]] = {}
    for stage, state, count in connection.execute(query):
        found.setdefault(str(stage), {})[str(state)] = int(str(count))
    return found


def _named(row: Row[Any]) -> CycleNamed:
    return CycleNamed(row.id, row.title, row.module, row.opened_at, row.version)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who asks for a cycle's stages, and what they go by."""

    connection: Connection
    principal: Principal
    procedure: Procedure
    library: Library


def _stage(asked: _Asked, row: Row[Any], states: Mapping[str, int]) -> StageView:
    rubric = asked.library.plan(row.rubric, row.text).rubric
    published = newest_published(asked.connection, row.id)
    there = published is not None
    return StageView(
        row.id,
        row.number,
        row.rubric,
        rubric.id,
        rubric.version,
        rubric.title.text(),
        row.weight,
        row.starts_on,
        None if published is None else published.row.id,
        states,
        stage_actions(asked.principal, asked.procedure, states, published=there),
    )
