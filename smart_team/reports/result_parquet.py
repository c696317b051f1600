"""Results as a flat Parquet table: scores as decimals with six places."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from smart_team.errors import Lang
from smart_team.reports.replacing import replacing
from smart_team.reports.result_table import Column, Kind, Result, Results, columns
from smart_team.scoring.units import Unit

_TYPES: Final[dict[Kind, Any]] = {
    "text": pa.string(),
    "whole": pa.int64(),
    "score": pa.decimal128(18, 6),
    "truth": pa.bool_(),
}


def write_parquet(path: Path, results: Results, _lang: Lang) -> None:
    """Write the flat table; the rubric's id, version and hash stand in the schema's metadata."""
    table, rows = columns(results.plan), results.rows()
    rubric = {f"rubric.{key}": str(value) for key, value in results.data["rubric"].items()}
    schema = pa.schema([(column.name, _TYPES[column.kind]) for column in table], rubric)
    arrays = [_array(column, rows) for column in table]
    with replacing(path) as stream:
        pq.write_table(pa.Table.from_arrays(arrays, schema=schema), stream)


def _array(column: Column, rows: list[tuple[Unit, Result]]) -> Any:  # noqa: ANN401
    values = (column.value(unit, result) for unit, result in rows)
    if column.kind == "score":
        values = (None if value is None else Decimal(value) for value in values)
    return pa.array(list(values), _TYPES[column.kind])
