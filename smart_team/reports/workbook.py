"""Workbooks of plain tables: text never becomes a formula, numbers stay numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple, TypeAlias

from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxWriterException

from smart_team.errors import Lang
from smart_team.reports import messages as m
from smart_team.reports.replacing import refuse, replacing
from smart_team.reports.sheet_styles import Look, Styles

Plain: TypeAlias = str | int | Decimal | bool | date | None
MAX_ROWS: Final = 1_048_576
MAX_COLUMNS: Final = 16_384
A4: Final = 9
"""The workbook format's number for that paper."""

_MADE: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The day every workbook says it was made: equal tables make equal files."""


_TO_FILL: Final = 1000
"""Rows below the last one in which what may be chosen is offered too."""
_LARGE: Final = 500_000
"""Cells above which rows are put aside on the disk while the rest is made."""


class Cell(NamedTuple):
    """One value and how it looks."""

    value: Plain
    look: Look = Look()


@dataclass(frozen=True)
class Sheet:
    """One table of a workbook.

    `heading` are lines above the table, the first of them its title; `widths` are in characters,
    the last of them also for all further columns; `fixed_columns` stay in sight when scrolled.
    """

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    heading: Sequence[str] = ()
    widths: Sequence[float] = (12,)
    fixed_columns: int = 0
    count: int = field(default=0)
    """How many rows, where they may be many: to see that they fit, and to spare memory."""
    to_fill: Sequence[Look] = ()
    """How cells below the rows look, column by column, in a sheet that people fill further."""
    lists: Mapping[int, str] = field(default_factory=dict)
    """Cells that hold what may be chosen in a column, such as ``=Notes!$E$4:$E$6``."""


def write_workbook(path: Path | str, sheets: Sequence[Sheet], lang: Lang = "zh") -> None:
    """Write sheets to an .xlsx file, replaced as a whole or left as it was; raises FileError."""
    path = Path(path)
    for sheet in sheets:
        _check_size(path, sheet)
    with replacing(path) as stream:
        try:
            _write(stream, sheets, lang)
        except XlsxWriterException as error:
            raise OSError(str(error)) from error


def workbook_bytes(sheets: Sequence[Sheet], lang: Lang = "zh") -> bytes:
    """Return sheets as the content of an .xlsx file, to be sent and kept nowhere."""
    stream = BytesIO()
    _write(stream, sheets, lang)
    return stream.getvalue()


def _write(stream: BinaryIO, sheets: Sequence[Sheet], lang: Lang) -> None:
    cells = sum(sheet.count * len(sheet.header) for sheet in sheets)
    large = "constant_memory" if cells > _LARGE else "in_memory"
    workbook = Workbook(stream, {large: True})
    workbook.set_properties({"created": _MADE})
    styles = Styles(workbook)
    for sheet in sheets:
        _Page(workbook.add_worksheet(sheet.name), sheet, styles).write(lang)
    workbook.close()


class _Page:
    """Writes one sheet."""

    def __init__(self, page: Any, sheet: Sheet, styles: Styles) -> None:  # noqa: ANN401
        self.page = page
        self.sheet = sheet
        self.styles = styles

    def write(self, lang: Lang) -> None:
        """Write heading, header and rows, and say how they are shown and printed."""
        top = len(self.sheet.heading)
        for row, line in enumerate(self.sheet.heading):
            look = Look(title=row == 0, note=row > 0)
            self.page.write_string(row, 0, line, self.styles.get(look))
        for column, name in enumerate(self.sheet.header):
            self.page.write_string(top, column, name, self.styles.get(Look(header=True)))
        last = top
        for last, cells in enumerate(self.sheet.rows, start=top + 1):
            for column, cell in enumerate(cells):
                self._put(last, column, cell)
        self._set_up(top, last, lang)

    def _put(self, row: int, column: int, cell: Cell) -> None:
        style, value = self.styles.get(cell.look), cell.value
        if value is None:
            self.page.write_blank(row, column, None, style)
        elif isinstance(value, bool):
            self.page.write_boolean(row, column, value, style)
        elif isinstance(value, str):
            self.page.write_string(row, column, value, style)
        elif isinstance(value, date):
            self.page.write_datetime(row, column, value, style)
        else:
            self.page.write_number(row, column, value, style)

    def _set_up(self, top: int, last: int, lang: Lang) -> None:
        sheet, page = self.sheet, self.page
        for column in range(len(sheet.header)):
            width = sheet.widths[min(column, len(sheet.widths) - 1)]
            look = sheet.to_fill[column] if sheet.to_fill else None
            page.set_column(column, column, width, look and self.styles.get(look))
        for column, source in sheet.lists.items():
            choice = {"validate": "list", "source": source}
            page.data_validation(top + 1, column, last + _TO_FILL, column, choice)
        page.freeze_panes(top + 1, sheet.fixed_columns)
        page.autofilter(top, 0, max(last, top), len(sheet.header) - 1)
        page.set_landscape()
        page.set_paper(A4)
        page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        page.fit_to_pages(1, 0)
        page.repeat_rows(top)
        page.set_footer("&C第 &P 页,共 &N 页" if lang == "zh" else "&CPage &P of &N")


def _check_size(path: Path, sheet: Sheet) -> None:
    rows = sheet.count + len(sheet.heading) + 1
    if rows > MAX_ROWS or len(sheet.header) > MAX_COLUMNS:
        values = {"most_rows": MAX_ROWS, "most_columns": MAX_COLUMNS}
        columns = len(sheet.header)
        refuse(path, m.TOO_MANY_ROWS, sheet=sheet.name, rows=rows, columns=columns, **values)
