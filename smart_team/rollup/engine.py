"""What computes over parts, and how much it may take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import pyarrow as pa

Dialect = Literal["duckdb", "pyspark"]


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be taken: megabytes of memory, threads, and the folder for what does not fit.

    Without `threads` there is one a core.
    """

    megabytes: int
    spill: Path
    threads: int | None = None


class Engine(Protocol):
    """Runs SQL of its dialect over Parquet files."""

    dialect: Dialect

    def run(self, sql: str, files: Mapping[str, Sequence[Path]]) -> pa.Table:
        """Return the result of a query; `files` are those of each table that it names.

        Raises RecordsError where it cannot be had.
        """
