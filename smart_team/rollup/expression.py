"""The one expression: which rows are records, and how they are counted."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import date
from functools import lru_cache
from typing import Any, Final

import ibis
import pyarrow as pa

from smart_team.rollup.asking import Place, RollUp, Test
from smart_team.rollup.engine import Dialect
from smart_team.rollup.layout import DISTINCT, GONE, KEY, MONTH, RECORDS, SEQUENCE, Layout

Expression = Any
"""A table in Ibis, which is untyped."""
_BOUND: Final = "decimal(38, 12)"


def sql_of(expression: Expression, dialect: Dialect) -> str:
    """Return the expression as a query in a dialect."""
    return str(ibis.to_sql(expression, dialect=dialect))


@lru_cache
def question(layout: Layout, asked: RollUp, tables: frozenset[str], dialect: Dialect) -> str:
    """Return a question as a query over the tables that there are; it is put together once."""
    return sql_of(rolled_up(layout, asked, tables), dialect)


def rolled_up(layout: Layout, asked: RollUp, tables: AbstractSet[str]) -> Expression:
    """Return the counts and sums over the tables that there are, in the order of their groups."""
    records = _chosen(layout, asked, live(layout, tables))
    keys = [_group(layout, records, name) for name in asked.by]
    found = {RECORDS: records.count()}
    found |= {name: ibis.coalesce(records[name].sum(), 0) for name in asked.sums}
    if asked.distinct is not None:
        found[DISTINCT] = records[asked.distinct].nunique()
    if not keys:
        whole = records.aggregate(**found)
        return whole.filter(whole[RECORDS] > 0)
    return records.group_by(keys).aggregate(**found).order_by(*asked.by)


def live(layout: Layout, tables: AbstractSet[str]) -> Expression:
    """Return the rows that are records.

    ``plain`` are records as they are; ``touched`` are, but for the keys among ``changes``; of those
    the newest row holds, unless it says that the key is gone.
    """
    sources = []
    if "plain" in tables:
        sources.append(_table(layout, "plain"))
    if "changes" in tables:
        changes = _table(layout, "changes", {SEQUENCE: "int64", GONE: "boolean"})
        if "touched" in tables:
            sources.append(_table(layout, "touched").anti_join(changes, KEY))
        sources.append(_newest(layout, changes))
    return ibis.union(*sources) if len(sources) > 1 else sources[0]


def _newest(layout: Layout, changes: Expression) -> Expression:
    age = ibis.row_number().over(ibis.window(group_by=KEY, order_by=ibis.desc(changes[SEQUENCE])))
    numbered = changes.mutate(age=age)
    held = numbered.filter(numbered.age == 0, ~numbered[GONE])
    return held.select(*layout.names)


def _table(layout: Layout, name: str, more: dict[str, str] | None = None) -> Expression:
    columns = {each.name: _type(each.type) for each in layout.schema()}
    return ibis.table({**columns, **(more or {})}, name=name)


def _type(given: pa.DataType) -> str:
    if pa.types.is_decimal(given):
        return f"decimal({given.precision}, {given.scale})"
    return "date" if pa.types.is_date(given) else "string"


def _chosen(layout: Layout, asked: RollUp, records: Expression) -> Expression:
    day = records[layout.dated_by]
    tests = [records[name].isin(sorted(values)) for name, values in asked.where]
    if asked.since is not None:
        tests.append(day >= asked.since)
    if asked.until is not None:
        tests.append(day <= asked.until)
    tests += [each for test in asked.tests for each in _true(records, test)]
    return records.filter(*tests) if tests else records


def _true(records: Expression, test: Test) -> Iterator[Expression]:
    """Yield what a test says; a comparison with an absent value is not true."""
    value = records[test.column]
    if test.filled is not None:
        yield value.notnull() if test.filled else value.isnull()
    if test.among is not None:
        yield value.isin(sorted(test.among))
    if test.least is not None:
        yield value >= ibis.literal(test.least, type=_BOUND)
    if test.most is not None:
        yield value <= ibis.literal(test.most, type=_BOUND)
    if test.after is not None:
        yield value > test.after
    if test.until is not None:
        yield value <= test.until
    if test.not_after is not None:
        yield value.delta(records[test.not_after], unit="day") <= test.days


def _group(layout: Layout, records: Expression, name: str) -> Expression:
    if name != MONTH:
        return records[name]
    return records[layout.dated_by].truncate("M").cast("date").name(MONTH)


def months_of(layout: Layout, records: Expression) -> Expression:
    """Return the first days of the months that have records, in order."""
    return records.select(_group(layout, records, MONTH)).distinct().order_by(MONTH)


def of_month(layout: Layout, records: Expression, first: date) -> Expression:
    """Return the records of the month that begins on a day, those of a unit together."""
    day = records[layout.dated_by]
    return records.filter(day.truncate("M").cast("date") == first).order_by(
        layout.unit, layout.dated_by
    )


def newest(
    layout: Layout, asked: RollUp, tables: AbstractSet[str], after: Place | None, limit: int
) -> Expression:
    """Return so many of the records asked for, the newest day first, a day's by their keys."""
    records = _chosen(layout, asked, live(layout, tables))
    day, key = records[layout.dated_by], records[KEY]
    if after is not None:
        records = records.filter((day < after.day) | ((day == after.day) & (key > after.key)))
    return records.order_by(ibis.desc(records[layout.dated_by]), records[KEY]).limit(limit)


def of_keys(records: Expression, asked: str) -> Expression:
    """Return the records whose keys are in a table of that name."""
    return records.semi_join(ibis.table({KEY: "string"}, name=asked), KEY)
