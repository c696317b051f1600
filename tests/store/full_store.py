"""A store in which every table has rows: a cycle that came to its end, and what else there may be."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Connection, Engine, Integer, Table, func, insert, select

from smart_team.assessment.clockwork import close_windows
from smart_team.assessment.dispatch import dispatch
from smart_team.assessment.evidence import Arrived
from smart_team.assessment.loading import find_for_clock
from smart_team.assessment.records.entering import enter
from smart_team.assessment.records.filing import attach
from smart_team.assessment.records.finding import AskedRecord
from smart_team.assessment.submissions import Ruling
from smart_team.store.database import reading, writing
from smart_team.store.every_table import metadata
from smart_team.store.files import EvidenceFiles, StoredFile
from smart_team.store.gate import Work
from smart_team.store.signing import create_key
from smart_team.store.tables import audit_cuts, evidence
from smart_team.store.verify import EVIDENCE
from tests.assessment.office import UNITS, Office
from tests.assessment.world import World, platform

NOT_MADE_UP = {audit_cuts}
"""A cut says where the audit begins: one that is made up would be found."""


def fill(engine: Engine, data: Path) -> Office:
    """Take a cycle to its published end in every stage, and put a row into what is still empty."""
    world = World(engine, files=EvidenceFiles(data / EVIDENCE))
    world.settle()
    world.open(UNITS)
    office = Office(world, create_key(data), data)
    office.judge(0)
    office.publish(0)
    office.judge(1, dict.fromkeys(UNITS))
    office.publish(1)
    _appealed(office)
    office.publish(2)
    office.tell()
    office.rework()
    dispatch(world.gate)
    _recorded(world)
    world.gate.close()
    with writing(engine) as connection:
        for table in metadata.sorted_tables:
            if table not in NOT_MADE_UP and not _size(connection, table):
                connection.execute(insert(table).values(_row(connection, table)))
    return office


def _recorded(world: World) -> None:
    """Enter a task that two units read, with proof that a submission has too.

    An older structure knows no records: a file of theirs alone would be an orphan there.
    """
    proof = world.rows(evidence)[0]
    arrived = Arrived("a.txt", "txt", StoredFile(proof.file, proof.size))
    admin, shelf = world.who("admin"), platform().shelf
    days = {"assigned_on": "2026-03-02", "due": "2026-06-01"}
    task = {"number": "1", "text": "任务", "co_units": UNITS[1], **days}

    def job(work: Work) -> None:
        id_ = enter(work, admin, shelf, "work.tasks", UNITS[0], task)
        attach(work, AskedRecord(admin, id_, 1), shelf, "proof", arrived)

    world.write(job)


def _appealed(office: Office) -> None:
    """Judge the last stage; one unit appeals and is heard."""
    world = office.world
    office.judge(2, dict.fromkeys(UNITS[1:]))
    id_ = world.submission(UNITS[0], 2)
    world.pass_to(id_, "appeal")
    with reading(world.engine) as connection:
        item = next(iter(find_for_clock(connection, id_).plan(world.library).rows))
    world.appeal(f"approver-{UNITS[0]}", id_, item)
    world.now = datetime.fromisoformat(world.row(id_).due_at)
    close_windows(world.gate)
    world.decide("adjudicator", id_, Ruling(item, "rejected", "维持", None))
    world.pass_to(id_, "rating")


def rows_of(engine: Engine, table: Table) -> list[Any]:
    """Return a table's rows in the order of their keys."""
    with reading(engine) as connection:
        return [
            tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))
        ]


def _size(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _row(connection: Connection, table: Table) -> dict[str, Any]:
    """Return a row that fits a table, with parents that are there."""
    row: dict[str, Any] = {}
    for column in table.columns:
        parents = [key.column for key in column.foreign_keys]
        if parents:
            row[column.name] = connection.execute(select(parents[0]).limit(1)).scalar_one()
        elif column.name == "file":
            row[column.name] = connection.execute(select(evidence.c.file).limit(1)).scalar_one()
        elif isinstance(column.type, Boolean | Integer):
            row[column.name] = isinstance(column.type, Boolean) or 1
        else:
            row[column.name] = "2026-03-02"
    if {"content", "hash"} <= row.keys():
        row["hash"] = f"sha256:{sha256(row['content'].encode()).hexdigest()}"
    return row
