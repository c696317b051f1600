"""What is done once a day: the audit's head is signed, and what has served its time is removed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import ColumnElement, Connection, Table, delete, select

from smart_team.assessment.clockwork import CLOCK
from smart_team.people.lockout import LONGEST
from smart_team.procedure.calendar import shanghai_day
from smart_team.store.audit import Act
from smart_team.store.audit_cut import cut, latest_cut
from smart_team.store.chain import START, Head
from smart_team.store.clock import stamp
from smart_team.store.database import reading
from smart_team.store.gate import Gate, Work
from smart_team.store.heads import FOLDER, write_head
from smart_team.store.signing import Signer
from smart_team.store.tables import answered, audit, pending_sign_ins, sign_in_failures

ANSWERS_KEPT: Final = timedelta(hours=48)
"""How long a repeated request gets the answer of the first."""


def sign_head_of_day(gate: Gate, data: Path, signer: Signer) -> Path | None:
    """Write the day's signed head; None where it has been written. Raises FileError."""
    day = shanghai_day(gate.clock())
    if (data / FOLDER / f"{day}-daily.json").exists():
        return None
    with reading(gate.engine) as connection:
        head = _last(connection)
    return write_head(data, signer, head, "daily", day)


def purge(gate: Gate) -> int:
    """Remove guesses that count no longer, old answers, and sign-ins nobody came back from.

    Returns how many rows went.
    """
    with reading(gate.engine) as connection:
        due = any(
            connection.execute(select(table).where(old).limit(1)).first() is not None
            for table, old in _old(gate.clock())
        )
    return gate.write(Act(CLOCK, "purge"), _purge) if due else 0


def cut_old(gate: Gate, data: Path, signer: Signer, days: int) -> int:
    """Move audit records that were kept for long enough into a file; returns how many."""
    before = latest_cut(gate.clock(), days)
    return cut(gate, Act(CLOCK, "cut_audit"), data, signer, before, days)


def _purge(work: Work) -> int:
    return sum(
        work.connection.execute(delete(table).where(old)).rowcount for table, old in _old(work.now)
    )


def _old(now: datetime) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    yield sign_in_failures, sign_in_failures.c.at < stamp(now - LONGEST)
    yield answered, answered.c.at < stamp(now - ANSWERS_KEPT)
    yield pending_sign_ins, pending_sign_ins.c.expires_at < stamp(now)


def _last(connection: Connection) -> Head:
    query = select(audit.c.number, audit.c.hash, audit.c.at).order_by(audit.c.number.desc())
    row = connection.execute(query.limit(1)).first()
    return START if row is None else Head(*row)
