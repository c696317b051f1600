"""A Spark cluster that is there already: ``spark://host:port``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark import SparkContext
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from smart_team.errors import Problem
from smart_team.rollup import messages as m
from smart_team.rollup.engine import Dialect, Limits

_SETTINGS: Final[Mapping[str, str]] = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
"""Overflow is an error, days are days, and nothing listens for browsers."""
_TYPES: Final = {
    pa.string(): "STRING",
    pa.date32(): "DATE",
    pa.int64(): "BIGINT",
    pa.bool_(): "BOOLEAN",
}
_HERE: Final = "127.0.0.1"


class Cluster:
    """One session; tables are views over files that every worker must see under the same path."""

    dialect: Dialect = "pyspark"

    def __init__(self, session: Any) -> None:  # noqa: ANN401 - Spark is untyped
        self.session = session

    def run(self, sql: str, files: Mapping[str, Sequence[Path]]) -> pa.Table:
        """Return the result of a query."""
        for name, paths in files.items():
            # Said here, so that no job has to look for it first.
            columns = _columns(pq.read_schema(paths[0]))
            where = [path.resolve().as_uri() for path in paths]
            found = self.session.read.schema(columns).parquet(*where)
            found.createOrReplaceTempView(name)
        return self.session.sql(sql).toArrow()


@contextmanager
def connected(url: str, limits: Limits) -> Iterator[Cluster]:
    """Give a session on a cluster, and end it. Raises RecordsError where that fails."""
    try:
        session = _builder(url, limits).getOrCreate()
        try:
            yield Cluster(session)
        finally:
            _end(session)
    except (PySparkException, OSError) as error:
        detail = str(error).partition("\n")[0]
        raise m.RecordsError([Problem(m.FAILED, values={"detail": detail})]) from error


def _columns(schema: pa.Schema) -> str:
    return ", ".join(f"`{each.name}` {_type(each.type)}" for each in schema)


def _type(given: pa.DataType) -> str:
    if pa.types.is_decimal(given):
        return f"DECIMAL({given.precision}, {given.scale})"
    return _TYPES[given]


def _end(session: Any) -> None:  # noqa: ANN401 - Spark is untyped
    """Stop the session and its Java process, which Spark alone would keep until this one ends."""
    gateway = session.sparkContext._gateway  # noqa: SLF001 - Spark has no other name for it
    session.stop()
    gateway.shutdown()
    SparkContext._gateway = SparkContext._jvm = None  # noqa: SLF001 - so that the next one starts anew
    gateway.proc.stdin.close()
    gateway.proc.wait()


def _builder(url: str, limits: Limits) -> Any:  # noqa: ANN401 - Spark is untyped
    settings: dict[str, Any] = {
        **_SETTINGS,
        "spark.driver.memory": f"{limits.megabytes}m",
        "spark.executor.memory": f"{limits.megabytes}m",
        "spark.local.dir": str(limits.spill.resolve()),
    }
    if urlsplit(url).hostname == _HERE:
        # What computes on this machine alone is not heard outside it.
        settings |= {"spark.driver.host": _HERE, "spark.driver.bindAddress": _HERE}
    return SparkSession.builder.master(url).appName("smart-team").config(map=settings)
