"""A stage of a cycle with what it was pinned to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.drafts import hash_of
from smart_team.assessment.library import Library, procedure_of
from smart_team.assessment.sheets import Sheet
from smart_team.assessment.standings import standing
from smart_team.errors import Problem
from smart_team.procedure.schema import Procedure
from smart_team.scoring.engine import Scores
from smart_team.scoring.plan import Plan
from smart_team.store.tables import cycles, documents, stages

WHAT: Final = "publication"
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage with what it was pinned to."""

    row: Any
    procedure: Procedure
    rubric_text: str

    def plan(self, library: Library) -> Plan:
        """Return the pinned rubric, compiled."""
        return library.plan(self.row.rubric, self.rubric_text)

    def scores(self, sheets: Sequence[Sheet], library: Library) -> Scores:
        """Score the units by their sheets."""
        return standing(self.plan(library), self.procedure, sheets)

    def pinned(self, inputs: str) -> Record:
        """Return what a result of this stage rests on, as its publication says it."""
        row = self.row
        return {
            "what": WHAT,
            "cycle": row.cycle,
            "stage": row.id,
            "module": row.module,
            "rubric": row.rubric,
            "procedure": row.procedure,
            "engine": row.engine,
            "plugins": json.loads(row.plugins),
            "inputs": hash_of(inputs),
        }


def load_stage(connection: Connection, stage_id: str) -> Stage:
    """Return a stage; raises AbsentError."""
    joined = stages.join(cycles, stages.c.cycle == cycles.c.id)
    columns = (
        stages.c.id,
        stages.c.cycle,
        stages.c.rubric,
        cycles.c.module,
        cycles.c.procedure,
        cycles.c.engine,
        cycles.c.plugins,
    )
    row = connection.execute(
        select(*columns).select_from(joined).where(stages.c.id == stage_id)
    ).first()
    if row is None:
        raise m.AbsentError([Problem(m.ABSENT)])
    texts = texts_of(connection, (row.rubric, row.procedure))
    return Stage(row, procedure_of(row.procedure, texts[row.procedure]), texts[row.rubric])


def texts_of(connection: Connection, hashes: Sequence[str]) -> Mapping[str, str]:
    """Return pinned documents' texts by hash."""
    query = select(documents.c.hash, documents.c.text).where(documents.c.hash.in_(hashes))
    return {row.hash: row.text for row in connection.execute(query)}
