"""Many small parts and all changes turned into few plain parts, with the same records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import pyarrow as pa

from smart_team.rollup.engine import Limits
from smart_team.rollup.layout import Layout
from smart_team.rollup.part import Part, split
from smart_team.rollup.writing import write_plain

_AT_ONCE: Final = 1 << 18
"""Rows in memory at a time."""


@dataclass(frozen=True, slots=True)
class Compaction:
    """Parts that are replaced, and those that hold the same records instead."""

    removed: tuple[Part, ...] = ()
    added: tuple[Part, ...] = ()


def compact(
    layout: Layout,
    parts: Sequence[Part],
    sequence: int,
    folder: Path,
    limits: Limits,
    small: int,
) -> Compaction:
    """Write the drafts of plain parts for whatever changed, and for parts below `small` rows.

    A month's small parts become one where there are several; large parts that no change touches
    stay as they are. What is written is as said in the module `changing`. Raises RecordsError.
    """
    removed = _replaced(parts, small)
    if not removed:
        return Compaction()
    # Loaded at the first use, as in `opening`.
    from smart_team.rollup.embedded import embedded  # noqa: PLC0415
    from smart_team.rollup.expression import live, months_of, of_month, sql_of  # noqa: PLC0415

    files = split(removed).files
    records = live(layout, frozenset(files))
    added: list[Part] = []
    with embedded(limits) as duck:
        months = duck.run(sql_of(months_of(layout, records), duck.dialect), files)
        for month in months[0].to_pylist():
            query = sql_of(of_month(layout, records, month), duck.dialect)
            batches = _tables(duck.connection.sql(query).to_arrow_reader(_AT_ONCE))
            added.append(write_plain(folder, layout, sequence, batches))
    return Compaction(tuple(removed), tuple(added))


def _replaced(parts: Iterable[Part], small: int) -> list[Part]:
    read = split(parts)
    changed = [*read.touched, *read.changes]
    months: defaultdict[date | None, list[Part]] = defaultdict(list)
    for part in (*read.plain, *read.touched):
        months[part.first_day and part.first_day.replace(day=1)].append(part)
    touched = set(read.touched)
    for found in months.values():
        few = [part for part in found if part.rows < small and part not in touched]
        if len(few) + len(touched.intersection(found)) > 1:
            changed += few
    return changed


def _tables(reader: pa.RecordBatchReader) -> Iterator[pa.Table]:
    for batch in reader:
        yield pa.Table.from_batches([batch])
