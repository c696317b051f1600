"""A sheet of a workbook as a table, read by calamine from an archive that was checked first."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from smart_team.assessment import messages as m
from smart_team.assessment.files import refuse
from smart_team.assessment.long_answers import COLUMNS, put_rows
from smart_team.assessment.numbers import plain_number, shown_number
from smart_team.assessment.tables import Row, Sheet, Table, blank, first_header
from smart_team.assessment.workbook_formats import Spot, percent_cells
from smart_team.assessment.workbook_guard import checked_workbook
from smart_team.scoring.entry import Entry

_PANIC: Final = "PanicException"
"""The name of what Rust code raises when it gives up; it is no Exception."""


def read_table(path: Path, wanted: tuple[str, ...]) -> Table:
    """Read the one visible sheet whose header has the wanted columns; raises FileError."""
    sheets = read_sheets(path)
    having = [sheet for sheet in sheets if set(wanted) <= set(first_header(sheet.rows))]
    if len(having) > 1:
        names = ", ".join(str(sheet.name) for sheet in having)
        refuse(path, m.SEVERAL_SHEETS, sheets=names)
    if not having:
        having = [sheet for sheet in sheets if not all(map(blank, sheet.rows))]
    if len(having) != 1:
        refuse(path, m.NO_SHEET, wanted=", ".join(wanted))
    return Table(having[0], wanted)


def read_into(path: Path, entry: Entry) -> None:
    """Put all answers of a long table into `entry`."""
    put_rows(read_table(path, COLUMNS), entry)


def read_sheets(path: Path, *, percents: bool = False) -> list[Sheet]:
    """Return the visible sheets with their rows; raises FileError.

    Cells that are dates stay dates, in either of the two date systems. With `percents` a number
    that the sheet shows as a percentage comes as that text: ``95%`` for 0.95.
    """
    archive = checked_workbook(path)
    shares = percent_cells(archive) if percents else {}
    archive.seek(0)
    try:
        workbook = CalamineWorkbook.from_filelike(archive)
        return list(_sheets(str(path), workbook, shares))
    except CalamineError as error:
        refuse(path, m.BROKEN_WORKBOOK, detail=error)
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        refuse(path, m.BROKEN_WORKBOOK, detail=error)


def _sheets(
    file: str, workbook: CalamineWorkbook, shares: Mapping[str, Container[Spot]]
) -> Iterator[Sheet]:
    for number, about in enumerate(workbook.sheets_metadata):
        if about.visible == SheetVisibleEnum.Visible and about.typ == SheetTypeEnum.WorkSheet:
            cells = workbook.get_sheet_by_index(number).to_python(skip_empty_area=False)
            shown = shares.get(about.name, ())
            rows = [
                Row(row, [_cell(cell, (row, column) in shown) for column, cell in enumerate(each)])
                for row, each in enumerate(cells, start=1)
            ]
            yield Sheet(file, rows, about.name)


def _cell(value: object, is_percent: bool) -> object:  # noqa: FBT001
    """Return text stripped, numbers as the sheet shows them, and None for an empty cell."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = shown_number(float(value))
        return f"{plain_number(Decimal(number) * 100)}%" if is_percent else number
    return value
