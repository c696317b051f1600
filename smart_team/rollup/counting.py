"""Records counted and added up, the same on every engine."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from smart_team.rollup.asking import RollUp
from smart_team.rollup.engine import Engine
from smart_team.rollup.layout import DISTINCT, MONTH, RECORDS, Layout
from smart_team.rollup.part import Part, split


def roll_up(layout: Layout, parts: Iterable[Part], asked: RollUp, engine: Engine) -> pa.Table:
    """Return a row for each group that has records, sorted by `by`, empty texts last.

    Columns: those of `by` (``month`` as the first day of the month), ``records`` as int64, the
    sums under the names of their columns as decimals of 38 digits, where what is absent counts as
    0, and ``distinct`` as int64 if it is asked for.
    Raises KeyError and TypeError for columns that are not there or not of such a kind, and
    RecordsError.
    """
    schema = result_schema(layout, asked)
    files = split(parts, asked.since, asked.until).files
    if not files:
        return schema.empty_table()
    # Loaded at the first use, as in `opening`.
    from smart_team.rollup.expression import question  # noqa: PLC0415

    sql = question(layout, asked, frozenset(files), engine.dialect)
    return engine.run(sql, files).cast(schema)


def result_schema(layout: Layout, asked: RollUp) -> pa.Schema:
    """Return the schema of an answer; raises KeyError and TypeError."""
    groups = layout.of_kind("unit", "choice", "text")
    odd = [name for name in asked.by if name not in {*groups, MONTH}]
    odd += [name for name, _ in asked.where if name not in groups]
    if odd:
        raise TypeError(f"records are not grouped or chosen by {odd}")
    keys = [pa.field(each, pa.date32() if each == MONTH else pa.string()) for each in asked.by]
    sums = [pa.field(each, layout.sum_type(each)) for each in asked.sums]
    more = [] if asked.distinct is None else [pa.field(DISTINCT, pa.int64())]
    return pa.schema([*keys, pa.field(RECORDS, pa.int64()), *sums, *more])
