"""CSV as a table: UTF-8 or GB18030, commas, strict quotation marks."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from smart_team.assessment import messages as m
from smart_team.assessment.files import refuse
from smart_team.assessment.formula_text import restore
from smart_team.assessment.long_answers import COLUMNS, put_rows
from smart_team.assessment.tables import Row, Sheet, Table
from smart_team.assessment.texts import content_lines, read_text
from smart_team.scoring.entry import Entry


def read_table(path: Path, wanted: tuple[str, ...]) -> Table:
    """Read a CSV file with the wanted columns; raises FileError."""
    return Table(_sheet(path), wanted)


def read_sheets(path: Path, **_: bool) -> list[Sheet]:
    """Return the one sheet that a CSV file is, as a workbook's sheets are given."""
    sheet = _sheet(path)
    return [Sheet(sheet.file, list(sheet.rows))]


def read_into(path: Path, entry: Entry) -> None:
    """Put all answers of a long table into `entry`."""
    put_rows(read_table(path, COLUMNS), entry)


def _sheet(path: Path) -> Sheet:
    skipped, text = content_lines(read_text(path))
    return Sheet(str(path), _rows(path, text, skipped))


def _rows(path: Path, text: str, skipped: int) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = skipped + 1
    try:
        for cells in reader:
            yield Row(line, [_cell(cell) for cell in cells])
            line = skipped + reader.line_num + 1
    except csv.Error as error:
        limit = csv.field_size_limit()
        if "field limit" in str(error):
            refuse(path, m.LINE_TOO_LONG, line, limit=limit)
        refuse(path, m.BAD_CSV, line, detail=error)


def _cell(text: str) -> str | None:
    return restore(text.strip()) or None
