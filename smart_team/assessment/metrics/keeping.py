"""Values of metrics are kept: counted anew until the results are announced, then frozen."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select

from smart_team.assessment.drafts import hash_of
from smart_team.assessment.library import Library
from smart_team.assessment.metrics.counting import asking_of, count_units
from smart_team.assessment.metrics.values import Kept, Values, newest_values
from smart_team.procedure.calendar import shanghai_day
from smart_team.procedure.machine import sort_of, step_of
from smart_team.procedure.schema import Procedure
from smart_team.store.clock import new_id
from smart_team.store.gate import Work
from smart_team.store.record_tables import metric_values
from smart_team.store.tables import submissions


def recount(work: Work, stage: str, library: Library, only: Collection[str] | None = None) -> int:
    """Count a stage's metrics, or those of some submissions; returns of how many any changed.

    What is frozen stays as it is.
    """
    return _Keeper(work, stage, library).keep(only)


def freeze(work: Work, stage: str, library: Library, only: Collection[str] | None = None) -> None:
    """Count for the last time, and keep what comes of it with the records that were counted."""
    _Keeper(work, stage, library, frozen=True).keep(only)


def thaw(work: Work, stage: str, library: Library, submission: str) -> None:
    """Count a submission that was sent back anew, if its values were frozen."""
    _Keeper(work, stage, library, thaws=True).keep([submission])


def is_counted_in(procedure: Procedure, state: str) -> bool:
    """Whether what stands there is still to be announced or, without publicity, published."""
    steps, here = procedure.steps, step_of(procedure, state)
    ends = [n for n, step in enumerate(steps) if sort_of(step) in {"publicity", "rating"}]
    return here is not None and bool(ends) and steps.index(here) <= ends[0]


@dataclass(frozen=True, slots=True)
class _Keeper:
    work: Work
    stage: str
    library: Library
    frozen: bool = False
    thaws: bool = False

    def keep(self, only: Collection[str] | None) -> int:
        connection = self.work.connection
        asking = asking_of(connection, self.stage, self.library)
        if not asking.items:
            return 0
        units = self._units(only)
        newest = newest_values(connection, list(units))
        due = {id_: unit for id_, unit in units.items() if self._is_due(newest.get(id_))}
        if not due:
            return 0
        today = shanghai_day(self.work.now)
        codes: Sequence[str] = list(due.values())
        kept = count_units(connection, asking, self.library, codes, today)
        rows = [self._row(id_, kept[unit], newest.get(id_)) for id_, unit in due.items()]
        changed = [row for row in rows if row is not None]
        if changed:
            connection.execute(insert(metric_values), changed)
        return len(changed)

    def _units(self, only: Collection[str] | None) -> Mapping[str, str]:
        table = submissions.c
        query = select(table.id, table.unit).where(table.stage == self.stage)
        if only is not None:
            query = query.where(table.id.in_(only))
        return {row.id: row.unit for row in self.work.connection.execute(query)}

    def _is_due(self, newest: Values | None) -> bool:
        is_frozen = newest is not None and newest.frozen
        return is_frozen if self.thaws else not is_frozen

    def _row(self, id_: str, kept: Kept, newest: Values | None) -> Mapping[str, object] | None:
        text = kept.text(with_ids=self.frozen)
        hash_ = hash_of(text)
        is_known = newest is not None and newest.hash == hash_
        if is_known and not self.frozen and not self.thaws:
            return None
        return {
            "id": new_id(self.work.now),
            "submission": id_,
            "number": 1 if newest is None else newest.number + 1,
            "content": text,
            "hash": hash_,
            "frozen": self.frozen,
            "counted_at": self.work.at,
        }
