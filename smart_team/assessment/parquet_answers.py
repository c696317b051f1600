"""Answers from a wide Parquet file: a column ``unit`` and one column a field, ``A8.numerator``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from smart_team.assessment import messages as m
from smart_team.assessment.files import MAX_BYTES, describe, open_file, refuse
from smart_team.assessment.parquet_columns import in_bulk, known_type, one_by_one
from smart_team.assessment.stopping import stop_if_hopeless
from smart_team.assessment.tables import shown
from smart_team.errors import FileError, Place, Problem, Text
from smart_team.scoring import messages as scoring
from smart_team.scoring.entry import NA, Entry

UNIT: Final = "unit"
MAX_ROWS: Final = 2_000_000
MAX_CELLS: Final = 500_000_000
"""Rows times columns."""


class _Field(NamedTuple):
    """One column of answers: its name, the indicator, and the indicator's field."""

    column: str
    item: str
    name: str


def read_into(path: Path, entry: Entry) -> None:
    """Put all answers of the file into `entry`, column by column; nulls are no answers.

    Raises FileError where the file is not Parquet or its columns are not right. Doubles count as
    the 15 significant digits that a spreadsheet shows.
    """
    with open_file(path, MAX_BYTES) as stream:
        try:
            _Columns(path, stream, entry).read()
        except (pa.ArrowException, OSError) as error:
            detail = shown(describe(error).partition("\n")[0])
            refuse(path, m.NOT_PARQUET, detail=detail)


class _Columns:
    """Reads the columns of one file."""

    def __init__(self, path: Path, stream: Any, entry: Entry) -> None:  # noqa: ANN401
        self.path = path
        self.entry = entry
        entry.source = Place(str(path))
        schema = pq.read_schema(stream)
        texts = [each.name for each in schema if pa.types.is_string(each.type)]
        # Texts stay as a dictionary: a long text that repeats must not fill the memory.
        self.file: Any = pq.ParquetFile(stream, read_dictionary=texts)
        self.schema: Any = self.file.schema_arrow

    def read(self) -> None:
        """Check the columns, then put each into the entry."""
        rows, columns = self.file.metadata.num_rows, len(self.schema)
        if rows > MAX_ROWS or rows * columns > MAX_CELLS:
            refuse(self.path, m.TOO_MANY_CELLS, rows=rows, columns=columns, limit=MAX_CELLS)
        fields = self._fields()
        rows_of, positions = self._units()
        for field in fields:
            self._put(field, rows_of, positions)
            stop_if_hopeless(self.entry, Place(str(self.path)))

    def _column(self, name: str) -> Any:  # noqa: ANN401
        chunks = self.file.read(columns=[name]).column(name)
        return chunks.unify_dictionaries().combine_chunks()

    def _place(self, row: int, column: str) -> Place:
        words = Text(f"第 {row + 1} 行 {column} 列", f"row {row + 1}, column {column},")
        return Place(str(self.path), where=words)

    def _fields(self) -> list[_Field]:
        """Split the columns' names; raises FileError with all that are not right."""
        names, problems = self.schema.names, list(self._header_problems())
        fields = []
        for name in names:
            item = self._item(name)
            if name == UNIT:
                continue
            if item is None:
                known = ", ".join(self.entry.plan.layout.slots)
                values = {"column": shown(name), "known": known}
                problems.append(Problem(m.COLUMN_NAME, Place(str(self.path)), values))
            else:
                fields.append(_Field(name, item, name[len(item) + 1 :]))
        if problems:
            raise FileError(problems)
        return fields

    def _header_problems(self) -> Iterator[Problem]:
        names = self.schema.names
        if UNIT not in names:
            values = {"column": UNIT, "wanted": f"{UNIT}, A8.numerator, …"}
            yield Problem(m.MISSING_COLUMN, Place(str(self.path)), values)
        for number, field in enumerate(self.schema):
            where = Place(str(self.path), where=Text(f"{field.name} 列", f"column {field.name}"))
            if field.name in names[:number]:
                yield Problem(m.REPEATED_COLUMN, where, {"column": shown(field.name)})
            if not known_type(field.type):
                yield Problem(m.COLUMN_TYPE, where, {"type": field.type})

    def _item(self, column: str) -> str | None:
        """Return the longest id of the rubric that the column's name starts with, then a dot."""
        ids = [id_ for id_ in self.entry.plan.layout.slots if column.startswith(f"{id_}.")]
        return max(ids, key=len, default=None)

    def _units(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return the rows of known units and the units' positions; each unit counts once."""
        known, first = self.entry.units.positions, dict[str, int]()
        rows, positions = [], []
        for row, value in enumerate(one_by_one(self._column(UNIT))):
            place = self._place(row, UNIT)
            if value is None:
                self.entry.refuse(m.EMPTY_CELL, place, column=UNIT)
            elif str(value) not in known:
                self.entry.refuse(scoring.UNKNOWN_UNIT, place, unit=shown(value))
            elif first.setdefault(str(value), row + 1) != row + 1:
                values = {"unit": shown(value), "first": first[str(value)]}
                self.entry.refuse(m.UNIT_TWICE, place, **values)
            else:
                rows.append(row)
                positions.append(known[str(value)])
            stop_if_hopeless(self.entry, place)
        return np.array(rows, np.intp), np.array(positions, np.intp)

    def _put(self, field: _Field, rows: NDArray[np.intp], positions: NDArray[np.intp]) -> None:
        column = self._column(field.column).take(pa.array(rows))
        slot = self.entry.plan.layout.slots[field.item].get(field.name)
        left = column.is_valid().to_numpy(zero_copy_only=False)
        if slot is not None:
            values, fit = in_bulk(column, slot.kind)
            taken = self.entry.put_column(field.item, field.name, positions[fit], values[fit])
            left &= not taken or ~fit
        here = np.flatnonzero(left)
        values_left = one_by_one(column.take(pa.array(here)))
        for row, raw in zip(here.tolist(), values_left, strict=True):
            self._put_one(field, int(rows[row]), int(positions[row]), raw)

    def _put_one(self, field: _Field, row: int, position: int, raw: object) -> None:
        # In a wide table a column of truths says `false` for everyone to whom nothing was granted.
        if field.name == NA and raw is False:
            return
        place = self._place(row, field.column)
        unit = self.entry.units.rows[position].unit
        self.entry.put(unit, field.item, field.name, raw, place)
        stop_if_hopeless(self.entry, place)
