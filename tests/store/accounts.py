"""Whether a database agrees with itself, and with what it acknowledged."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Engine, Table, select, text

from smart_team.assessment.drafts import hash_of
from smart_team.store.audit import records
from smart_team.store.chain import check
from smart_team.store.database import writing
from smart_team.store.tables import (
    audit,
    moves,
    outbox,
    panel_members,
    revisions,
    stages,
    submissions,
)
from tests.store.crash_writer import Entry

_LAYERS = {"self": "save", "review": "review"}
_START = "self_assessment"


def check_accounts(engine: Engine, entries: Iterable[Entry]) -> int:
    """Compare everything with everything; returns how many writes there are.

    Everything is seen as a writer sees it: after what a killed client may have left running.
    """
    with writing(engine) as connection:
        _check_database(connection)
        _check_chain(connection)
        kept = {table.name: _rows(connection, table) for table in _TABLES}
    done = {
        row.id: [act for act in kept["audit"] if act.object == row.id and act.result == "success"]
        for row in kept["submissions"]
    }
    for row in kept["submissions"]:
        _check_submission(row, done[row.id], kept)
    for entry in entries:
        assert entry.version - 2 < len(done[entry.submission]), f"lost: {entry}"
        act = done[entry.submission][entry.version - 2]
        assert (act.actor, act.action, act.after) == (entry.actor, entry.action, entry.after)
    assert sum(map(len, done.values())) == len(kept["moves"]) + len(kept["revisions"])
    return sum(map(len, done.values()))


_TABLES = (audit, moves, outbox, panel_members, revisions, stages, submissions)


def _rows(connection: Connection, table: Table) -> Sequence[Any]:
    return connection.execute(select(table).order_by(*table.primary_key)).all()


def _check_database(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        assert connection.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def _check_chain(connection: Connection) -> None:
    report = check(records(connection))
    assert report.problems == ()
    assert report.checked == report.head.number


def _check_submission(row: Any, acts: Sequence[Any], kept: dict[str, Sequence[Any]]) -> None:
    """Compare one submission with its acts in the audit: the n-th made version n + 1."""
    mine = {name: [each for each in rows if _is_of(each, row)] for name, rows in kept.items()}
    moved = sorted(mine["moves"], key=lambda move: move.number)
    _check_moves(row, acts, moved)
    _check_revisions(acts, mine["revisions"])
    told = [json.loads(notice.content) for notice in mine["outbox"]]
    changes = [
        {"action": move.action, "unit": row.unit, "state": move.after}
        for move in moved
        if move.before != move.after
    ]
    assert sorted(told, key=str) == sorted(changes, key=str)
    panel = {each.person for each in mine["panel_members"]}
    confirmed = {each.person for each in mine["panel_members"] if each.confirmed_at}
    assert confirmed == _confirmed(acts) & panel


def _is_of(each: Any, row: Any) -> bool:
    return bool(getattr(each, "submission", None) == row.id)


def _check_moves(row: Any, acts: Sequence[Any], moved: Sequence[Any]) -> None:
    assert row.version == 1 + len(acts)
    assert [
        (move.number, move.moved_by, move.action, move.before, move.after) for move in moved
    ] == [
        (version, act.actor, act.action, act.before, act.after)
        for version, act in enumerate(acts, 2)
        if act.action not in _LAYERS.values()
    ]
    way = [_START, *(move.after for move in moved)]
    assert [move.before for move in moved] == way[:-1]
    assert row.state == way[-1]
    submitted = [move.moved_by for move in moved if move.action == "submit"]
    assert row.submitted_by == (submitted[-1] if submitted else None)


def _check_revisions(acts: Sequence[Any], written: Sequence[Any]) -> None:
    assert [hash_of(each.content) for each in written] == [each.hash for each in written]
    for layer, action in _LAYERS.items():
        own = [each for each in written if each.layer == layer]
        for author in {each.author for each in own}:
            layered = sorted((e for e in own if e.author == author), key=lambda e: e.number)
            saved = [act for act in acts if act.action == action and author in {"", act.actor}]
            assert [each.number for each in layered] == list(range(1, len(layered) + 1))
            assert [each.hash for each in layered] == [act.after for act in saved]
            assert all(one.after == two.before for one, two in pairwise(saved))


def _confirmed(acts: Sequence[Any]) -> set[str]:
    """Return whose confirmation stands: a return takes back all, a new review one's own."""
    standing: set[str] = set()
    for act in acts:
        if act.action == "return":
            standing.clear()
        elif act.action == "review":
            standing.discard(act.actor)
        elif act.action == "confirm":
            standing.add(act.actor)
    return standing
