"""Each way to count records by unit, month and type, with two sums; all read the same files.

A contestant's function gives a function that answers the question once, as an Arrow table.
"""

# Each imports its own library: what another one brings would count as its memory.
# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

Answer = Callable[[], Any]
_BY: Final = ["unit", "month", "sort"]
_READ: Final = ["unit", "day", "sort", "people", "hours"]


@contextmanager
def smart_team(paths: list[Path]) -> Iterator[Answer]:
    """The expression in Ibis on DuckDB, within the limits that the settings have by default."""
    from benchmarks.records.layout import LAYOUT
    from smart_team.rollup.asking import RollUp
    from smart_team.rollup.counting import roll_up
    from smart_team.rollup.engine import Limits
    from smart_team.rollup.opening import open_engine
    from smart_team.rollup.part import Part

    asked = RollUp(("unit", "month", "sort"), ("people", "hours"))
    day = date(2025, 1, 1)
    parts = [Part(path, 1, plain=True, rows=1, first_day=day, last_day=day) for path in paths]
    with (
        TemporaryDirectory() as spill,
        open_engine(Limits(megabytes=1024, spill=Path(spill))) as engine,
    ):
        yield lambda: roll_up(LAYOUT, parts, asked, engine)


@contextmanager
def duckdb(paths: list[Path]) -> Iterator[Answer]:
    """Plain SQL, with DuckDB's own settings."""
    import duckdb as library
    import pyarrow as pa  # noqa: F401 - what the result is

    files = ", ".join(f"'{path}'" for path in paths)
    sql = f"""
        SELECT unit, date_trunc('month', day) AS month, sort,
               count(*) AS records, sum(people) AS people, sum(hours) AS hours
        FROM read_parquet([{files}]) GROUP BY ALL ORDER BY unit, month, sort
    """  # noqa: S608 - the benchmark's own files
    with library.connect() as connection:
        yield lambda: connection.sql(sql).to_arrow_table()


@contextmanager
def pyarrow(paths: list[Path]) -> Iterator[Answer]:
    """A dataset, read whole and grouped."""
    import pyarrow.compute as pc
    import pyarrow.dataset as ds

    def answer() -> Any:  # noqa: ANN401 - pyarrow is untyped
        month = pc.floor_temporal(ds.field("day"), unit="month")
        columns = {name: ds.field(name) for name in _READ if name != "day"} | {"month": month}
        read = ds.dataset([str(path) for path in paths]).to_table(columns=columns)
        sums = [([], "count_all"), ("people", "sum"), ("hours", "sum")]
        found = read.group_by(_BY).aggregate(sums)
        names = [*_BY, "count_all", "people_sum", "hours_sum"]
        return found.select(names).sort_by([(name, "ascending") for name in _BY])

    yield answer


@contextmanager
def polars(paths: list[Path]) -> Iterator[Answer]:
    """A lazy frame, collected by the streaming engine."""
    import polars as pl

    def answer() -> Any:  # noqa: ANN401 - polars is untyped here
        month = pl.col("day").dt.truncate("1mo").alias("month")
        frame = pl.scan_parquet([str(path) for path in paths]).group_by("unit", month, "sort")
        found = frame.agg(pl.len().alias("records"), pl.col("people").sum(), pl.col("hours").sum())
        return found.sort(_BY).collect(engine="streaming").to_arrow()

    yield answer


@contextmanager
def pandas(paths: list[Path]) -> Iterator[Answer]:
    """A frame of all records, on Arrow's types, so that its sums are exact too."""
    import pandas as pd
    import pyarrow as pa

    def answer() -> Any:  # noqa: ANN401 - pandas is untyped here
        files = (pd.read_parquet(path, columns=_READ, dtype_backend="pyarrow") for path in paths)
        frame = pd.concat(files, ignore_index=True)
        frame["month"] = frame["day"].astype("datetime64[s]").dt.to_period("M").dt.start_time
        groups = frame.groupby(_BY, sort=True)
        found = groups.agg(
            records=("people", "size"), people=("people", "sum"), hours=("hours", "sum")
        )
        return pa.Table.from_pandas(found.reset_index(), preserve_index=False)

    yield answer


CONTESTANTS: Final[Mapping[str, Callable[..., Any]]] = {
    "smart_team": smart_team,
    "duckdb": duckdb,
    "pyarrow": pyarrow,
    "polars": polars,
    "pandas": pandas,
}
NAMES: Final[Mapping[str, str]] = {
    "smart_team": "Smart Team (Ibis on DuckDB)",
    "duckdb": "DuckDB, plain SQL",
    "pyarrow": "PyArrow",
    "polars": "Polars, streaming",
    "pandas": "pandas",
}
