"""Every ledger that comes with the modules, taken along by who fills it and brought back as it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import select

from smart_team.assessment.platform import open_platform
from smart_team.assessment.records.importing import plan_import
from smart_team.assessment.records.views import RecordsWanted
from smart_team.ledger.book import Book
from smart_team.people.principal import Principal
from smart_team.reports.ledger_export import export_of, to_mend
from smart_team.reports.ledger_workbook import write_ledger
from smart_team.store.database import reading
from smart_team.store.tables import people
from tests.demo.conftest import Settled

SHELF: Final = open_platform().shelf
BOOKS: Final = [book for book in SHELF.books.values() if not book.ledger.bulk]


def fillers(settled: Settled, book: Book) -> Iterator[Principal]:
    """Yield of each role that enters its records everybody, in the order of their logins."""
    rows = settled.rows(select(people.c.login, people.c.id).order_by(people.c.login))
    for role in book.ledger.enter:
        for row in rows:
            if row.login.partition(".")[0] == role:
                yield settled.principal(row.id)


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.name)
def test_what_was_taken_along_changes_nothing_when_it_comes_back(
    settled: Settled, tmp_path: Path, book: Book
) -> None:
    file = tmp_path / "taken.xlsx"
    for principal in fillers(settled, book):
        with reading(settled.engine) as connection:
            whole = export_of(connection, principal, SHELF, book.name, RecordsWanted())
            taken = to_mend(whole)
            if not taken.records:
                continue
            write_ledger(file, taken)
            plan = plan_import(connection, principal, SHELF, book.name, file)
        assert plan.problems == []
        assert (plan.counts.new, plan.counts.changed) == (0, 0)
        assert plan.counts.same == len(taken.records)
        return
    pytest.fail("nobody has a record to take along")
