"""Records appended, corrected and deleted: the parts that do it.

Each takes the parts that are listed and the sequence that the new ones get, which is higher than
any other; it writes drafts into a folder. They hold once somebody keeps and lists them, and only if
nothing else was listed since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NoReturn

import pyarrow as pa
import pyarrow.compute as pc

from smart_team.errors import Message, Problem
from smart_team.rollup import messages as m
from smart_team.rollup.engine import Limits
from smart_team.rollup.keys import find
from smart_team.rollup.layout import GONE, KEY, SEQUENCE, Layout
from smart_team.rollup.part import Part
from smart_team.rollup.writing import changes_schema, write_changes, write_plain

_SHOWN: Final = 3
"""Keys that a refusal repeats."""


def append(
    layout: Layout,
    parts: Sequence[Part],
    records: pa.Table,
    sequence: int,
    folder: Path,
    limits: Limits,
) -> list[Part]:
    """Write records that are new, as a part a month; raises RecordsError if one is there already.

    `records` has the layout's schema and fits into memory, as does what becomes of it. What was
    deleted may come again.
    """
    _require_whole(layout, records)
    found = find(records[KEY], parts, limits)
    if found.live:
        _refuse(m.TAKEN, found.live)
    again = pc.is_in(records[KEY], pa.array(sorted(found.gone), pa.string()))
    drafts = [
        write_plain(folder, layout, sequence, [month])
        for month in _months(layout, records.filter(pc.invert(again)))
    ]
    changes = records.filter(again)
    if changes.num_rows:
        drafts.append(_changed(layout, changes, sequence, folder, found.touches))
    return drafts


def correct(
    layout: Layout,
    parts: Sequence[Part],
    records: pa.Table,
    sequence: int,
    folder: Path,
    limits: Limits,
) -> list[Part]:
    """Write whole new rows of records that are there; raises RecordsError if one is not."""
    _require_whole(layout, records)
    touches = _require_there(records[KEY], parts, limits)
    return [_changed(layout, records, sequence, folder, touches)] if records.num_rows else []


def delete(
    layout: Layout,
    parts: Sequence[Part],
    keys: Iterable[str],
    sequence: int,
    folder: Path,
    limits: Limits,
) -> list[Part]:
    """Write that records are gone; raises RecordsError if one is not there."""
    gone = pa.table({KEY: pa.chunked_array([pa.array(list(keys), pa.string())])})
    _require_once(gone)
    touches = _require_there(gone[KEY], parts, limits)
    if not gone.num_rows:
        return []
    schema = changes_schema(layout)
    rows = gone.num_rows
    columns = [
        gone[KEY] if each.name == KEY else pa.nulls(rows, each.type) for each in layout.schema()
    ]
    marks = [pa.array([sequence] * rows, pa.int64()), pa.array([True] * rows)]
    table = pa.table([*columns, *marks], schema=schema)
    return [write_changes(folder, layout, sequence, table, touches)]


def _changed(
    layout: Layout, records: pa.Table, sequence: int, folder: Path, touches: frozenset[str]
) -> Part:
    rows = records.num_rows
    marks = [pa.array([sequence] * rows, pa.int64()), pa.array([False] * rows)]
    table = pa.table([*records.columns, *marks], names=[*records.column_names, SEQUENCE, GONE])
    return write_changes(folder, layout, sequence, table, touches)


def _months(layout: Layout, records: pa.Table) -> Iterator[pa.Table]:
    """Yield the records of each month, those of a unit together: so they take less room."""
    days = records[layout.dated_by]
    month = pc.add(pc.multiply(pc.year(days), 12), pc.month(days))
    for each in sorted(pc.unique(month).to_pylist()):
        yield records.filter(pc.equal(month, each)).sort_by(
            [(layout.unit, "ascending"), (layout.dated_by, "ascending")]
        )


def _require_whole(layout: Layout, records: pa.Table) -> None:
    schema = layout.schema()
    if not records.schema.equals(schema):
        wanted = ", ".join(f"{each.name}: {each.type}" for each in schema)
        raise m.RecordsError([Problem(m.OTHER_COLUMNS, values={"wanted": wanted})])
    lacking = [
        Problem(m.LACKING, values={"column": each.name, "count": records[each.name].null_count})
        for each in schema
        if not each.nullable and records[each.name].null_count
    ]
    if lacking:
        raise m.RecordsError(lacking)
    _require_once(records)


def _require_once(records: pa.Table) -> None:
    counts = records.group_by(KEY).aggregate([([], "count_all")])
    often = counts.filter(pc.greater(counts["count_all"], 1))[KEY].to_pylist()
    if often:
        _refuse(m.REPEATED, often)


def _require_there(keys: Any, parts: Sequence[Part], limits: Limits) -> frozenset[str]:  # noqa: ANN401 - pyarrow is untyped
    found = find(keys, parts, limits)
    absent = set(keys.to_pylist()) - found.live
    if absent:
        _refuse(m.ABSENT, absent)
    return found.touches


def _refuse(message: Message, keys: Iterable[str]) -> NoReturn:
    known = sorted(keys)
    values = {"count": len(known), "keys": ", ".join(known[:_SHOWN])}
    raise m.RecordsError([Problem(message, values=values)])
