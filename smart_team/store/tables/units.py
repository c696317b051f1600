"""Units and the districts that they lie in."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text

from smart_team.store.tables.base import at, metadata, to, version

districts = Table(
    "districts",
    metadata,
    Column("code", String(80), primary_key=True),
    Column("name", Text, nullable=False),
)

units = Table(
    "units",
    metadata,
    Column("code", String(80), primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("level", String(20), nullable=False),
    to("district", "districts.code", nullable=True),
    Column("subject", String(20), nullable=False, default="unit"),
    version(),
)

former_unit_names = Table(
    "former_unit_names",
    metadata,
    to("unit", "units.code", key=True),
    Column("name", Text, primary_key=True),
    at("until"),
)
"""What a unit was called until it was renamed; workbooks go on using old names."""
