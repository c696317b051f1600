"""Cycles: what is pinned, for which units, in which stages and by which days."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text, UniqueConstraint

from smart_team.store.tables.base import at, id_, metadata, to, version

documents = Table(
    "documents",
    metadata,
    Column("hash", String(80), primary_key=True),
    Column("sort", String(20), nullable=False),
    Column("name", String(200), nullable=False),
    Column("version", String(64), nullable=False),
    Column("text", Text, nullable=False),
    to("uploaded_by", "people.id", nullable=True),
    at("at"),
    UniqueConstraint("sort", "name", "version"),
)

cycles = Table(
    "cycles",
    metadata,
    id_(),
    Column("title", Text, nullable=False),
    Column("module", String(80), nullable=False),
    to("procedure", "documents.hash"),
    Column("engine", String(40), nullable=False),
    Column("plugins", Text, nullable=False),
    Column("period_from", String(10)),
    Column("period_until", String(10)),
    to("opened_by", "people.id"),
    at("opened_at"),
    version(),
)

"""`period_from` and `period_until` are the first and the last day of what its metrics count."""

cycle_units = Table(
    "cycle_units",
    metadata,
    to("cycle", "cycles.id", key=True),
    to("unit", "units.code", key=True),
    Column("name", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("level", String(20), nullable=False),
    Column("district", String(80), nullable=False),
)

stages = Table(
    "stages",
    metadata,
    id_(),
    to("cycle", "cycles.id"),
    Column("number", Integer, nullable=False),
    to("rubric", "documents.hash"),
    Column("weight", String(20), nullable=False),
    Column("starts_on", String(10), nullable=False),
    UniqueConstraint("cycle", "number"),
)

moved_dates = Table(
    "moved_dates",
    metadata,
    id_(),
    to("stage", "stages.id"),
    Column("state", String(80), nullable=False),
    to("unit", "units.code", nullable=True),
    at("due_at"),
    Column("reason", Text, nullable=False),
    to("moved_by", "people.id"),
    at("moved_at"),
    Index("ix_moved_dates_stage", "stage"),
)
"""Days that an administrator moved: of a step for a whole stage or, with `unit`, for one unit."""

holidays = Table(
    "holidays",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("name", Text, nullable=False),
)
