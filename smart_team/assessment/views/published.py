"""Frozen results as they may be read: everybody reads the table, each their own figures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, select

from smart_team.assessment.stage import load_stage
from smart_team.assessment.views.allowed import stage_actions
from smart_team.assessment.views.pages import Page, Span, absent, require_word, turned, worded
from smart_team.people.policy import CITY, Action, may
from smart_team.people.principal import Principal
from smart_team.people.scopes import submissions_for
from smart_team.store.tables import compositions, publications, stages, submissions

Record = dict[str, Any]
FIGURES: Final = ("dimensions", "indicators", "adjustments", "redlines")
"""What a row holds beyond its total, grade and rank: for those who may read the submission."""


@dataclass(frozen=True, slots=True)
class Published:
    """A frozen result without its content; `number` above 1 is a correction, with its reason."""

    id: str
    cycle: str
    stage: str
    number: int
    reason: str | None
    published_at: str
    key: str


@dataclass(frozen=True, slots=True)
class Result:
    """A frozen result as one person may read it.

    `rows` are those of the signed content in its order; of units whose submission this person may
    not read, without the figures under the total. `about` is the rest of the content; the
    `difference` that a correction makes is for everybody; `actions` is what may be done with its
    stage now.
    """

    published: Published
    signature: str
    about: Record
    rows: tuple[Record, ...]
    actions: tuple[Action, ...]


def results_list(
    connection: Connection,
    principal: Principal,
    span: Span,
    cycle: str | None = None,
    stage: str | None = None,
) -> Page[Published]:
    """Return the publications, corrections among them, oldest first."""
    worded("cycle", cycle)
    worded("stage", stage)
    _require(principal)
    query = _publications()
    if cycle is not None:
        query = query.where(stages.c.cycle == cycle)
    if stage is not None:
        query = query.where(stages.c.id == stage)
    rows, following = turned(connection, query, publications.c.id, span)
    return Page(tuple(_published(row) for row in rows), following)


def result(connection: Connection, principal: Principal, publication: str) -> Result:
    """Return one publication; raises AbsentError."""
    _require(principal)
    row = one(connection, publication)
    about = dict(content_of(row.content))
    known = readable(connection, principal, row.stage)
    rows = tuple(_for(each, known) for each in about.pop("units"))
    procedure = load_stage(connection, row.stage).procedure
    states = {each.state for each in known.values()}
    actions = stage_actions(principal, procedure, states, published=True)
    return Result(_published(row), row.signature, about, rows, actions)


def composition(connection: Connection, principal: Principal, cycle: str) -> Record:
    """Return a cycle's newest result over its stages: number, time, signature and content.

    Raises AbsentError as long as there is none.
    """
    _require(principal)
    require_word(cycle)
    table = compositions.c
    query = select(compositions).where(table.cycle == cycle).order_by(table.number.desc())
    row = connection.execute(query.limit(1)).first()
    if row is None:
        raise absent()
    names = ("id", "cycle", "number", "composed_at", "signature", "key")
    return {**{name: getattr(row, name) for name in names}, "content": content_of(row.content)}


def one(connection: Connection, publication: str) -> Row[Any]:
    """Return a publication's row; raises AbsentError."""
    require_word(publication)
    row = connection.execute(_publications().where(publications.c.id == publication)).first()
    if row is None:
        raise absent()
    return row


@lru_cache(maxsize=32)
def content_of(text: str) -> Mapping[str, Any]:
    """Return a publication's content, read once; nobody changes what it returns."""
    found: Mapping[str, Any] = json.loads(text)
    return found


def readable(connection: Connection, principal: Principal, stage: str) -> Mapping[str, Row[Any]]:
    """Return, by unit, the submissions of a stage that a person may read."""
    query = submissions_for(principal).where(submissions.c.stage == stage)
    return {row.unit: row for row in connection.execute(query)}


def _require(principal: Principal) -> None:
    if not may(principal, "results", CITY):
        raise absent()


def _publications() -> Select[Any]:
    return select(publications, stages.c.cycle).join(stages, stages.c.id == publications.c.stage)


def _published(row: Row[Any]) -> Published:
    return Published(
        row.id, row.cycle, row.stage, row.number, row.reason, row.published_at, row.key
    )


def _for(row: Mapping[str, Any], known: Mapping[str, object]) -> Record:
    """Return a row as it may be read by somebody who may read these units' submissions."""
    if row["unit"] in known:
        return dict(row)
    return {name: each for name, each in row.items() if name not in FIGURES}
