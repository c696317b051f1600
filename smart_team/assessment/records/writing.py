"""How a record is written: its row, its shares, and a revision of every change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update

from smart_team.assessment import cycle_messages as refusals
from smart_team.assessment.drafts import hash_of
from smart_team.assessment.records import messages as m
from smart_team.assessment.records.finding import FoundRecord
from smart_team.assessment.records.lighting import relight
from smart_team.assessment.records.references import References
from smart_team.errors import Problem
from smart_team.ledger.book import Book, Shelf
from smart_team.ledger.values import Content, day_of, key_of, shared_units, text_of
from smart_team.store.clock import new_id
from smart_team.store.gate import Work
from smart_team.store.record_tables import record_revisions, record_shares, records


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done to a record, why, by whom; without a person the clock did it."""

    action: str
    person: str | None
    reason: str | None = None


def add(
    work: Work, book: Book, unit: str | None, content: Content, deed: Deed, known: References
) -> str:
    """Write a new record in the first state of its flow; returns its id."""
    known.require(book, unit, content)
    _require_free(work, book, key_of(book, unit or "", content), content)
    [id_] = add_all(work, book, [(unit, content)], deed, known.shelf)
    work.trace.object, work.trace.after = id_, hash_of(text_of(content))
    return id_


def add_all(
    work: Work, book: Book, new: Sequence[tuple[str | None, Content]], deed: Deed, shelf: Shelf
) -> list[str]:
    """Write new records whose keys and references are known to be right; returns their ids."""
    rows = [_new_row(work, book, unit, content, deed) for unit, content in new]
    revised = [
        _revision(work, row["id"], 1, deed, (None, book.start), row["content"]) for row in rows
    ]
    shares = [
        {"record": row["id"], "unit": unit}
        for row, (_, content) in zip(rows, new, strict=True)
        for unit in shared_units(book, content)
    ]
    for table, values in ((records, rows), (record_shares, shares), (record_revisions, revised)):
        if values:
            work.connection.execute(insert(table), values)
    ids = [str(row["id"]) for row in rows]
    relight(work, shelf, book, zip(ids, (content for _, content in new), strict=True))
    return ids


def _new_row(
    work: Work, book: Book, unit: str | None, content: Content, deed: Deed
) -> dict[str, Any]:
    text = text_of(content)
    return {
        "id": new_id(work.now),
        "ledger": book.name,
        "unit": unit,
        "key": key_of(book, unit or "", content),
        "day": day_of(book, content).isoformat(),
        "state": book.start,
        "content": text,
        "hash": hash_of(text),
        "entered_by": deed.person,
        "entered_at": work.at,
        "changed_at": work.at,
        "version": 1,
    }


def rewrite(
    work: Work, found: FoundRecord, content: Content, state: str, deed: Deed, known: References
) -> int:
    """Write what a record holds now and where it stands; returns its new version."""
    book, unit = found.book, found.row.unit
    known.require(book, unit, content)
    key, text = key_of(book, unit or "", content), text_of(content)
    if key != found.row.key:
        _require_free(work, book, key, content)
    version: int = found.row.version + 1
    values = {
        "key": key,
        "day": day_of(book, content).isoformat(),
        "state": state,
        "content": text,
        "hash": hash_of(text),
        "changed_at": work.at,
        "version": version,
    }
    where = records.c.id == found.id
    work.connection.execute(update(records).where(where).values(values))
    shared = shared_units(book, content)
    if found.shared != frozenset(shared):
        work.connection.execute(delete(record_shares).where(record_shares.c.record == found.id))
        _share(work, found.id, shared)
    _revise(work, found.id, version, deed, (found.row.state, state), text)
    relight(work, known.shelf, book, [(found.id, found.content), (found.id, content)])
    work.trace.before, work.trace.after = found.row.hash, hash_of(text)
    return version


def take_out(work: Work, found: FoundRecord, deed: Deed, shelf: Shelf) -> None:
    """Remove a record: its revisions stay, and its key is free again."""
    version = found.row.version + 1
    values = {"key": None, "removed_at": work.at, "changed_at": work.at, "version": version}
    where = records.c.id == found.id
    work.connection.execute(update(records).where(where).values(values))
    state = found.row.state
    _revise(work, found.id, version, deed, (state, state), found.row.content)
    relight(work, shelf, found.book, [(found.id, found.content)])
    work.trace.before = found.row.hash


def _require_free(work: Work, book: Book, key: str, content: Content) -> None:
    there = select(records.c.id).where(records.c.ledger == book.name, records.c.key == key)
    if work.connection.execute(there).first():
        said = "、".join(str(content.get(name, "")) for name in book.ledger.key)
        raise refusals.RefusedError([Problem(m.KEY_TAKEN, values={"key": said})])


def _share(work: Work, id_: str, units: list[str]) -> None:
    rows = [{"record": id_, "unit": unit} for unit in units]
    if rows:
        work.connection.execute(insert(record_shares), rows)


def _revise(
    work: Work, id_: str, number: int, deed: Deed, states: tuple[str | None, str], text: str
) -> None:
    row = _revision(work, id_, number, deed, states, text)
    work.connection.execute(insert(record_revisions).values(row))


def _revision(
    work: Work, id_: str, number: int, deed: Deed, states: tuple[str | None, str], text: str
) -> Mapping[str, Any]:
    return {
        "id": new_id(work.now),
        "record": id_,
        "number": number,
        "action": deed.action,
        "before": states[0],
        "after": states[1],
        "content": text,
        "hash": hash_of(text),
        "reason": deed.reason,
        "made_by": deed.person,
        "made_at": work.at,
    }
