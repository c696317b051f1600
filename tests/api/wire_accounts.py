"""Whether a store agrees with itself, and with what was acknowledged over HTTP."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from smart_team.assessment.verification import verify
from smart_team.store.database import writing
from smart_team.store.tables import (
    audit,
    evidence,
    moves,
    outbox,
    revisions,
    submissions,
)
from tests.api.wire_crew import Entry
from tests.assessment.world import platform

TABLES = (audit, evidence, moves, outbox, revisions, submissions)


def check_accounts(engine: Engine, data: Path, entries: Iterable[Entry]) -> int:
    """Compare everything with everything; returns how many writes there are.

    Everything is seen as a writer sees it: after what a killed program may have left running.
    """
    with writing(engine) as connection:
        kept = {
            table.name: connection.execute(select(table).order_by(*table.primary_key)).all()
            for table in TABLES
        }
    found = verify(engine, data, platform().plugins)
    # A file without its row is left by an upload that was cut off: it harms nobody.
    problems = [each.say("en") for each in found if each.message.severity == "error"]
    assert problems == [], problems
    versions = {row.id: _check_submission(row, kept) for row in kept["submissions"]}
    for entry in entries:
        made = versions[entry.submission]
        assert entry.version - 2 < len(made), f"lost: {entry}"
        assert made[entry.version - 2] == (entry.actor, entry.action, entry.after)
    return sum(map(len, versions.values()))


def _check_submission(row: Any, kept: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return who made each version, by what, and what it left; nothing may be there by half."""
    mine = {
        name: [each for each in rows if getattr(each, "submission", None) == row.id]
        for name, rows in kept.items()
    }
    acts = [act for act in kept["audit"] if act.object == row.id and act.result == "success"]
    assert row.version == 1 + len(acts)
    written = {each.hash: each for each in mine["revisions"]}
    files = list(mine["evidence"])
    moved = {move.number: move for move in mine["moves"]}
    assert len(acts) == len(mine["revisions"]) + len(files) + len(moved)
    told = [move for move in moved.values() if move.before != move.after]
    assert len([each for each in mine["outbox"] if each.sort == "moved"]) == len(told)
    made = []
    for version, act in enumerate(acts, 2):
        if version in moved:
            move = moved[version]
            assert (move.moved_by, move.action, move.after) == (act.actor, act.action, act.after)
            made.append((act.actor, act.action, move.after))
        elif act.after in written:
            made.append((act.actor, "save", act.after))
        else:
            (piece,) = [each.id for each in files if each.file == act.after]
            made.append((act.actor, "attach", piece))
    return made
