"""One record as a person may see it, with what decides what may be done with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from smart_team.assessment import cycle_messages as refusals
from smart_team.assessment.views.pages import absent, require_word
from smart_team.errors import Problem
from smart_team.ledger.book import Book, Shelf
from smart_team.people.policy import Action, Target, bars, may
from smart_team.people.principal import Principal
from smart_team.people.record_scopes import records_for
from smart_team.rubric.ledgers import FlowAction
from smart_team.rubric.types import Role
from smart_team.store import messages as store_messages
from smart_team.store.record_tables import record_shares, records


@dataclass(frozen=True, slots=True)
class AskedRecord:
    """Who asks, about which record, and which version of it they saw."""

    principal: Principal
    record: str
    seen: int


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """A record with its ledger; `shared` are the units that read it beside its own."""

    row: Row[Any]
    book: Book
    shared: frozenset[str]

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.row.id)

    @property
    def content(self) -> Mapping[str, Any]:
        """What it says, field by field."""
        content: Mapping[str, Any] = json.loads(self.row.content)
        return content

    def target(self, roles: frozenset[Role] = frozenset(), *, shared: bool = True) -> Target:
        """Return it as the policy sees it, for what these roles may do."""
        return Target(
            self.row.unit or "",
            self.row.district or "",
            roles=roles,
            shared=self.shared if shared else frozenset(),
            open=shared and self.row.state in self.book.open_states,
        )


def find_record(
    connection: Connection, principal: Principal, shelf: Shelf, id_: str
) -> FoundRecord:
    """Return a record that this person may see; AbsentError alike for none and out of scope."""
    require_word(id_)
    name = connection.execute(select(records.c.ledger).where(records.c.id == id_)).scalar()
    book = shelf.find(name) if name is not None else None
    if book is None:
        raise absent()
    row = connection.execute(records_of(principal, book).where(records.c.id == id_)).first()
    if row is None:
        raise absent()
    table = record_shares.c
    shared = connection.execute(select(table.unit).where(table.record == id_)).scalars()
    return FoundRecord(row, book, frozenset(shared))


def records_of(principal: Principal, book: Book) -> Select[Any]:
    """Return the query of a ledger's records that this person may see one by one.

    Of a table of small counts only its own unit sees single cells.
    """
    query: Select[Any] = records_for(principal, book.name, open_in=book.open_states)
    if book.ledger.merge_small is None:
        return query
    return query.where(records.c.unit.in_(each.unit for each in principal.assignments if each.unit))


def require(principal: Principal, action: Action, found: FoundRecord, target: Target) -> None:
    """Raise ForbiddenError, naming the bar if it is a separation of duties."""
    if may(principal, action, target):
        return
    for bar in bars(principal, action, target):
        raise refusals.ForbiddenError(
            [Problem(refusals.BARRED, values={"why": refusals.BARS[bar]})]
        )
    state = found.book.states.get(found.row.state)
    said = found.row.state if state is None else state.title.text()
    raise refusals.ForbiddenError(
        [Problem(refusals.FORBIDDEN, values={"action": action, "state": said})]
    )


def require_version(found: FoundRecord, seen: int) -> None:
    """Raise ConflictError unless the person acts on what is there now."""
    if found.row.version != seen:
        values = {"seen": seen, "now": found.row.version}
        raise store_messages.ConflictError([Problem(store_messages.STALE, values=values)])


def actions_of(principal: Principal, found: FoundRecord) -> list[FlowAction]:
    """Return what of its flow this person may do with a record now, in the flow's order."""
    return [
        action
        for action in found.book.actions(found.row.state)
        if may(principal, "move_records", found.target(frozenset(action.by), shared=action.shared))
    ]


def may_enter(principal: Principal, found: FoundRecord) -> bool:
    """Whether this person may change or remove a record now."""
    roles = frozenset(found.book.ledger.enter)
    return found.book.may_edit(found.row.state) and may(
        principal, "enter_records", found.target(roles)
    )
