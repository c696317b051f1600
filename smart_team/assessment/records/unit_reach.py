"""The units that an import may name, by all their names, and whose records it may bring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from smart_team.assessment.records.entering import is_for
from smart_team.assessment.records.views import named_units
from smart_team.ledger.book import Book
from smart_team.ledger.changes import Reach
from smart_team.ledger.unit_names import UnitNames, unit_names
from smart_team.people.policy import Target, may
from smart_team.people.principal import Principal
from smart_team.store.tables import former_unit_names, units


@dataclass(frozen=True, slots=True)
class Scope:
    """The units in a person's reach, and those of them that the ledger is not for, by name."""

    reach: Reach
    misfits: Mapping[str, str]


def every_name(connection: Connection) -> UnitNames:
    """Return all units by the names that they have and have had."""
    table = former_unit_names.c
    former = connection.execute(select(table.unit, table.name)).all()
    return unit_names(named_units(connection), [(row.unit, row.name) for row in former])


def scope_of(connection: Connection, principal: Principal, book: Book) -> Scope:
    """Return the units of which this person may enter records in a ledger.

    In a table of small counts only the person's own: an import tells what is there already.
    """
    rows = connection.execute(select(units)).all() if book.ledger.of == "unit" else ()
    mine = [row for row in rows if _may_enter(principal, book, row)]
    misfits = {row.code: row.name for row in mine if not is_for(book.ledger.applies_to, row)}
    return Scope(Reach(every_name(connection), frozenset(row.code for row in mine)), misfits)


def _may_enter(principal: Principal, book: Book, row: Row[Any]) -> bool:
    own = {each.unit for each in principal.assignments}
    if book.ledger.merge_small is not None and row.code not in own:
        return False
    roles = frozenset(book.ledger.enter)
    return may(principal, "enter_records", Target(row.code, row.district or "", roles=roles))
