"""Files of a record's file fields: attached and withdrawn; what was attached stays on the disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NoReturn

from sqlalchemy import Connection, insert, select, update

from smart_team.assessment import cycle_messages as refusals
from smart_team.assessment.evidence import Arrived
from smart_team.assessment.records import messages as m
from smart_team.assessment.records.entering import file_fields
from smart_team.assessment.records.finding import (
    AskedRecord,
    FoundRecord,
    actions_of,
    find_record,
    may_enter,
    require_version,
)
from smart_team.assessment.records.references import References
from smart_team.assessment.records.writing import Deed, rewrite
from smart_team.assessment.views.pages import absent
from smart_team.errors import Problem
from smart_team.ledger.book import Shelf
from smart_team.people.policy import may
from smart_team.people.principal import Principal
from smart_team.store.clock import new_id
from smart_team.store.gate import Work
from smart_team.store.record_tables import record_files

MOST: Final = 20
"""Files of one record."""


def attach(work: Work, asked: AskedRecord, shelf: Shelf, field: str, arrived: Arrived) -> str:
    """Attach a file to a field of a record; returns the id of the file's row."""
    found = admit(work, asked, shelf, field)
    id_ = new_id(work.now)
    row = {
        "id": id_,
        "record": found.id,
        "field": field,
        "file": arrived.file.hash,
        "name": arrived.name,
        "kind": arrived.kind,
        "size": arrived.file.size,
        "uploaded_by": asked.principal.person,
        "uploaded_at": work.at,
    }
    work.connection.execute(insert(record_files).values(row))
    one = {"id": id_, "name": arrived.name, "file": arrived.file.hash}
    _rewrite(work, asked, shelf, found, field, [*found.content.get(field, []), one], "attach")
    return id_


def admit(work: Work, asked: AskedRecord, shelf: Shelf, field: str) -> FoundRecord:
    """Return the record if this person may attach a file there now: ask before an upload."""
    found = _admitted(work, asked, shelf)
    known = file_fields(found.book)
    if field not in known:
        values = {
            "ledger": found.book.ledger.title.text(),
            "field": field[:80],
            "known": ", ".join(known) or "—",
        }
        raise refusals.RefusedError([Problem(m.NO_FILE_FIELD, values=values)])
    if sum(len(found.content.get(each, [])) for each in known) >= MOST:
        raise refusals.RefusedError([Problem(m.TOO_MANY_FILES, values={"most": MOST})])
    return found


@dataclass(frozen=True, slots=True)
class Kept:
    """One of a record's files: its hash, its name, and its size in bytes."""

    file: str
    name: str
    size: int


def opened(
    connection: Connection, principal: Principal, shelf: Shelf, record: str, file: str
) -> Kept:
    """Return a file of a record that this person may see, also one that was withdrawn."""
    found = find_record(connection, principal, shelf, record)
    table = record_files.c
    query = select(record_files).where(table.record == found.id, table.id == file)
    row = connection.execute(query).first()
    if row is None:
        raise absent()
    return Kept(row.file, row.name, row.size)


def withdraw(work: Work, asked: AskedRecord, shelf: Shelf, file: str) -> None:
    """Withdraw one of a record's files, named by its row's id.

    Who may only move the record on withdraws what they attached themselves.
    """
    found = _admitted(work, asked, shelf)
    where = (record_files.c.record == found.id, record_files.c.id == file)
    row = work.connection.execute(select(record_files).where(*where)).first()
    there = () if row is None else found.content.get(row.field, ())
    left = [each for each in there if each["id"] != file]
    if row is None or len(left) == len(there):
        raise absent()
    if row.uploaded_by != asked.principal.person and not may_enter(asked.principal, found):
        _forbid(found)
    work.connection.execute(update(record_files).where(*where).values(withdrawn_at=work.at))
    _rewrite(work, asked, shelf, found, row.field, left, "withdraw")


def _admitted(work: Work, asked: AskedRecord, shelf: Shelf) -> FoundRecord:
    """Return the record if this person may change it, or move it on, as it is."""
    work.trace.object = asked.record
    found = find_record(work.connection, asked.principal, shelf, asked.record)
    if not _ever(asked.principal, found):
        _forbid(found)
    require_version(found, asked.seen)
    if not may_enter(asked.principal, found) and not actions_of(asked.principal, found):
        state = found.book.states[found.row.state].title.text()
        raise refusals.RefusedError([Problem(m.NOT_EDITABLE, values={"state": state})])
    return found


def _ever(principal: Principal, found: FoundRecord) -> bool:
    """Whether this person may change the record, or move it on, in any state at all."""
    enters = found.target(frozenset(found.book.ledger.enter), shared=False)
    return may(principal, "enter_records", enters) or any(
        may(principal, "move_records", found.target(frozenset(each.by), shared=each.shared))
        for each in found.book.flow.actions
    )


def _forbid(found: FoundRecord) -> NoReturn:
    values = {"action": "enter_records", "state": found.book.states[found.row.state].title.text()}
    raise refusals.ForbiddenError([Problem(refusals.FORBIDDEN, values=values)])


def _rewrite(
    work: Work,
    asked: AskedRecord,
    shelf: Shelf,
    found: FoundRecord,
    field: str,
    files: list[Any],
    action: str,
) -> None:
    """Write the files; what its own enterer adds to or takes from is to be confirmed anew."""
    content = {**found.content, field: files}
    if not files:
        del content[field]
    changes = found.book.ledger.flow is None and may_enter(asked.principal, found)
    state = found.book.start if changes else found.row.state
    deed = Deed(action, asked.principal.person)
    rewrite(work, found, content, state, deed, References(work.connection, shelf))
