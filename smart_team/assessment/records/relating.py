"""What belongs to a record: those that it refers to, and those that refer to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from smart_team.assessment.records.finding import FoundRecord, records_of
from smart_team.assessment.records.views import RecordView, views_of
from smart_team.ledger.book import Book, Shelf
from smart_team.people.principal import Principal
from smart_team.rubric.ledgers import TextField
from smart_team.store.record_tables import records

MOST = 100
"""Records shown of one ledger."""


@dataclass(frozen=True, slots=True)
class Related:
    """Records of one ledger that belong to a record."""

    book: Book
    rows: Sequence[RecordView]


def related(
    connection: Connection, principal: Principal, shelf: Shelf, found: FoundRecord
) -> list[Related]:
    """Return what a record refers to and what refers to it, as far as this person may read it."""
    content, keys = found.content, found.book.ledger.key
    wanted = [
        *((book, book.ledger.key[0], content.get(field)) for field, book in _above(shelf, found)),
        *((book, field, content.get(keys[0])) for field, book in _below(shelf, found)),
    ]
    groups = (
        Related(book, _matching(connection, principal, book, field, value))
        for book, field, value in wanted
    )
    return [each for each in groups if each.rows]


def _above(shelf: Shelf, found: FoundRecord) -> list[tuple[str, Book]]:
    module = found.book.module
    pairs = [(i, shelf.find(f"{module}.{name}")) for i, name in _references(found.book)]
    return [(field, book) for field, book in pairs if book is not None]


def _below(shelf: Shelf, found: FoundRecord) -> list[tuple[str, Book]]:
    own = found.book.ledger.id
    return [
        (field, book)
        for book in shelf.of(found.book.module)
        for field, name in _references(book)
        if name == own
    ]


def _references(book: Book) -> list[tuple[str, str]]:
    return [
        (id_, field.refers_to)
        for id_, field in book.fields.items()
        if isinstance(field, TextField) and field.refers_to is not None
    ]


def _matching(
    connection: Connection,
    principal: Principal,
    book: Book,
    field: str,
    value: Any,  # noqa: ANN401
) -> list[RecordView]:
    """Return the records whose field is this text, the newest day first."""
    if not isinstance(value, str):
        return []
    query = records_of(principal, book)
    query = query.where(records.c.content.contains(value, autoescape=True))
    rows = connection.execute(query.order_by(records.c.day.desc(), records.c.id)).all()
    views = views_of(connection, rows)
    return [each for each in views if each.record.content.get(field) == value][:MOST]
