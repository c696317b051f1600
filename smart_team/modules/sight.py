"""The units whose records somebody reads, and the ledgers of a module: what all modules share."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from smart_team.assessment.views.pages import absent
from smart_team.ledger.book import Book, Shelf
from smart_team.people.policy import Target, may
from smart_team.people.principal import Principal
from smart_team.store.tables import units


@dataclass(frozen=True, slots=True)
class SeenUnit:
    """A unit whose records somebody reads; `district` is empty for the city's own."""

    code: str
    name: str
    kind: str
    level: str
    district: str


def books_of(shelf: Shelf, ledgers: Collection[str]) -> Mapping[str, Book]:
    """Return ledgers by their full names; AbsentError where any is not on the shelf."""
    books = {name: book for name in ledgers if (book := shelf.find(name)) is not None}
    if len(books) < len(ledgers):
        raise absent()
    return books


def seen_units(connection: Connection, principal: Principal) -> list[SeenUnit]:
    """Return the units whose records this person reads, by code; AbsentError for none."""
    rows = connection.execute(select(units).order_by(units.c.code)).all()
    found = [
        SeenUnit(row.code, row.name, row.kind, row.level, row.district or "")
        for row in rows
        if may(principal, "read_records", Target(row.code, row.district or ""))
    ]
    if not found:
        raise absent()
    return found


def seen_unit(connection: Connection, principal: Principal, code: str) -> SeenUnit:
    """Return one of these units; AbsentError alike for none and out of scope."""
    for each in seen_units(connection, principal):
        if each.code == code:
            return each
    raise absent()
