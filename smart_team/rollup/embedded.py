"""DuckDB in this process, kept within limits and off the network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from smart_team.errors import Problem
from smart_team.rollup import messages as m
from smart_team.rollup.engine import Dialect, Limits


class Embedded:
    """One connection; tables are views over files."""

    dialect: Dialect = "duckdb"

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self._views: dict[str, list[str]] = {}

    def run(self, sql: str, files: Mapping[str, Sequence[Path]]) -> pa.Table:
        """Return the result of a query."""
        for name, paths in files.items():
            listed = [str(path) for path in paths]
            if self._views.get(name) != listed:
                view = self.connection.read_parquet(listed, hive_partitioning=False)
                view.create_view(name, replace=True)
                self._views[name] = listed
        return self.connection.sql(sql).to_arrow_table()


@contextmanager
def embedded(limits: Limits) -> Iterator[Embedded]:
    """Give DuckDB over no database of its own. Raises RecordsError where a query fails."""
    limits.spill.mkdir(parents=True, exist_ok=True)
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{limits.megabytes}MB",
        "temp_directory": str(limits.spill),
        "preserve_insertion_order": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    if limits.threads is not None:
        config["threads"] = limits.threads
    try:
        with duckdb.connect(":memory:", config=config) as connection:
            yield Embedded(connection)
    except duckdb.Error as error:
        detail = str(error).partition("\n")[0]
        raise m.RecordsError([Problem(m.FAILED, values={"detail": detail})]) from error
