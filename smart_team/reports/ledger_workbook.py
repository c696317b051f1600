"""A ledger as a workbook: its records to read and to go on filling, and how to fill them.

Without records it is the empty table that a unit starts from. An import of the same file changes
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from smart_team.errors import Lang
from smart_team.ledger.book import Book
from smart_team.ledger.headers import UNIT, column_titles
from smart_team.ledger.unit_names import UnitNames
from smart_team.ledger.values import Content
from smart_team.reports import ledger_words as w
from smart_team.reports.ledger_cells import choice_title, kept_in_tables, look_of, value_of
from smart_team.reports.sheet_styles import Look
from smart_team.reports.workbook import Cell, Sheet, workbook_bytes, write_workbook
from smart_team.rubric.ledgers import AnyField, ChoiceField, DateField, NumberField, PercentField

_WRAP = Look(wrap=True)
_UNIT_WIDTH = 26
_NARROW, _WIDE = 13, 24
_GUIDE_WIDTHS = (20, 16, 10, 8, 60, 30)


class Kept(Protocol):
    """What is written of a record: whose it is, and what it says."""

    @property
    def unit(self) -> str:
        """Its unit's code."""

    @property
    def content(self) -> Content:
        """Its values, canonical."""


@dataclass(frozen=True)
class Export:
    """Records of a ledger to be written, in the order in which they stand."""

    book: Book
    records: Sequence[Kept]
    units: UnitNames
    fill_for: Sequence[str] = ()
    """The units whose records may be filled in, offered in the unit's column."""
    mark: str | None = None
    """A line above the table, such as that its data are synthetic."""
    lang: Lang = "zh"

    def columns(self) -> list[tuple[str, AnyField | None]]:
        """Return each column's title and field; the unit's column has none."""
        fields = {id_: f for id_, f in self.book.fields.items() if kept_in_tables(f)}
        titles = column_titles(self.book, self.lang).items()
        return [(title, fields.get(id_)) for id_, title in titles if id_ == UNIT or id_ in fields]


def write_ledger(path: Path | str, export: Export) -> None:
    """Write a ledger to an .xlsx file, replaced as a whole; raises FileError."""
    write_workbook(path, _sheets(export), export.lang)


def ledger_bytes(export: Export) -> bytes:
    """Return a ledger as the content of an .xlsx file."""
    return workbook_bytes(_sheets(export), export.lang)


def _sheets(export: Export) -> list[Sheet]:
    guide = _Guide(export)
    return [_data(export, guide), guide.sheet()]


def _heading(export: Export) -> tuple[str, ...]:
    title = export.book.ledger.title.say(export.lang)
    return (title,) if export.mark is None else (title, export.mark)


def _data(export: Export, guide: _Guide) -> Sheet:
    columns = export.columns()
    return Sheet(
        w.DATA.say(export.lang),
        [title for title, _ in columns],
        ([_cell(export, record, field) for _, field in columns] for record in export.records),
        _heading(export),
        [_width(field) for _, field in columns],
        1,
        len(export.records),
        [(look_of(field) if field else _WRAP)._replace(open=True) for _, field in columns],
        guide.lists(),
    )


def _cell(export: Export, record: Kept, field: AnyField | None) -> Cell:
    if field is None:
        return Cell(export.units.label(record.unit), _WRAP)
    kept = record.content.get(field.id)
    return Cell(value_of(field, kept, export.units, export.lang), look_of(field))


def _width(field: AnyField | None) -> int:
    if field is None:
        return _UNIT_WIDTH
    narrow = isinstance(field, NumberField | PercentField | DateField)
    return _NARROW if narrow else _WIDE


class _Guide:
    """The sheet that says how to fill the other; below each field stands what may be chosen."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self._first = len(self._lines()) + 2
        """The sheet's row, from 1, below the header."""
        self._rows = list[list[Cell]]()
        self._lists = dict[int, str]()
        for column, (title, field) in enumerate(export.columns()):
            self._describe(column, title, field)

    def sheet(self) -> Sheet:
        """Return the sheet."""
        lang = self.export.lang
        header = [text.say(lang) for text in w.HEADER]
        return Sheet(w.GUIDE.say(lang), header, self._rows, self._lines(), _GUIDE_WIDTHS)

    def lists(self) -> dict[int, str]:
        """Return where the choices of the data's columns stand."""
        return self._lists

    def _lines(self) -> tuple[str, ...]:
        return (*_heading(self.export), *(line.say(self.export.lang) for line in w.LINES))

    def _describe(self, column: int, title: str, field: AnyField | None) -> None:
        lang = self.export.lang
        required = (w.YES if field is None or field.required else w.NO).say(lang)
        type_ = w.UNIT if field is None else w.type_of(field)
        hint = w.UNIT_HINT.say(lang) if field is None else self._hint(field)
        id_ = "" if field is None else field.id
        self._add(title, id_, type_.say(lang), required, hint, "")
        first = self._first + len(self._rows)
        for choice, shown in self._choices(field):
            self._add(title, choice, "", "", "", shown)
        last = self._first + len(self._rows) - 1
        if last >= first:
            self._lists[column] = f"='{w.GUIDE.say(lang)}'!$F${first}:$F${last}"

    def _hint(self, field: AnyField) -> str:
        rule = w.rule_of(field, self.export.lang)
        in_key = field.id in self.export.book.ledger.key
        return f"{rule};{w.KEY_HINT.say(self.export.lang)}" if in_key else rule

    def _choices(self, field: AnyField | None) -> Iterator[tuple[str, str]]:
        export = self.export
        if field is None:
            yield from ((code, export.units.label(code)) for code in export.fill_for)
        elif isinstance(field, ChoiceField):
            for each in field.choices:
                yield each.id, choice_title(field, each.id, export.units, export.lang)

    def _add(self, *texts: str) -> None:
        self._rows.append([Cell(text, _WRAP) for text in texts])
