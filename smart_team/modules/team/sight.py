"""The records of units whose team somebody sees; what is out of scope is not there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import Connection

from smart_team.assessment.record_sources import record_of
from smart_team.assessment.records.views import RecordsWanted, narrowed
from smart_team.ledger.book import Book, Record
from smart_team.modules.team.names import POSTS, PROBLEMS
from smart_team.modules.team.problems import ProblemLine, lines_of
from smart_team.people.principal import Principal


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
