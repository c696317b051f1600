"""What decides who sees what of submissions, read at once for one or for all of a stage."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, Table, select

from smart_team.assessment.history import History
from smart_team.assessment.loading import Submission
from smart_team.assessment.metrics.values import Values, newest_values
from smart_team.procedure.machine import Case, Key, Transition, table_of
from smart_team.procedure.schema import Procedure
from smart_team.scoring.units import Unit
from smart_team.store.tables import appeals, moves, panel_members, revisions

Rows = Sequence[Row[Any]]


@dataclass(frozen=True, slots=True)
class Paper:
    """A submission's moves, seats, appeals, and who wrote which revision when, without contents."""

    row: Row[Any]
    history: History
    revisions: Rows
    seats: Rows
    appeals: Rows
    counted: Values | None = None
    """What metrics answer to its items."""

    @property
    def id(self) -> str:
        """The submission's id."""
        return str(self.row.id)

    @property
    def procedure(self) -> Procedure:
        """The procedure that it goes by."""
        return self.history.procedure

    @property
    def unit(self) -> Unit:
        """Its unit as the cycle pinned it."""
        row = self.row
        return Unit(row.unit, row.name, row.kind, row.level, row.district)


def paper_of(found: Submission) -> Paper:
    """Return the paper of a submission that was found in scope."""
    return papers_of(found.connection, [found.row], found.procedure)[0]


def papers_of(
    connection: Connection, rows: Iterable[Row[Any]], procedure: Procedure
) -> list[Paper]:
    """Return the papers of submissions' rows, as a scoped query gave them, in their order."""
    given = list(rows)
    ids = [row.id for row in given]
    made = _by_submission(connection, moves, ids, "number")
    written = _by_submission(connection, revisions, ids, "saved_at", "id", columns=_WHO)
    seats = _by_submission(connection, panel_members, ids, "person")
    appealed = _by_submission(connection, appeals, ids, "id")
    counted = newest_values(connection, ids)
    tables: dict[Case, Mapping[Key, Transition]] = {}
    found = []
    for row in given:
        case = Case(row.kind, row.level, row.sampled)
        if case not in tables:
            tables[case] = table_of(procedure, case)
        history = History(made.get(row.id, ()), row.state, procedure, tables[case])
        seen, sat, made_of = (each.get(row.id, ()) for each in (written, seats, appealed))
        found.append(Paper(row, history, seen, sat, made_of, counted.get(row.id)))
    return found


def contents(connection: Connection, ids: Collection[str]) -> Rows:
    """Return revisions with their contents, oldest first."""
    query = select(revisions).where(revisions.c.id.in_(ids))
    return connection.execute(query.order_by(revisions.c.saved_at, revisions.c.id)).all()


_WHO: Final = ("id", "submission", "layer", "step", "author", "number", "saved_by", "saved_at")


def _by_submission(
    connection: Connection,
    table: Table,
    ids: Sequence[str],
    *order: str,
    columns: Sequence[str] = (),
) -> Mapping[str, list[Row[Any]]]:
    chosen = [table.c[name] for name in columns] or list(table.c)
    query = select(*chosen).where(table.c.submission.in_(ids))
    found: dict[str, list[Row[Any]]] = {}
    for row in connection.execute(query.order_by(*(table.c[name] for name in order))):
        found.setdefault(row.submission, []).append(row)
    return found
