"""All tables together, as migrations and checks of the whole store need them."""

from __future__ import annotations

from smart_team.store import record_tables, tables
from smart_team.store.tables.base import metadata

__all__ = ["metadata", "record_tables", "tables"]
