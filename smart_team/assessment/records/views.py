"""Ledgers and their records as somebody may read them: lists, one record, its history."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from smart_team.assessment import cycle_messages as refusals
from smart_team.assessment.record_sources import record_of
from smart_team.assessment.records.entering import is_for
from smart_team.assessment.records.finding import (
    FoundRecord,
    actions_of,
    find_record,
    may_enter,
    records_of,
)
from smart_team.assessment.records.story import Revision, story_of
from smart_team.assessment.views.pages import Page, Span, absent, among, cut, worded
from smart_team.errors import Problem
from smart_team.ledger.book import Book, Record, Shelf
from smart_team.people.policy import CITY, Target, may
from smart_team.people.principal import Principal
from smart_team.people.record_scopes import records_for
from smart_team.rubric.ledgers import ChoiceField, FlowAction
from smart_team.store.record_tables import record_lights, record_votes, records
from smart_team.store.tables import units

PLACE: Final = (records.c.day + records.c.id).label("place")
"""By day and then by age: a text that no two records share."""


@dataclass(frozen=True, slots=True)
class RecordsWanted:
    """Which records are asked for; days as ``YYYY-MM-DD``, both of them in; `choices` by field.

    Raises UnfitError for a value that no record can have.
    """

    unit: str | None = None
    district: str | None = None
    state: str | None = None
    light: str | None = None
    since: str | None = None
    until: str | None = None
    text: str | None = None
    choices: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("unit", "district", "state", "light", "since", "until", "text"):
            worded(name, getattr(self, name))

    def require(self, book: Book) -> None:
        """Raise UnfitError for a state, light, field or choice that the ledger does not have."""
        among("state", self.state, book.states)
        among("light", self.light, LIGHTS)
        for name, value in self.choices.items():
            known = book.fields.get(name)
            among("field", name, [n for n, f in book.fields.items() if isinstance(f, ChoiceField)])
            if isinstance(known, ChoiceField):
                among(name, value, [each.id for each in known.choices])


LIGHTS: Final = ("red", "yellow", "blue", "green")


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record in a list: where it stands, its unit's name, what it says, its light by now."""

    record: Record
    unit_name: str
    version: int
    changed_at: str
    light: str | None
    votes: int = 0


@dataclass(frozen=True, slots=True)
class WholeRecord:
    """One record with all that is known of it, and what its reader may do."""

    found: FoundRecord
    view: RecordView
    story: Sequence[Revision]
    lights: Sequence[tuple[str, str, str]]
    """Day, light and why of each change, in order."""
    actions: Sequence[FlowAction]
    may_enter: bool
    voted: bool


def readable(principal: Principal, shelf: Shelf) -> list[Book]:
    """Return the ledgers of which this person reads any records, in the shelf's order."""
    roles = principal.roles()
    reads = any(
        may(principal, "read_records", Target(each.unit or "", each.district or ""))
        for each in principal.assignments
    )
    return list(shelf.books.values()) if roles and reads else []


def enterable(principal: Principal, book: Book) -> bool:
    """Whether this person enters single records of a ledger, for some unit or for the city."""
    return not book.ledger.bulk and _brings(principal, book)


def _brings(principal: Principal, book: Book) -> bool:
    roles = frozenset(book.ledger.enter)
    places = (
        [CITY]
        if book.ledger.of == "city"
        else [Target(each.unit or "", each.district or "") for each in principal.assignments]
    )
    return any(may(principal, "enter_records", replace(each, roles=roles)) for each in places)


def require_entering(principal: Principal, book: Book) -> None:
    """Raise ForbiddenError unless this person enters single records of a ledger."""
    _require(allowed=enterable(principal, book))


def require_bringing(principal: Principal, book: Book) -> None:
    """Raise ForbiddenError unless this person brings in records of a ledger by file."""
    _require(allowed=_brings(principal, book))


def _require(*, allowed: bool) -> None:
    if not allowed:
        values = {"action": "enter_records", "state": "—"}
        raise refusals.ForbiddenError([Problem(refusals.FORBIDDEN, values=values)])


def enterable_units(
    connection: Connection, principal: Principal, book: Book
) -> Sequence[tuple[str, str]]:
    """Return code and name of the units of which this person may enter records, by code."""
    if book.ledger.of == "city":
        return []
    roles = frozenset(book.ledger.enter)
    rows = connection.execute(select(units).order_by(units.c.code)).all()
    return [
        (row.code, row.name)
        for row in rows
        if is_for(book.ledger.applies_to, row)
        and may(principal, "enter_records", Target(row.code, row.district or "", roles=roles))
    ]


def named_units(connection: Connection) -> Mapping[str, str]:
    """Return the names of all units by their codes."""
    query = select(units.c.code, units.c.name).order_by(units.c.code)
    return {row.code: row.name for row in connection.execute(query)}


def waiting(connection: Connection, principal: Principal, book: Book) -> int:
    """Return how many records stand where this person has something to do with them."""
    found = 0
    for state in book.states:
        for action in book.actions(state):
            roles = principal.roles() & set(action.by)
            if roles:
                counts = count_records(connection, principal, book, RecordsWanted(state=state))
                found += counts.get(state, 0)
                break
    return found


def require_readable(principal: Principal, shelf: Shelf, ledger: str) -> Book:
    """Return a ledger that this person may read; AbsentError alike for none and out of scope."""
    for book in readable(principal, shelf):
        if book.name == ledger:
            return book
    raise absent()


def list_records(
    connection: Connection,
    principal: Principal,
    book: Book,
    wanted: RecordsWanted,
    span: Span,
    where: Sequence[ColumnElement[bool]] = (),
) -> Page[RecordView]:
    """Return a page of the records found that also meet conditions, the newest day first."""
    query = narrowed(principal, book, wanted).where(*where).add_columns(PLACE)
    if span.after is not None:
        query = query.where(span.after > PLACE)
    rows = connection.execute(query.order_by(PLACE.desc()).limit(span.limit + 1)).all()
    kept, following = cut(rows, "place", span)
    return Page(tuple(views_of(connection, kept)), following)


def every_record_of(
    connection: Connection, principal: Principal, book: Book, wanted: RecordsWanted, most: int
) -> list[RecordView]:
    """Return up to so many of the records found, the newest day first, to be taken along."""
    query = narrowed(principal, book, wanted).order_by(PLACE.desc()).limit(most)
    return views_of(connection, connection.execute(query).all())


def count_records(
    connection: Connection, principal: Principal, book: Book, wanted: RecordsWanted
) -> Mapping[str, int]:
    """Return how many of the records found stand in each state; cells of small counts too."""
    every = wanted == whole_tables(book, wanted)
    found = (tables if every else narrowed)(principal, book, wanted).subquery()
    query = select(found.c.state, func.count()).group_by(found.c.state)
    return {row[0]: row[1] for row in connection.execute(query)}


def narrowed(principal: Principal, book: Book, wanted: RecordsWanted) -> Select[Any]:
    """Return the scoped query of a ledger's records that are asked for, each to be seen."""
    return _narrowed(records_of(principal, book), book, wanted)


def tables(principal: Principal, book: Book, wanted: RecordsWanted) -> Select[Any]:
    """Return the same query with the cells of small counts that must not be told one by one."""
    query = records_for(principal, book.name, open_in=book.open_states)
    return _narrowed(query, book, whole_tables(book, wanted))


def whole_tables(book: Book, wanted: RecordsWanted) -> RecordsWanted:
    """Return what is asked for as far as it narrows whole tables of counts, never parts of one."""
    small = book.ledger.merge_small
    days = small is None or book.ledger.dated_by in small.within
    since, until = (wanted.since, wanted.until) if days else (None, None)
    return RecordsWanted(wanted.unit, wanted.district, since=since, until=until)


def _narrowed(query: Select[Any], book: Book, wanted: RecordsWanted) -> Select[Any]:
    wanted.require(book)
    query = query.where(*_conditions(wanted))
    if wanted.light is not None:
        query = query.where(_light() == wanted.light)
    return query


def _conditions(wanted: RecordsWanted) -> list[ColumnElement[bool]]:
    table = records.c
    found = [
        column == value
        for column, value in (
            (table.unit, wanted.unit),
            (units.c.district, wanted.district),
            (table.state, wanted.state),
        )
        if value is not None
    ]
    if wanted.since is not None:
        found.append(table.day >= wanted.since)
    if wanted.until is not None:
        found.append(table.day <= wanted.until)
    if wanted.text is not None:
        found.append(says(wanted.text))
    for name, value in wanted.choices.items():
        found.append(table.content.contains(f'"{name}":"{value}"', autoescape=True))
    return found


def says(text: str) -> ColumnElement[bool]:
    """Return the condition that a record's content holds a text anywhere, in capitals or not."""
    return records.c.content.icontains(_inside(text), autoescape=True)


def _inside(text: str) -> str:
    """Return a text as it stands inside canonical JSON."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _light() -> Any:  # noqa: ANN401 - a scalar subquery
    table = record_lights.c
    newest = select(table.light).where(table.record == records.c.id)
    return newest.order_by(table.number.desc()).limit(1).scalar_subquery()


def views_of(connection: Connection, rows: Sequence[Row[Any]]) -> list[RecordView]:
    """Return rows of a scoped query with their lights and votes."""
    ids = [row.id for row in rows]
    lights, votes = lights_of(connection, ids), _votes(connection, ids)
    return [
        RecordView(
            record_of(row),
            row.name or "",
            row.version,
            row.changed_at,
            lights.get(row.id),
            votes.get(row.id, 0),
        )
        for row in rows
    ]


def lights_of(connection: Connection, ids: Sequence[str]) -> Mapping[str, str]:
    """Return the newest light of each of these records that has one."""
    table = record_lights.c
    newest = (
        select(table.record, func.max(table.number).label("number"))
        .where(table.record.in_(ids))
        .group_by(table.record)
        .subquery()
    )
    query = select(table.record, table.light).join(
        newest, (newest.c.record == table.record) & (newest.c.number == table.number)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _votes(connection: Connection, ids: Sequence[str]) -> Mapping[str, int]:
    table = record_votes.c
    query = select(table.record, func.count()).where(table.record.in_(ids)).group_by(table.record)
    return {row[0]: row[1] for row in connection.execute(query)}


def whole_record(
    connection: Connection, principal: Principal, shelf: Shelf, id_: str
) -> WholeRecord:
    """Return one record with its history; AbsentError alike for none and out of scope."""
    found = find_record(connection, principal, shelf, id_)
    view = views_of(connection, [found.row])[0]
    mine = select(record_votes.c.person).where(
        record_votes.c.record == id_, record_votes.c.person == principal.person
    )
    table = record_lights.c
    lit = select(table.day, table.light, table.why).where(table.record == id_)
    return WholeRecord(
        found,
        view,
        story_of(connection, principal, found),
        [(row.day, row.light, row.why) for row in connection.execute(lit.order_by(table.number))],
        actions_of(principal, found),
        may_enter(principal, found),
        connection.execute(mine).first() is not None,
    )
