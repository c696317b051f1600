"""Small cells of a table of counts, merged so that none can be told or found by subtraction."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from smart_team.ledger.book import Book, Record
from smart_team.ledger.values import Content, period_of
from smart_team.rubric.ledgers import MergeSmall
from smart_team.rubric.types import plain


@dataclass(frozen=True, slots=True)
class Row:
    """What may be shown of a record, or of several that were merged.

    A merged row has no id, only the fields that all of them share, and the sum of their counts:
    not even that where it is small itself.
    """

    id: str | None
    unit: str
    content: Content
    merged: int = 1


def shown_rows(book: Book, records: Sequence[Record], own: Container[str]) -> list[Row]:
    """Return what somebody of the units `own` may see of records, small cells of others merged.

    The records are all of each table that they are part of; of only some of them, what is missing
    could be found by subtraction.
    """
    small = book.ledger.merge_small
    tables: dict[object, list[Record]] = {}
    rows: list[Row] = []
    for each in records:
        if small is None or small.count not in each.content or each.unit in own:
            rows.append(Row(each.id, each.unit, each.content))
        else:
            tables.setdefault(_table_of(book, small, each), []).append(each)
    if small is not None:
        for table in tables.values():
            rows += _merged(small, table)
    return rows


def _table_of(book: Book, small: MergeSmall, record: Record) -> object:
    within = tuple(str(record.content.get(name)) for name in small.within)
    return record.unit, period_of(book, record.day), within


def _merged(small: MergeSmall, table: Sequence[Record]) -> Iterable[Row]:
    cells = sorted(table, key=lambda each: (_count(small, each), each.id))
    cut = sum(_count(small, each) < small.below for each in cells)
    if cut:
        while cut < len(cells) and (cut == 1 or _sum(small, cells[:cut]) < small.below):
            cut += 1
        yield _together(small, cells[:cut])
    for each in cells[cut:]:
        yield Row(each.id, each.unit, each.content)


def _together(small: MergeSmall, cells: Sequence[Record]) -> Row:
    first, total = cells[0], _sum(small, cells)
    known = {name: first.content[name] for name in small.within if name in first.content}
    content: dict[str, Any] = known | ({small.count: plain(total)} if total >= small.below else {})
    return Row(None, first.unit, content, len(cells))


def _sum(small: MergeSmall, cells: Sequence[Record]) -> Decimal:
    return sum((_count(small, each) for each in cells), Decimal(0))


def _count(small: MergeSmall, record: Record) -> Decimal:
    return Decimal(record.content[small.count])
