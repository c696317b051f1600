"""Synthetic records for very large ledgers: some of each unit, as imports leave them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Final

from smart_team.assessment.bulk_ledgers import BulkLedger, append_records, part_shelf
from smart_team.ledger.book import Book, Shelf
from smart_team.rollup.declared import layout_of, row_of
from smart_team.rubric.ledgers import AnyField, ChoiceField, DateField, NumberField, PercentField
from smart_team.scoring.units import Unit
from smart_team.settings import Settings
from smart_team.store.audit import Act
from smart_team.store.gate import Gate

DAYS: Final = 420
"""How far back the records reach: the whole year before, in every month of the year."""
EACH: Final = 70
"""Records of a unit in a ledger."""


def enter_very_many(
    gate: Gate, folder: Path, shelf: Shelf, units: Sequence[Unit], today: date
) -> None:
    """Add records of all very large ledgers for these units, in the months before a day."""
    parts = part_shelf(Settings(data=folder))
    for book in (each for each in shelf.books.values() if each.ledger.bulk):
        layout = layout_of(book)
        ledger = BulkLedger(book.name, layout, gate, parts.files, parts.limits)
        rows = layout.table(row for unit in units for row in _rows(book, unit, today))
        append_records(ledger, Act("system", "demo"), rows)


def _rows(book: Book, unit: Unit, today: date) -> Iterator[Mapping[str, object]]:
    random = Random(f"{book.name}-{unit.unit}")  # noqa: S311 - examples are drawn, no secrets
    for number in range(1, EACH + 1):
        day = today - timedelta(days=3 + random.randrange(DAYS))
        said = {id_: _value(each, book, day, number, random) for id_, each in book.fields.items()}
        yield row_of(book, unit.unit, said)


def _value(field: AnyField, book: Book, day: date, number: int, random: Random) -> str:
    match field:
        case DateField():
            return day.isoformat()
        case ChoiceField():
            return random.choice(field.choices).id
        case NumberField() | PercentField():
            return str(1 + random.randrange(5))
        case _ if field.id in book.ledger.key:
            return f"示例 {day.year}-{number:04d}"
        case _:
            return f"{field.title.text().zh}示例 {number % 6 + 1}"
