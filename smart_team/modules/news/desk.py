"""The articles that wait for somebody: returned to them with the reason, or to be looked at."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, select

from smart_team.assessment.record_sources import record_of
from smart_team.assessment.records.finding import FoundRecord, actions_of, records_of
from smart_team.ledger.book import Book, Record
from smart_team.people.principal import Principal
from smart_team.rubric.ledgers import FlowAction
from smart_team.store.record_tables import record_revisions, records

MOST: Final = 200
"""Articles that the desk lists, the longest waiting first."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An article that waits for somebody; `reason` is why it was returned last."""

    record: Record
    unit_name: str
    actions: Sequence[FlowAction]
    reason: str | None


def waiting_for(connection: Connection, principal: Principal, book: Book) -> list[Waiting]:
    """Return the articles with which this person has something to do, the oldest change first.

    What is done, published or taken down, does not wait.
    """
    open_ = [id_ for id_, state in book.states.items() if not state.done]
    query = records_of(principal, book).where(records.c.state.in_(open_))
    found: list[tuple[Record, str, Sequence[FlowAction]]] = []
    for row in connection.execute(query.order_by(records.c.changed_at, records.c.id)):
        actions = actions_of(principal, FoundRecord(row, book, frozenset()))
        if actions and len(found) < MOST:
            found.append((record_of(row), row.name or "", actions))
    reasons = _reasons(connection, [record.id for record, _, _ in found])
    return [Waiting(r, name, actions, reasons.get(r.id)) for r, name, actions in found]


def _reasons(connection: Connection, ids: Collection[str]) -> Mapping[str, str]:
    """Return the newest reason that was given for a move of these records."""
    table = record_revisions.c
    query = select(table.record, table.reason).where(
        table.record.in_(ids), table.reason.is_not(None)
    )
    return {row.record: row.reason for row in connection.execute(query.order_by(table.number))}
