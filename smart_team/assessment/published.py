"""What is published: a stage's frozen results, read back; the newest one is what holds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Row, select

from smart_team.assessment.drafts import hash_of
from smart_team.store.tables import publications

Record = dict[str, Any]


@dataclass(frozen=True)
class Published:
    """One frozen result of a stage: its row, and its content as it was signed."""

    row: Row[Any]

    @cached_property
    def content(self) -> Record:
        """The signed content."""
        content: Record = json.loads(self.row.content)
        return content

    @property
    def hash(self) -> str:
        """The hash of the signed content."""
        return hash_of(self.row.content)

    @property
    def units(self) -> list[Record]:
        """Every unit's result row."""
        rows: list[Record] = self.content["units"]
        return rows

    def unit(self, code: str) -> Record | None:
        """Return one unit's result row."""
        return next((row for row in self.units if row["unit"] == code), None)

    def named(self) -> Record:
        """Return how a later document names this one."""
        return {"number": self.row.number, "hash": self.hash}


def newest_published(connection: Connection, stage: str) -> Published | None:
    """Return what holds of a stage now; None before it is published."""
    return _first(connection, publications.c.stage == stage)


def published_as(connection: Connection, stage: str, number: int) -> Published | None:
    """Return a stage's publication of this number."""
    table = publications.c
    return _first(connection, (table.stage == stage) & (table.number == number))


def published_before(connection: Connection, stage: str, number: int) -> Published | None:
    """Return the publication that stood before the one of this number."""
    table = publications.c
    return _first(connection, (table.stage == stage) & (table.number < number))


def _first(connection: Connection, where: Any) -> Published | None:  # noqa: ANN401 - a condition
    query = select(publications).where(where).order_by(publications.c.number.desc()).limit(1)
    row = connection.execute(query).first()
    return None if row is None else Published(row)
