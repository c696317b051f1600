"""Where the records of ledgers are that are too long for tables."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text

from smart_team.store.tables.base import at, id_, metadata

parts = Table(
    "parts",
    metadata,
    id_(),
    Column("ledger", String(120), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("plain", Boolean, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("file", String(80), nullable=False),
    Column("first_day", String(10)),
    Column("last_day", String(10)),
    Column("touches", Text, nullable=False),
    at("at"),
    at("replaced_at", nullable=True),
    Index("ix_parts_ledger", "ledger", "sequence"),
)
"""Files of a ledger's records; those that others replaced stay listed, and hold no longer.
`touches` is JSON: the names of the files in which older rows of a part's keys are."""
