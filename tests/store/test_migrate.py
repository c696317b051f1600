from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from smart_team.store.database import journal_mode, open_engine, reading
from smart_team.store.every_table import metadata
from smart_team.store.messages import StoreError
from smart_team.store.migrate import check, found, migrate, wanted


def test_the_migrations_make_the_tables_of_the_program(engine: Engine) -> None:
    with reading(engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_an_empty_or_old_database_is_refused_with_the_way_out(database_url: str) -> None:
    engine = open_engine(database_url)
    assert found(engine) is None
    with pytest.raises(StoreError, match="smart-team migrate"):
        check(engine)
    migrate(engine)
    check(engine)
    assert found(engine) == wanted()
    engine.dispose()


def test_down_and_up_again(engine: Engine) -> None:
    migrate(engine, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    migrate(engine)
    check(engine)


def test_a_migration_is_there_wholly_or_not_at_all(database_url: str) -> None:
    engine = open_engine(database_url)
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE submissions (id INTEGER)"))
        connection.commit()
    with pytest.raises(StoreError):
        migrate(engine)
    assert inspect(engine).get_table_names() == ["submissions"]
    engine.dispose()


def test_sqlite_is_opened_with_every_promise(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        with reading(engine) as connection:
            assert connection.execute(text("SHOW synchronous_commit")).scalar() == "on"
        return
    with reading(engine) as connection:
        pragma = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("synchronous", "foreign_keys", "journal_mode", "busy_timeout")
        }
    assert pragma == {
        "synchronous": 2,
        "foreign_keys": 1,
        "journal_mode": journal_mode().lower(),
        "busy_timeout": 20_000,
    }


@pytest.mark.parametrize(
    ("version", "mode"),
    [((3, 40, 1), "TRUNCATE"), ((3, 51, 2), "TRUNCATE"), ((3, 51, 3), "WAL"), ((3, 52, 0), "WAL")],
)
def test_the_journal_goes_by_the_version(version: tuple[int, ...], mode: str) -> None:
    assert journal_mode(version) == mode
