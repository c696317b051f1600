"""A store in which every text that a person can write would be a script, if any page let it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, Table, select, update

from smart_team.store import tables as t

EVIL: Final = (
    """'"></textarea></script><img src=//evil.example/i onerror=alert(1)>"""
    """<script src=//evil.example/s></script><svg onload=alert(2)>{{7*7}}javascript:alert(3)"""
)
TEXTS: Final[Mapping[Table, tuple[str, ...]]] = {
    t.districts: ("name",),
    t.units: ("name",),
    t.people: ("name", "mail"),
    t.access_tokens: ("name",),
    t.cycles: ("title",),
    t.cycle_units: ("name",),
    t.moved_dates: ("reason",),
    t.moves: ("reason",),
    t.evidence: ("name",),
    t.appeals: ("ground", "reason"),
    t.publications: ("reason",),
    t.holidays: ("name",),
    t.sessions: ("source",),
}
"""Columns with words of people, for which there is no other place."""
WITHIN: Final[Mapping[Table, frozenset[str]]] = {
    t.revisions: frozenset({"reasons", "wishes"}),
    t.notifications: frozenset({"reason", "name", "unit", "title", "cycle", "text", "ground"}),
}
"""Columns ``content`` in JSON, and under which names words of people stand there."""


def poison(connection: Connection) -> None:
    """Put the hostile text into every place."""
    for table, columns in TEXTS.items():
        for column in columns:
            there = table.c[column]
            connection.execute(update(table).where(there.is_not(None)).values({column: EVIL[:254]}))
    for table, names in WITHIN.items():
        for row in connection.execute(select(table.c.id, table.c.content)).all():
            content = json.dumps(_poisoned(json.loads(row.content), names), ensure_ascii=False)
            connection.execute(update(table).where(table.c.id == row.id).values(content=content))


def _poisoned(value: Any, names: frozenset[str], *, mine: bool = False) -> Any:
    if isinstance(value, dict):
        return {
            key: _poisoned(each, names, mine=mine or key in names) for key, each in value.items()
        }
    return EVIL if mine and isinstance(value, str) else value
