"""Answers from a long table ``unit,indicator,field,value``: one row a field of an answer."""

from __future__ import annotations

from typing import Final

from smart_team.assessment import messages as m
from smart_team.assessment.stopping import stop_if_hopeless
from smart_team.assessment.tables import Table
from smart_team.scoring.entry import Entry

COLUMNS: Final = ("unit", "indicator", "field", "value")
KEYS: Final = COLUMNS[:-1]


def put_rows(table: Table, entry: Entry) -> None:
    """Put all rows of a table into `entry`; an empty value is no answer."""
    for number, cells in table.records(entry.refuse):
        _put(table, entry, number, cells)
        stop_if_hopeless(entry, table.sheet.place(number))


def _put(table: Table, entry: Entry, number: int, cells: list[object]) -> None:
    *keys, value = cells
    for column, key in zip(KEYS, keys, strict=True):
        if key is None:
            entry.refuse(m.EMPTY_CELL, table.place(number, column), column=column)
    if None not in keys:
        unit, item, name = map(str, keys)
        entry.put(unit, item, name, value, table.place(number, "value"))
