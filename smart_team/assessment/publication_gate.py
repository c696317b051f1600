"""What a result must pass before it is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Protocol

from sqlalchemy import Connection, select

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.recheck import recounted
from smart_team.assessment.sheets import Sheet
from smart_team.errors import Problem
from smart_team.procedure.schema import Procedure
from smart_team.scoring.engine import Scores
from smart_team.scoring.fixed import show
from smart_team.scoring.plugin import Scorer
from smart_team.scoring.results import to_dict
from smart_team.store.tables import cycle_units

Record = dict[str, Any]


class Judged(Protocol):
    """What the gate asks of a stage."""

    @property
    def row(self) -> Any:  # noqa: ANN401 - a row of the database
        """Its row, with the cycle's id."""

    @property
    def procedure(self) -> Procedure:
        """Its procedure."""

    @property
    def rubric_text(self) -> str:
        """Its pinned rubric."""


def passes(
    connection: Connection,
    stage: Judged,
    sheets: Sequence[Sheet],
    scores: Scores,
    scorers: Mapping[str, Scorer],
) -> Record:
    """Return the control totals of a result that may be published.

    Raises RefusedError with every difference, unresolved finding, held unit, and unit that is not
    there exactly once.
    """
    rows = to_dict(scores)["units"]
    again = recounted(stage.rubric_text, stage.procedure, sheets, scorers)
    query = select(cycle_units.c.unit).where(cycle_units.c.cycle == stage.row.cycle)
    due = list(connection.execute(query).scalars())
    if problems := [*_once(rows, due), *_differences(rows, again), *_open_matters(rows)]:
        raise m.RefusedError(problems)
    return control_totals(rows)


def control_totals(rows: Sequence[Record]) -> Record:
    """Return how many units there are, how many rated, and sum, least and most of the totals."""
    totals = [Fraction(row["total"]) for row in rows if row["total"] is not None]
    return {
        "units": len(rows),
        "rated": sum(row["status"] == "rated" for row in rows),
        "sum": show(int(sum(totals, Fraction(0)) * 1_000_000)),
        "least": show(int(min(totals, default=Fraction(0)) * 1_000_000)),
        "most": show(int(max(totals, default=Fraction(0)) * 1_000_000)),
    }


def _once(rows: Sequence[Record], due: Sequence[str]) -> Iterator[Problem]:
    found = Counter(row["unit"] for row in rows)
    for unit in sorted({*found, *due}):
        if found[unit] != 1 or unit not in due:
            yield Problem(m.NOT_ONCE, values={"unit": unit, "times": found[unit]})


def _differences(rows: Sequence[Record], again: Sequence[Record]) -> Iterator[Problem]:
    other = {row["unit"]: row for row in again}
    for row in rows:
        if row != other.get(row["unit"]):
            yield Problem(m.RECOUNT_DIFFERS, values={"unit": row["unit"]})


def _open_matters(rows: Sequence[Record]) -> Iterator[Problem]:
    for row in rows:
        if row["status"] == "held":
            yield Problem(m.HELD, values={"unit": row["unit"]})
        for item, cell in row["indicators"].items():
            if cell["status"] == "unresolved":
                yield Problem(m.UNRESOLVED, values={"unit": row["unit"], "item": item})
