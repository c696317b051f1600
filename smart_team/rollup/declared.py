"""A bulk ledger as it is declared: its layout, and its records as rows of it and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from smart_team.ledger.book import Book, Record
from smart_team.ledger.values import Content, key_of
from smart_team.rollup.layout import KEY, Column, Kind, Layout
from smart_team.rubric.ledgers import (
    AnyField,
    ChoiceField,
    DateField,
    Ledger,
    NumberField,
    PercentField,
)
from smart_team.rubric.types import plain

UNIT: Final = "unit"
"""The column of the unit that keeps a record; no field of a bulk ledger has that id."""


def layout_of(book: Book) -> Layout:
    """Return the columns of a ledger's records: the unit, then a column a field."""
    return _layout(book.ledger)


@lru_cache(maxsize=64)
def _layout(ledger: Ledger) -> Layout:
    columns = (Column(each.id, _kind(each)) for each in ledger.fields)
    return Layout((Column(UNIT, "unit"), *columns), ledger.dated_by)


def row_of(book: Book, unit: str, content: Content) -> Mapping[str, object]:
    """Return a record of a unit as a row of its ledger's layout."""
    values = {id_: _value(field, content.get(id_)) for id_, field in book.fields.items()}
    return {KEY: key_of(book, unit, content), UNIT: unit, **values}


def record_of(book: Book, row: Mapping[str, Any]) -> Record:
    """Return a row as the record that it was; its id is its key."""
    content = {id_: _text(row[id_]) for id_ in book.fields if row[id_] is not None}
    day: date = row[book.ledger.dated_by]
    return Record(row[KEY], book.name, row[UNIT], day, book.start, content)


def _kind(field: AnyField) -> Kind:
    if isinstance(field, NumberField):
        return "decimal" if field.decimals else "integer"
    if isinstance(field, PercentField):
        return "decimal"
    if isinstance(field, DateField):
        return "date"
    return "choice" if isinstance(field, ChoiceField) else "text"


def _value(field: AnyField, text: str | None) -> object:
    if text is None:
        return None
    if isinstance(field, NumberField | PercentField):
        return Decimal(text)
    return date.fromisoformat(text) if isinstance(field, DateField) else text


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else str(value)
