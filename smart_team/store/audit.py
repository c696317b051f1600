"""Audit rows: every act, success, refusal and failure, each chained to the one before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, insert, select

from smart_team.store.chain import GENESIS, link
from smart_team.store.tables import audit

Result = Literal["success", "refused", "failed"]


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

    `actor` is who acts, where that was found out only in the work itself.
    """

    object: str | None = None
    before: str | None = None
    after: str | None = None
    actor: str | None = None


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
    outcome: tuple[Result, str | None],
) -> Tail:
    """Add one row after `last`; returns the new last row."""
    result, code = outcome
    record: dict[str, Any] = {
        "number": last.number + 1,
        "at": at,
        "actor": trace.actor or act.actor,
        "behalf": act.behalf,
        "source": act.source,
        "action": act.action,
        "object": trace.object or act.object,
        "result": result,
        "code": code,
        "before": trace.before,
        "after": trace.after,
    }
    hash_ = link(last.hash, record)
    connection.execute(_INSERT, {**record, "previous": last.hash, "hash": hash_})
    return Tail(last.number + 1, hash_)


_INSERT = insert(audit)


def records(connection: Connection) -> Iterator[tuple[int, str, str, dict[str, Any]]]:
    """Yield number, hash before, own hash and content of every row, in order."""
    query = select(audit).order_by(audit.c.number).execution_options(yield_per=1000)
    for row in connection.execute(query):
        content = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
        previous, hash_ = content.pop("previous"), content.pop("hash")
        yield row.number, previous, hash_, content
