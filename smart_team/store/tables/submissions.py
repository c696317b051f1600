"""Submissions: what units claim and others add, each layer in rows of its own."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint

from smart_team.store.tables.base import at, id_, metadata, to, version

submissions = Table(
    "submissions",
    metadata,
    id_(),
    to("cycle", "cycles.id"),
    to("stage", "stages.id"),
    to("unit", "units.code"),
    Column("state", String(80), nullable=False),
    Column("sampled", Boolean, nullable=False),
    at("due_at", nullable=True),
    to("submitted_by", "people.id", nullable=True),
    version(),
    UniqueConstraint("stage", "unit"),
    Index("ix_submissions_unit", "unit"),
    Index("ix_submissions_state", "state"),
)

revisions = Table(
    "revisions",
    metadata,
    id_(),
    to("submission", "submissions.id"),
    Column("layer", String(20), nullable=False),
    Column("step", String(80), nullable=False),
    Column("author", String(40), nullable=False),
    Column("number", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("hash", String(80), nullable=False),
    to("saved_by", "people.id"),
    at("saved_at"),
    UniqueConstraint("submission", "layer", "step", "author", "number"),
)

panel_members = Table(
    "panel_members",
    metadata,
    to("submission", "submissions.id", key=True),
    Column("step", String(80), primary_key=True),
    to("person", "people.id", key=True),
    at("confirmed_at", nullable=True),
)

moves = Table(
    "moves",
    metadata,
    id_(),
    to("submission", "submissions.id"),
    Column("number", Integer, nullable=False),
    Column("action", String(20), nullable=False),
    Column("before", String(80), nullable=False),
    Column("after", String(80), nullable=False),
    Column("reason", Text),
    Column("late", Boolean, nullable=False),
    to("moved_by", "people.id", nullable=True),
    at("moved_at"),
    UniqueConstraint("submission", "number"),
)

evidence = Table(
    "evidence",
    metadata,
    id_(),
    to("submission", "submissions.id"),
    Column("file", String(80), nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("size", Integer, nullable=False),
    Column("dated", String(10)),
    Column("from_day", String(10)),
    Column("until_day", String(10)),
    to("uploaded_by", "people.id"),
    at("uploaded_at"),
    at("withdrawn_at", nullable=True),
    Index("ix_evidence_submission", "submission"),
    Index("ix_evidence_file", "file"),
)
"""One file as a unit hands it in; the content is in the evidence folder under its hash."""

evidence_uses = Table(
    "evidence_uses",
    metadata,
    to("evidence", "evidence.id", key=True),
    Column("item", String(80), primary_key=True),
    at("at"),
)

appeals = Table(
    "appeals",
    metadata,
    id_(),
    to("submission", "submissions.id"),
    Column("item", String(80), nullable=False),
    Column("ground", Text, nullable=False),
    to("made_by", "people.id"),
    at("made_at"),
    Column("decision", String(20)),
    Column("reason", Text),
    to("decided_by", "people.id", nullable=True),
    at("decided_at", nullable=True),
    UniqueConstraint("submission", "item"),
)
