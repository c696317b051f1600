"""Migrations of a store that is full: nothing published changes, down, up, and killed on the way."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, Table, select, text

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.composing import compose
from smart_team.store.audit import Act
from smart_team.store.database import open_engine, reading
from smart_team.store.every_table import metadata
from smart_team.store.gate import Gate, Work
from smart_team.store.migrate import check, config, found, migrate, wanted
from smart_team.store.tables import compositions
from tests.assessment.office import Office
from tests.store.full_store import NOT_MADE_UP, fill

ROOT = Path(__file__).parents[2]
OLDEST = "0001"
OLDER = sorted(
    each.revision
    for each in ScriptDirectory.from_config(config()).walk_revisions()
    if each.revision != wanted()
)
KILLED_BEFORE = (1, 6, 14)
"""Which statement that changes the structure is never reached."""
Rows = Mapping[str, list[dict[str, Any]]]


@pytest.fixture
def office(engine: Engine, data: Path) -> Office:
    return fill(engine, data)


def content(engine: Engine) -> Rows:
    """Return every row of every table that there is now, by column."""
    there = MetaData()
    there.reflect(engine)
    with reading(engine) as connection:
        return {
            name: [dict(row) for row in _all(connection, table)]
            for name, table in there.tables.items()
            if name != "alembic_version"
        }


def _all(connection: Any, table: Table) -> Any:
    return connection.execute(select(table).order_by(*table.primary_key)).mappings()


def assert_kept(before: Rows, after: Rows) -> None:
    """Compare what both structures have: tables, columns, rows."""
    shared = set(before) & set(after)
    assert len(shared) > 20
    for name in shared:
        assert len(before[name]) == len(after[name]), name
        for one, two in zip(before[name], after[name], strict=True):
            columns = set(one) & set(two)
            assert {c: one[c] for c in columns} == {c: two[c] for c in columns}, name


def assert_sound(office: Office) -> None:
    """Look at structure, keys, and all that the store can be verified by."""
    engine = office.world.engine
    check(engine)
    if not office.world.rows(compositions):
        # The oldest structure knows none: what is composed anew is what was there.
        assert office.verify() == [m.COMPOSED_OTHERWISE.code]
        gate = Gate(engine, lambda: office.world.now)
        gate.write(Act("admin", "correct"), lambda work: _compose(work, office))
        gate.close()
    assert office.verify() == []
    with reading(engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        if engine.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def _compose(work: Work, office: Office) -> None:
    compose(work, office.world.cycle, office.signer)


def test_the_full_store_is_full_and_sound(office: Office) -> None:
    full = office.world.engine
    rows = content(full)
    made_up = {table.name for table in NOT_MADE_UP}
    assert [name for name in metadata.tables if not rows[name] and name not in made_up] == []
    assert len(rows["publications"]) == 3
    assert_sound(office)


def test_down_and_up_again_with_data(office: Office) -> None:
    full = office.world.engine
    newest = content(full)
    for version in reversed(OLDER):
        migrate(full, version)
        older = content(full)
        assert_kept(newest, older)
        migrate(full)
        assert_kept(older, content(full))
        assert_sound(office)
    results = [(row["id"], row["content"], row["signature"]) for row in newest["publications"]]
    assert results == [
        (row["id"], row["content"], row["signature"]) for row in content(full)["publications"]
    ]


def test_a_migration_that_is_killed_has_not_begun_and_completes_later(
    office: Office, database_url: str
) -> None:
    full = office.world.engine
    migrate(full, OLDEST)
    before = content(full)
    for statement in KILLED_BEFORE:
        command = [
            sys.executable,
            "-m",
            "tests.store.killed_migration",
            database_url,
            str(statement),
        ]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "here\n"
            process.kill()
        again = open_engine(database_url)
        assert found(again) == OLDEST
        assert content(again) == before
        again.dispose()
    migrate(full)
    assert_kept(before, content(full))
    assert_sound(office)
