"""Records are entered, changed and removed; each is one piece of work for the gate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, select

from smart_team.assessment import cycle_messages as refusals
from smart_team.assessment.records import messages as m
from smart_team.assessment.records.finding import (
    AskedRecord,
    FoundRecord,
    find_record,
    require,
    require_version,
)
from smart_team.assessment.records.references import References
from smart_team.assessment.records.writing import Deed, add, rewrite, take_out
from smart_team.assessment.views.pages import absent
from smart_team.errors import Problem
from smart_team.ledger.book import Book, Shelf
from smart_team.ledger.values import read_values
from smart_team.people.policy import Target, may
from smart_team.people.principal import Principal
from smart_team.rubric.ledgers import FileField
from smart_team.rubric.types import AppliesTo
from smart_team.store.gate import Work
from smart_team.store.tables import units

MANY: Final = 5000
"""Characters of a reason at most."""


def enter(
    work: Work,
    principal: Principal,
    shelf: Shelf,
    ledger: str,
    unit: str | None,
    given: Mapping[str, Any],
) -> str:
    """Enter a new record of a unit, or of the city in a ledger of the city's; returns its id."""
    book = shelf.find(ledger)
    if book is None or book.ledger.bulk:
        raise absent()
    require_enterer(work.connection, principal, book, unit)
    content = read_values(book, given, unit_codes(work.connection))
    known = References(work.connection, shelf)
    return add(work, book, unit, content, Deed("enter", principal.person), known)


def change(work: Work, asked: AskedRecord, shelf: Shelf, given: Mapping[str, Any]) -> int:
    """Put other values in place of a record's; its files stay. Returns its new version.

    What was confirmed by the plain flow is entered again, and confirmed anew.
    """
    found = _admitted(work, asked, shelf)
    book = found.book
    files = {i: found.content[i] for i in file_fields(book) if i in found.content}
    content = read_values(book, {**given, **files}, unit_codes(work.connection))
    if content == found.content:
        return int(found.row.version)
    state = book.start if book.ledger.flow is None else found.row.state
    deed = Deed("change", asked.principal.person)
    return rewrite(work, found, content, state, deed, References(work.connection, shelf))


def remove(work: Work, asked: AskedRecord, shelf: Shelf, reason: str) -> None:
    """Remove a record, with its reason; what it was stays in its revisions."""
    found = _admitted(work, asked, shelf)
    if not reason.strip():
        raise refusals.RefusedError([Problem(refusals.NO_REASON)])
    take_out(work, found, Deed("remove", asked.principal.person, reason.strip()[:MANY]), shelf)


def require_enterer(
    connection: Connection, principal: Principal, book: Book, unit: str | None
) -> None:
    """Raise unless this person may enter records of this unit in a ledger.

    AbsentError for a unit that there is not or that is out of scope, RefusedError for one that the
    ledger is not for.
    """
    row = None if unit is None else connection.execute(_UNIT, {"code": unit}).first()
    if (unit is None) != (book.ledger.of == "city") or (unit is not None and row is None):
        raise absent()
    roles = frozenset(book.ledger.enter)
    target = Target(unit or "", "" if row is None else row.district or "", roles=roles)
    if not may(principal, "enter_records", target):
        if may(principal, "read_records", target):
            values = {"action": "enter_records", "state": "—"}
            raise refusals.ForbiddenError([Problem(refusals.FORBIDDEN, values=values)])
        raise absent()
    if row is not None and not is_for(book.ledger.applies_to, row):
        said = {"ledger": book.ledger.title.text(), "unit": row.name}
        raise refusals.RefusedError([Problem(m.NOT_FOR_UNIT, values=said)])


def is_for(applies: AppliesTo | None, unit: Row[Any]) -> bool:
    """Whether a ledger is for a unit."""
    if applies is None:
        return True
    if unit.code in applies.except_:
        return False
    named = (
        (applies.kinds, unit.kind),
        (applies.levels, unit.level),
        (applies.districts, unit.district),
        (applies.units, unit.code),
    )
    return all(known is None or value in known for known, value in named)


def file_fields(book: Book) -> list[str]:
    """Return the ids of a ledger's file fields."""
    return [id_ for id_, field in book.fields.items() if isinstance(field, FileField)]


def unit_codes(connection: Connection) -> frozenset[str]:
    """Return the codes of all units."""
    return frozenset(connection.execute(select(units.c.code)).scalars())


def _admitted(work: Work, asked: AskedRecord, shelf: Shelf) -> FoundRecord:
    work.trace.object = asked.record
    found = find_record(work.connection, asked.principal, shelf, asked.record)
    target = found.target(frozenset(found.book.ledger.enter), shared=False)
    require(asked.principal, "enter_records", found, target)
    require_version(found, asked.seen)
    if not found.book.may_edit(found.row.state):
        state = found.book.states[found.row.state].title.text()
        raise refusals.RefusedError([Problem(m.NOT_EDITABLE, values={"state": state})])
    return found


_UNIT: Final = select(units).where(units.c.code == bindparam("code"))
