"""The tables of ledgers: records with their revisions, files and votes, lights, and metrics.

Rows of revisions, lights and metric values are only ever added.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint

from smart_team.store.tables.base import at, id_, metadata, to, version

records = Table(
    "records",
    metadata,
    id_(),
    Column("ledger", String(140), nullable=False),
    to("unit", "units.code", nullable=True),
    Column("key", String(80)),
    Column("day", String(10), nullable=False),
    Column("state", String(80), nullable=False),
    Column("content", Text, nullable=False),
    Column("hash", String(80), nullable=False),
    to("entered_by", "people.id"),
    at("entered_at"),
    at("changed_at"),
    at("removed_at", nullable=True),
    version(),
    UniqueConstraint("ledger", "key"),
    Index("ix_records_ledger", "ledger", "unit", "day"),
    Index("ix_records_unit", "unit"),
)
"""One record of a ledger. `key` is a digest of its unit, period and key fields; a record that was
removed has none, so that another may take its place."""

record_shares = Table(
    "record_shares",
    metadata,
    to("record", "records.id", key=True),
    to("unit", "units.code", key=True),
    Index("ix_record_shares_unit", "unit"),
)
"""Units that read a record beside the one that keeps it."""

record_revisions = Table(
    "record_revisions",
    metadata,
    id_(),
    to("record", "records.id"),
    Column("number", Integer, nullable=False),
    Column("action", String(80), nullable=False),
    Column("before", String(80)),
    Column("after", String(80), nullable=False),
    Column("content", Text, nullable=False),
    Column("hash", String(80), nullable=False),
    Column("reason", Text),
    to("made_by", "people.id", nullable=True),
    at("made_at"),
    UniqueConstraint("record", "number"),
)
"""What became of a record, one row for each thing done: ``enter``, ``change``, ``remove``,
``import`` or an action of its flow. Without `made_by` the clock did it."""

record_files = Table(
    "record_files",
    metadata,
    id_(),
    to("record", "records.id"),
    Column("field", String(80), nullable=False),
    Column("file", String(80), nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("size", Integer, nullable=False),
    to("uploaded_by", "people.id"),
    at("uploaded_at"),
    at("withdrawn_at", nullable=True),
    Index("ix_record_files_record", "record"),
    Index("ix_record_files_file", "file"),
)
"""Files of a record's file fields; the content is in the evidence folder under its hash."""

record_votes = Table(
    "record_votes",
    metadata,
    to("record", "records.id", key=True),
    to("person", "people.id", key=True),
    Column("month", String(10), nullable=False),
    at("at"),
    Index("ix_record_votes_person", "person", "month"),
)

record_lights = Table(
    "record_lights",
    metadata,
    to("record", "records.id", key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("day", String(10), nullable=False),
    Column("light", String(10), nullable=False),
    Column("why", String(20), nullable=False),
    Column("behind", String(20)),
    at("at"),
)
"""The changes of a record's light in order: the day, why, and by how many points it was behind.

What a day shows last stands until the next change."""

lit_days = Table("lit_days", metadata, Column("day", String(10), primary_key=True), at("at"))
"""The days for which the clock has lit every record."""

metric_values = Table(
    "metric_values",
    metadata,
    id_(),
    to("submission", "submissions.id"),
    Column("number", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("hash", String(80), nullable=False),
    Column("frozen", Boolean, nullable=False),
    at("counted_at"),
    UniqueConstraint("submission", "number"),
)
"""The answers that metrics give to a submission's items, as they were counted; the last that is
frozen stays."""
