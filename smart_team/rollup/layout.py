"""What a record of a bulk ledger looks like."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import pyarrow as pa

Kind = Literal["text", "integer", "decimal", "date", "choice", "unit"]

KEY: Final = "key"
"""The column of a record's key, which every layout has."""
MONTH: Final = "month"
RECORDS: Final = "records"
SEQUENCE: Final = "sequence"
GONE: Final = "gone"
DISTINCT: Final = "distinct"
_RESERVED: Final = frozenset({KEY, MONTH, RECORDS, SEQUENCE, GONE, DISTINCT})
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_DIGITS: Final = 18
"""Digits of a number: so many fit into 64 bits."""
_SUM_DIGITS: Final = 38
_PLACES: Final[Mapping[Kind, int]] = {"integer": 0, "decimal": 6}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a ledger.

    Integers have up to 18 digits, decimals 12 before the point and 6 after. Numbers, texts and
    choices may be absent from a record.
    """

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a ledger beside the key; `dated_by` names the date by which parts are dated.

    Exactly one column is the unit. Raises ValueError for names that are malformed, reserved or
    repeated, and where the unit or the date is not there.
    """

    columns: tuple[Column, ...]
    dated_by: str

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        bad = [name for name in names if not _NAME.fullmatch(name) or name in _RESERVED]
        if bad or len(set(names)) < len(names):
            raise ValueError(f"columns need names of their own: {bad or names}")
        if [column.kind for column in self.columns].count("unit") != 1:
            raise ValueError("one column is the unit")
        if self.dated_by not in self.of_kind("date"):
            raise ValueError(f"{self.dated_by} is no column of dates")

    @property
    def unit(self) -> str:
        """The name of the column of units."""
        return self.of_kind("unit")[0]

    @property
    def names(self) -> list[str]:
        """The key and the names of the columns, in order."""
        return [KEY, *(column.name for column in self.columns)]

    def of_kind(self, *kinds: Kind) -> list[str]:
        """Return the names of the columns of these kinds."""
        return [column.name for column in self.columns if column.kind in kinds]

    def schema(self) -> pa.Schema:
        """Return the schema of a table of records."""
        must = {self.unit, self.dated_by}
        fields = [
            pa.field(each.name, _TYPES[each.kind], nullable=each.name not in must)
            for each in self.columns
        ]
        return pa.schema([pa.field(KEY, pa.string(), nullable=False), *fields])

    def table(self, records: Iterable[Mapping[str, object]]) -> pa.Table:
        """Return records as a table: text, int, Decimal and date by column, None where absent.

        Raises pyarrow's ArrowInvalid or ArrowTypeError where a value is not of its column's kind.
        """
        return pa.Table.from_pylist([dict(record) for record in records], schema=self.schema())

    def sum_type(self, name: str) -> pa.DataType:
        """Return the type of a column's sum: exact, of 38 digits; KeyError if it is no number."""
        kinds = {column.name: column.kind for column in self.columns}
        return pa.decimal128(_SUM_DIGITS, _PLACES[kinds[name]])


_TYPES: Final[Mapping[Kind, pa.DataType]] = {
    "text": pa.string(),
    "choice": pa.string(),
    "unit": pa.string(),
    "date": pa.date32(),
    "integer": pa.decimal128(_DIGITS, _PLACES["integer"]),
    "decimal": pa.decimal128(_DIGITS, _PLACES["decimal"]),
}
