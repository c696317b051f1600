"""The audit, and where old records were cut off it."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table

from smart_team.store.tables.base import at, metadata

audit_cuts = Table(
    "audit_cuts",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("hash", String(80), nullable=False),
    at("at"),
    Column("archive", String(80), nullable=False),
    Column("signature", String(128), nullable=False),
    Column("key", String(16), nullable=False),
    at("cut_at"),
)
"""Where the chain begins after old records were removed: the last one that is gone, signed, with
the hash of the file that holds what was removed."""

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    at("at"),
    Column("actor", String(40), nullable=False),
    Column("behalf", String(80)),
    Column("source", String(64)),
    Column("action", String(60), nullable=False),
    Column("object", String(120)),
    Column("result", String(10), nullable=False),
    Column("code", String(20)),
    Column("before", String(80)),
    Column("after", String(80)),
    Column("previous", String(80), nullable=False),
    Column("hash", String(80), nullable=False),
)
"""The chain: each row's hash covers the row and the hash before it. `actor` is an id, never a
name."""
