"""The stages of a cycle with what is published of them, which its composition rests on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from smart_team.assessment.library import procedure_of
from smart_team.assessment.published import Published, newest_published, published_as
from smart_team.scoring.units import Unit
from smart_team.store.tables import cycle_units, cycles, documents, stages

WHAT: Final = "composition"
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StagePart:
    """A stage: its row with its rubric's text, and one of its publications."""

    row: Row[Any]
    published: Published

    def named(self) -> Record:
        """Return the stage and its publication as the composition names them."""
        weight = {"stage": self.row.id, "rubric": self.row.rubric, "weight": self.row.weight}
        return {**weight, **self.published.named()}


@dataclass(frozen=True, slots=True)
class Head:
    """What a composition rests on besides its parts, and whether there is to be one."""

    content: Record
    composes: bool


def load_cycle(connection: Connection, cycle: str) -> Head:
    """Return what a cycle's composition rests on."""
    query = (
        select(cycles.c.module, cycles.c.procedure, cycles.c.engine, documents.c.text)
        .join(documents, documents.c.hash == cycles.c.procedure)
        .where(cycles.c.id == cycle)
    )
    row = connection.execute(query).one()
    content = {
        "what": WHAT,
        "cycle": cycle,
        "module": row.module,
        "procedure": row.procedure,
        "engine": row.engine,
    }
    return Head(content, procedure_of(row.procedure, row.text).compose == "weighted")


def newest_parts(connection: Connection, cycle: str) -> list[StagePart] | None:
    """Return each stage with what holds of it now; None while any is unpublished."""
    parts = [(row, newest_published(connection, row.id)) for row in _stages(connection, cycle)]
    known = [StagePart(row, published) for row, published in parts if published is not None]
    return known if len(known) == len(parts) else None


def named_parts(connection: Connection, content: Record) -> list[StagePart] | None:
    """Return the parts that a composition names; None where one of them is not there."""
    named = {each["stage"]: each["number"] for each in content["stages"]}
    parts = [
        (row, published_as(connection, row.id, named.get(row.id, 0)))
        for row in _stages(connection, content["cycle"])
    ]
    known = [StagePart(row, published) for row, published in parts if published is not None]
    return known if len(known) == len(parts) else None


def units_of_cycle(connection: Connection, cycle: str) -> list[Unit]:
    """Return a cycle's units as it pinned them, by code."""
    table = cycle_units.c
    columns = (table.unit, table.name, table.kind, table.level, table.district)
    query = select(*columns).where(table.cycle == cycle).order_by(table.unit)
    return [Unit(*row) for row in connection.execute(query)]


def _stages(connection: Connection, cycle: str) -> Sequence[Any]:
    table = stages.c
    query = (
        select(table.id, table.rubric, table.weight, documents.c.text)
        .join(documents, documents.c.hash == table.rubric)
        .where(table.cycle == cycle)
        .order_by(table.number)
    )
    return connection.execute(query).all()


def content_of(row: Row[Any]) -> Record:
    """Return a kept composition's content."""
    content: Record = json.loads(row.content)
    return content
