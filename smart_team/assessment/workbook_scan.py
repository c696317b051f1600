"""The XML parts of a workbook, looked through once before a parser makes rows of them.

Found here: DOCTYPE declarations (and so entities), cells far away that would make a huge empty
table, short files that repeat one long text in very many cells, formulas without a result.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Final
from xml.parsers import expat

from smart_team.assessment import messages as m
from smart_team.assessment.files import refuse
from smart_team.assessment.tables import letters

MAX_CELLS: Final = 2_000_000
"""Cells that all sheets together may span, empty ones included."""
MAX_TEXT: Final = 100_000_000
"""Characters that all cells together may show."""

_ERROR_CELL: Final = re.compile(rb"""(\st\s*=\s*)(?:"e"|'e')""")
_LETTERS: Final = 4
"""One letter more than the last column's name, XFD, has."""
_CELLS: Final = (b"<c ", b"<c>", b"<c/")
_DIGITS: Final = "0123456789"
_FARTHEST: Final = 2**20
"""Rows that a sheet may have; columns have fewer."""


class Scan:
    """Looks through the parts of one workbook, adding up over all of them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.spanned = 0
        self.texts: list[int] = []
        self.uses: Counter[str] = Counter()

    def part(self, name: str, data: bytes) -> bytes:
        """Return the part as the parser shall see it; raises FileError.

        A cell with an error (``#DIV/0!``) becomes a text of that name: the parser would give it
        out as empty, and an error must not pass for no answer.
        """
        # Reading on until the last allowed cell takes seconds; counting takes none.
        if sum(map(data.count, _CELLS)) > MAX_CELLS:
            refuse(self.path, m.MANY_CELLS, limit=MAX_CELLS)
        sheet = _Part(self, name)
        try:
            sheet.parser.Parse(data, True)  # noqa: FBT003 - expat takes no keywords
        except expat.ExpatError as error:
            refuse(self.path, m.BROKEN_WORKBOOK, detail=f"{name}: {error}")
        sheet.finish()
        self.spanned += sheet.rows * sheet.columns
        return _ERROR_CELL.sub(rb'\1"str"', data)

    def finish(self) -> None:
        """Add up the texts that the cells show."""
        total = 0
        for index, times in self.uses.items():
            if not index.isdecimal() or int(index) >= len(self.texts):
                refuse(self.path, m.BROKEN_WORKBOOK, detail=f"shared text {index[:20]}")
            total += self.texts[int(index)] * times
        if total > MAX_TEXT:
            refuse(self.path, m.TEXT_FLOOD, limit=MAX_TEXT)


class _Part:
    """One part: how far its cells reach, and which shared texts they show."""

    def __init__(self, scan: Scan, name: str) -> None:
        self.scan = scan
        self.name = name
        self.rows = self.columns = self.cells = 0
        self._row = self._column = 0
        self._tag = self._digits = ""
        self._type: str | None = None
        self._formula = self._in_cell = False
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.CharacterDataHandler = self._text

    def finish(self) -> None:
        """Check the last cell."""
        if self._formula:
            cell = f"{self.name}!{letters(self._column - 1)}{self._row}"
            refuse(self.scan.path, m.NO_RESULT, cell=cell)

    def _doctype(self, *_declared: object) -> None:
        refuse(self.scan.path, m.DOCTYPE, part=self.name)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._tag = tag = name.rpartition(":")[2] if ":" in name else name
        if tag == "c":
            self._start_cell(attributes)
        elif tag == "row":
            self.finish()
            self._formula = self._in_cell = False
            self._digits = attributes.get("r", "")
            self._row = self._number(self._digits, self._row)
            self._column = 0
        elif tag == "f":
            self._formula = self._in_cell
        elif tag == "v":
            self._formula = self._formula and self._type != "str"
        elif tag == "si":
            self.scan.texts.append(0)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if self._formula:
            self.finish()
        self._formula, self._in_cell = False, True
        self._type = attributes.get("t")
        self.cells += 1
        place = attributes.get("r", "")
        name = place.rstrip(_DIGITS)
        self._column = _column(name) if name else self._column + 1
        digits = place[len(name) :]
        if digits != self._digits:
            self._digits = digits
            self._row = self._number(digits, self._row - 1)
        if self.cells > MAX_CELLS:
            refuse(self.scan.path, m.MANY_CELLS, limit=MAX_CELLS)
        if self._row > self.rows or self._column > self.columns:
            self._reach()

    def _reach(self) -> None:
        self.rows = max(self.rows, self._row)
        self.columns = max(self.columns, self._column)
        if self.rows * self.columns + self.scan.spanned > MAX_CELLS:
            values = {"rows": self.rows, "columns": self.columns, "limit": MAX_CELLS}
            refuse(self.scan.path, m.FAR_CELL, **values)

    def _number(self, digits: str, before: int) -> int:
        """Return a row's number, or the next one where none is given."""
        if not digits:
            return before + 1
        if not (digits.isascii() and digits.isdecimal() and len(digits) <= len(str(_FARTHEST))):
            refuse(self.scan.path, m.BROKEN_WORKBOOK, detail=f"{self.name}: {digits[:20]}")
        return int(digits)

    def _text(self, data: str) -> None:
        if self._tag == "v":
            value = data.strip()
            if value:
                self._formula = False
                if self._type == "s":
                    self.scan.uses[value] += 1
        elif self._tag == "t" and self.scan.texts:
            self.scan.texts[-1] += len(data)


@lru_cache(maxsize=20_000)
def _column(name: str) -> int:
    """Return a column's number from 1; names longer than sheets have count as very far."""
    number = 0
    for letter in name.upper()[:_LETTERS]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number if len(name) < _LETTERS else MAX_CELLS + 1
