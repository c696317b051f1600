"""What was published, frozen and signed."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text, UniqueConstraint

from smart_team.store.tables.base import at, id_, metadata, to

publications = Table(
    "publications",
    metadata,
    id_(),
    to("stage", "stages.id"),
    Column("number", Integer, nullable=False),
    Column("inputs", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("signature", String(128), nullable=False),
    Column("key", String(16), nullable=False),
    Column("reason", Text),
    to("published_by", "people.id"),
    at("published_at"),
    UniqueConstraint("stage", "number"),
)
"""Frozen results, each with all that it was computed from; a correction says its reason."""

compositions = Table(
    "compositions",
    metadata,
    id_(),
    to("cycle", "cycles.id"),
    Column("number", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("signature", String(128), nullable=False),
    Column("key", String(16), nullable=False),
    at("composed_at"),
    UniqueConstraint("cycle", "number"),
)
"""A cycle's result over all its stages, each with the publications it was composed from."""
