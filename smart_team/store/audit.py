"""Audit rows: every act, success, refusal and failure, each chained to the one before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from sqlalchemy import Connection, String, insert, select

from smart_team.store.chain import GENESIS, link
from smart_team.store.tables import audit

Result = Literal["success", "refused", "failed"]
Outcome = tuple[Result, str | None]
"""How an act ended, and the code of what stood in its way."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who does what to what, on whose behalf and from where; ids, never names."""

    actor: str
    action: str
    object: str | None = None
    behalf: str | None = None
    source: str | None = None


@dataclass(slots=True)
class Trace:
    """What an act found and left: hashes of its object before and after.

    `actor` is who acts, where that was found out only in the work itself. Work that did nothing of
    its own (a request that was answered before, a session that is seen again) is `silent`: it
    leaves no row. Work that only records what happened elsewhere says its `outcome`.
    """

    object: str | None = None
    before: str | None = None
    after: str | None = None
    actor: str | None = None
    silent: bool = False
    outcome: Outcome = ("success", None)


Recorded = tuple[int, str, str, dict[str, Any]]


class Tail(NamedTuple):
    """The chain's last row."""

    number: int
    hash: str


def tail(connection: Connection) -> Tail:
    """Return the chain's last row, or where a new chain begins."""
    query = select(audit.c.number, audit.c.hash).order_by(audit.c.number.desc()).limit(1)
    row = connection.execute(query).first()
    return Tail(0, GENESIS) if row is None else Tail(*row)


def append(
    connection: Connection,
    last: Tail,
    at: str,
    act: Act,
    trace: Trace,
) -> Tail:
    """Add one row after `last`; returns the new last row.

    A text that no row can hold is recorded as far as one can: what somebody made up for an id
    must not keep the others in the same transaction from being recorded.
    """
    result, code = trace.outcome
    record: dict[str, Any] = {
        "number": last.number + 1,
        "at": at,
        "actor": _kept("actor", trace.actor or act.actor),
        "behalf": _kept("behalf", act.behalf),
        "source": _kept("source", act.source),
        "action": _kept("action", act.action),
        "object": _kept("object", trace.object or act.object),
        "result": result,
        "code": _kept("code", code),
        "before": trace.before,
        "after": trace.after,
    }
    hash_ = link(last.hash, record)
    connection.execute(_INSERT, {**record, "previous": last.hash, "hash": hash_})
    return Tail(last.number + 1, hash_)


_INSERT: Final = insert(audit)
_LENGTHS: Final = {
    column.name: column.type.length for column in audit.c if isinstance(column.type, String)
}


def _kept(name: str, text: str | None) -> str | None:
    if text is None:
        return None
    shown = text if text.isprintable() else "".join(c if c.isprintable() else "?" for c in text)
    return shown[: _LENGTHS[name]]


def records(connection: Connection, until: int | None = None) -> Iterator[Recorded]:
    """Yield number, hash before, own hash and content of every row, in order, up to a number."""
    query = select(audit) if until is None else select(audit).where(audit.c.number <= until)
    query = query.order_by(audit.c.number).execution_options(yield_per=1000)
    for row in connection.execute(query):
        content = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
        previous, hash_ = content.pop("previous"), content.pop("hash")
        yield row.number, previous, hash_, content
