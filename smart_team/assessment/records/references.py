"""What a record may refer to: records of its own unit, and those that are shared with it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import Connection, or_, select

from smart_team.assessment.records import messages as m
from smart_team.errors import Problem
from smart_team.ledger.book import Book, Shelf
from smart_team.ledger.messages import LedgerError
from smart_team.ledger.values import Content, place_of
from smart_team.rubric.ledgers import TextField
from smart_team.store.record_tables import record_shares, records


class References:
    """The records that there are to refer to, each unit's read once; for one piece of work."""

    def __init__(self, connection: Connection, shelf: Shelf) -> None:
        self._connection = connection
        self.shelf = shelf
        self._known: dict[tuple[str, str | None], Mapping[str, str]] = {}

    def require(self, book: Book, unit: str | None, content: Content) -> None:
        """Raise LedgerError where a field refers to a record that the unit does not have."""
        problems = []
        for id_, field in book.fields.items():
            if not isinstance(field, TextField) or field.refers_to is None or id_ not in content:
                continue
            if content[id_] not in self.of(f"{book.module}.{field.refers_to}", unit):
                values = {"ledger": self._title(book, field.refers_to), "value": content[id_]}
                problems.append(Problem(m.NO_REFERENCE, place_of(field), values))
        if problems:
            raise LedgerError(problems)

    def of(self, ledger: str, unit: str | None) -> Mapping[str, str]:
        """Return the ids of a ledger's records that a unit may refer to, by their key."""
        if (ledger, unit) not in self._known:
            self._known[ledger, unit] = self._read(ledger, unit)
        return self._known[ledger, unit]

    def _read(self, ledger: str, unit: str | None) -> Mapping[str, str]:
        book = self.shelf.find(ledger)
        if book is None:
            return {}
        shared = select(record_shares.c.record).where(record_shares.c.unit == unit)
        mine = or_(records.c.unit == unit, records.c.unit.is_(None), records.c.id.in_(shared))
        query = select(records.c.id, records.c.content).where(
            records.c.ledger == ledger, records.c.removed_at.is_(None), mine
        )
        key = book.ledger.key[0]
        rows = self._connection.execute(query)
        return {json.loads(row.content).get(key, ""): row.id for row in rows}

    def _title(self, book: Book, ledger: str) -> object:
        found = self.shelf.find(f"{book.module}.{ledger}")
        return ledger if found is None else found.ledger.title.text()
