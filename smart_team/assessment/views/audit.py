"""The audit searched: newest first, by who, what, on what, with what result, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, get_args

from sqlalchemy import Connection, Row, Select, select

from smart_team.assessment.views.pages import Page, Span, absent, among, cut, require_city, worded
from smart_team.people.principal import Principal
from smart_team.store.audit import Result
from smart_team.store.tables import audit

_SAME: Final = ("actor", "action", "object", "result")
_DIGITS: Final = 18


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One record of the chain."""

    number: int
    at: str
    actor: str
    behalf: str | None
    source: str | None
    action: str
    object: str | None
    result: str
    code: str | None
    before: str | None
    after: str | None
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class AuditWanted:
    """Which records are asked for: `since` is in, `until` is not, both as the store keeps times.

    Raises UnfitError for a value that no record can have.
    """

    actor: str | None = None
    action: str | None = None
    object: str | None = None
    result: str | None = None
    since: str | None = None
    until: str | None = None

    def __post_init__(self) -> None:
        for name in self.__slots__:
            worded(name, getattr(self, name))
        among("result", self.result, get_args(Result))


def audit_search(
    connection: Connection, principal: Principal, wanted: AuditWanted, span: Span
) -> Page[AuditRow]:
    """Return the records found, newest first; raises ForbiddenError for who may not read them."""
    require_city(principal, "read_audit")
    query = _narrowed(select(audit), wanted)
    if span.after is not None:
        if not (span.after.isascii() and span.after.isdigit() and len(span.after) <= _DIGITS):
            span.refuse()
        query = query.where(audit.c.number < int(span.after))
    query = query.order_by(audit.c.number.desc()).limit(span.limit + 1)
    rows, following = cut(connection.execute(query).all(), "number", span)
    return Page(tuple(_row(row) for row in rows), following)


def audit_rows(
    connection: Connection, principal: Principal, wanted: AuditWanted, most: int
) -> list[AuditRow]:
    """Return up to so many of the records found, newest first, to be taken along."""
    require_city(principal, "read_audit")
    query = _narrowed(select(audit), wanted).order_by(audit.c.number.desc()).limit(most)
    return [_row(row) for row in connection.execute(query)]


def audit_row(connection: Connection, principal: Principal, number: int) -> AuditRow:
    """Return one record; raises AbsentError."""
    require_city(principal, "read_audit")
    row = connection.execute(select(audit).where(audit.c.number == number)).first()
    if row is None:
        raise absent()
    return _row(row)


def _narrowed(query: Select[Any], wanted: AuditWanted) -> Select[Any]:
    for name in _SAME:
        if (given := getattr(wanted, name)) is not None:
            query = query.where(audit.c[name] == given)
    if wanted.since is not None:
        query = query.where(audit.c.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(audit.c.at < wanted.until)
    return query


def _row(row: Row[Any]) -> AuditRow:
    return AuditRow(**dict(row._mapping))  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
