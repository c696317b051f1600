"""Whether records of ledgers, and the values counted from them, are as they were written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection, Select, Table, func, select

from smart_team.errors import Place, Problem
from smart_team.store import backup_messages as m
from smart_team.store.record_tables import metric_values, record_revisions, records

_AT_ONCE: Final = 1000


def check_records(connection: Connection) -> Iterator[Problem]:
    """Yield every row that is not what its hash says, and records that are not as last revised."""
    for table in (record_revisions, metric_values):
        yield from _hashes(connection, table)
    for row in connection.execute(_newest().execution_options(yield_per=_AT_ONCE)):
        if (row.content, row.hash, row.state) != (row.was, row.was_hash, row.after):
            values = {"record": row.id, "id": row.revision or "—"}
            yield Problem(m.RECORD, Place(f"records/{row.id}"), values)


def _hashes(connection: Connection, table: Table) -> Iterator[Problem]:
    query = select(table.c.id, table.c.content, table.c.hash).order_by(table.c.id)
    for row in connection.execute(query.execution_options(yield_per=_AT_ONCE)):
        if f"sha256:{hashlib.sha256(row.content.encode()).hexdigest()}" != row.hash:
            values = {"table": table.name, "id": row.id}
            yield Problem(m.KEPT, Place(f"{table.name}/{row.id}"), values)


def _newest() -> Select[Any]:
    """Return the query of all records with their last revision."""
    table = record_revisions.c
    last = select(table.record, func.max(table.number).label("number")).group_by(table.record)
    newest = last.subquery()
    columns = records.c
    return (
        select(
            columns.id,
            columns.content,
            columns.hash,
            columns.state,
            table.id.label("revision"),
            table.content.label("was"),
            table.hash.label("was_hash"),
            table.after,
        )
        .join(newest, newest.c.record == columns.id, isouter=True)
        .join(
            record_revisions,
            (table.record == newest.c.record) & (table.number == newest.c.number),
            isouter=True,
        )
        .order_by(columns.id)
    )
