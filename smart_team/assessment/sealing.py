"""Publishing through the gate, and sealing: the audit's head of that moment, signed into a file."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from smart_team.procedure.calendar import shanghai_day
from smart_team.store.audit import Act
from smart_team.store.chain import Head
from smart_team.store.database import reading
from smart_team.store.gate import Gate, Job
from smart_team.store.heads import write_head
from smart_team.store.signing import Signer
from smart_team.store.tables import audit


def publish_and_seal(gate: Gate, act: Act, job: Job[str], signer: Signer, data: Path) -> str:
    """Publish or correct through the gate, then write the signed head; returns what was made.

    Copies of that file tell later whether the audit, and with it this publication, was changed.
    Raises what the work raises, and FileError where the file cannot be written: what was published
    stands all the same, and the next head covers it.
    """
    id_ = gate.write(act, job)
    seal(gate, signer, data)
    return id_


def seal(gate: Gate, signer: Signer, data: Path) -> None:
    """Sign the audit's head of this moment into a file; raises FileError."""
    query = select(audit.c.number, audit.c.hash, audit.c.at).order_by(audit.c.number.desc())
    with reading(gate.engine) as connection:
        head = Head(*connection.execute(query.limit(1)).one())
    write_head(data, signer, head, "publication", shanghai_day(gate.clock()))
