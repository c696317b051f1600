"""Tables as JSON lines, the same from every database, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy import Connection, MetaData, Table, insert, select

from smart_team.errors import Place, Problem
from smart_team.store import backup_messages as m

_STRUCTURE: Final = "alembic_version"
_AT_ONCE: Final = 1000
"""Rows that are read or written together."""

Row = dict[str, Any]


def tables_of(connection: Connection) -> list[Table]:
    """Return the tables that the database has, each after those that it points to."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != _STRUCTURE]


def dump(connection: Connection, table: Table) -> Iterator[bytes]:
    """Yield every row as one line of JSON with sorted keys, by primary key."""
    query = select(table).order_by(*table.primary_key).execution_options(yield_per=_AT_ONCE)
    for row in connection.execute(query).mappings():
        line = json.dumps(dict(row), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        yield line.encode() + b"\n"


def load(connection: Connection, table: Table, lines: Iterable[bytes]) -> int:
    """Write the rows of lines into an empty table; returns how many there were.

    Raises :class:`~smart_team.store.backup_messages.BackupError` at a line that is no row of it.
    """
    kinds = {column.name: _kinds(column) for column in table.columns}
    waiting: list[Row] = []
    count = 0
    for count, line in enumerate(lines, 1):
        waiting.append(_parse(line, kinds, table.name, count))
        if len(waiting) == _AT_ONCE:
            connection.execute(insert(table), waiting)
            waiting = []
    if waiting:
        connection.execute(insert(table), waiting)
    return count


def _kinds(column: Any) -> frozenset[type]:  # noqa: ANN401 - a column of any type
    kind = column.type.python_type
    return frozenset({kind, type(None)} if column.nullable else {kind})


def _parse(line: bytes, kinds: dict[str, frozenset[type]], table: str, number: int) -> Row:
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    fits = (
        isinstance(row, dict)
        and row.keys() == kinds.keys()
        # bool is an int to isinstance, but never in a row.
        and all(type(row[name]) in allowed for name, allowed in kinds.items())
    )
    if not fits:
        values = {"name": table, "line": number}
        raise m.BackupError([Problem(m.BAD_ROW, Place(f"tables/{table}.jsonl", number), values)])
    return dict(row)
