"""The units whose team somebody sees, and their records; what is out of scope is not there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from smart_team.assessment.record_sources import record_of
from smart_team.assessment.records.views import RecordsWanted, narrowed
from smart_team.assessment.views.pages import absent
from smart_team.ledger.book import Book, Record, Shelf
from smart_team.modules.team.names import LEDGERS, POSTS, PROBLEMS
from smart_team.modules.team.problems import ProblemLine, lines_of
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


def books_of(shelf: Shelf) -> Mapping[str, Book]:
    """Return the module's ledgers by full name; AbsentError where any is not on the shelf."""
    books = {name: book for name in LEDGERS if (book := shelf.find(name)) is not None}
    if len(books) < len(LEDGERS):
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


def records_by_unit(
    connection: Connection,
    principal: Principal,
    books: Mapping[str, Book],
    codes: Collection[str],
    since: date,
) -> Mapping[str, Mapping[str, list[Record]]]:
    """Return the records of these units since a day, problems of all days, by unit and ledger.

    Posts and ranks are left out: their small cells may only be asked for merged.
    """
    found: dict[str, dict[str, list[Record]]] = {
        code: {name: [] for name in books if name != POSTS} for code in codes
    }
    only = next(iter(codes)) if len(codes) == 1 else None
    for name, book in books.items():
        if name == POSTS:
            continue
        first = None if name == PROBLEMS else since.isoformat()
        query = narrowed(principal, book, RecordsWanted(unit=only, since=first))
        for record in map(record_of, connection.execute(query)):
            if record.unit in found:
                found[record.unit][name].append(record)
    return found


def problems_seen(
    connection: Connection,
    principal: Principal,
    book: Book,
    wanted: RecordsWanted,
    codes: Collection[str],
    on: date,
) -> list[ProblemLine]:
    """Return the problems of these units that are asked for, as they stand on a day."""
    rows = connection.execute(narrowed(principal, book, wanted))
    return lines_of(book, [each for each in map(record_of, rows) if each.unit in codes], on)
