"""Parts written, batch by batch."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from smart_team.rollup.layout import GONE, SEQUENCE, Layout
from smart_team.rollup.part import Part

_ENDING: Final = ".part"
_AT_ONCE: Final = 1 << 18
"""Rows of one row group: what a reader's thread takes at a time."""


def changes_schema(layout: Layout) -> pa.Schema:
    """Return the schema of changes: a key that is gone has no more columns."""
    free = [pa.field(each.name, each.type) for each in layout.schema()]
    return pa.schema([*free, pa.field(SEQUENCE, pa.int64()), pa.field(GONE, pa.bool_())])


def write_plain(folder: Path, layout: Layout, sequence: int, batches: Iterable[pa.Table]) -> Part:
    """Write records whose keys no part holds, all of one month, into a new file of a folder.

    The file's name is of no meaning: whoever keeps the part gives it another. Nothing is left
    where this raises.
    """
    return _write(
        folder,
        layout,
        Part(folder, sequence, plain=True, rows=0, first_day=None, last_day=None),
        batches,
    )


def write_changes(
    folder: Path, layout: Layout, sequence: int, changes: pa.Table, touches: frozenset[str]
) -> Part:
    """Write newer rows and keys that are gone, with the columns of :func:`changes_schema`."""
    part = Part(
        folder, sequence, plain=False, rows=0, first_day=None, last_day=None, touches=touches
    )
    return _write(folder, layout, part, [changes])


def _write(folder: Path, layout: Layout, part: Part, batches: Iterable[pa.Table]) -> Part:
    path = folder / f"{secrets.token_hex(16)}{_ENDING}"
    schema = layout.schema() if part.plain else changes_schema(layout)
    rows, days = 0, set[date]()
    try:
        with (
            path.open("xb") as stream,
            pq.ParquetWriter(
                stream,
                schema.with_metadata({SEQUENCE: str(part.sequence)}),
                compression="zstd",
                # 64 bits a number, which every reader adds up faster than bytes.
                store_decimal_as_integer=True,
            ) as parquet,
        ):
            for batch in batches:
                parquet.write_table(batch.cast(schema), row_group_size=_AT_ONCE)
                ends = pc.min_max(batch[layout.dated_by]).as_py().values()
                days = {day for day in (*days, *ends) if day is not None}
                rows += batch.num_rows
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    first, last = min(days, default=None), max(days, default=None)
    return replace(part, path=path, rows=rows, first_day=first, last_day=last)
