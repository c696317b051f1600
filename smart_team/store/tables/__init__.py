"""The tables.

Times are UTC texts with microseconds, so that they sort, compare and hash alike on every database;
JSON is canonical text. Rows of revisions, moves, documents and the audit are only ever added.
"""

from __future__ import annotations

from smart_team.store.tables.base import metadata
from smart_team.store.tables.cycles import (
    cycle_units,
    cycles,
    documents,
    holidays,
    moved_dates,
    stages,
)
from smart_team.store.tables.parts import parts
from smart_team.store.tables.people import (
    access_tokens,
    accounts,
    assignments,
    identities,
    known_sources,
    old_passwords,
    pending_sign_ins,
    people,
    recovery_codes,
    sessions,
    setup_links,
    sign_in_failures,
)
from smart_team.store.tables.records import audit, audit_cuts
from smart_team.store.tables.results import compositions, publications
from smart_team.store.tables.running import answered, jobs, leases, looked_at, notifications, outbox
from smart_team.store.tables.submissions import (
    appeals,
    evidence,
    evidence_uses,
    moves,
    panel_members,
    revisions,
    submissions,
)
from smart_team.store.tables.units import districts, former_unit_names, units

__all__ = [
    "access_tokens",
    "accounts",
    "answered",
    "appeals",
    "assignments",
    "audit",
    "audit_cuts",
    "compositions",
    "cycle_units",
    "cycles",
    "districts",
    "documents",
    "evidence",
    "evidence_uses",
    "former_unit_names",
    "holidays",
    "identities",
    "jobs",
    "known_sources",
    "leases",
    "looked_at",
    "metadata",
    "moved_dates",
    "moves",
    "notifications",
    "old_passwords",
    "outbox",
    "panel_members",
    "parts",
    "pending_sign_ins",
    "people",
    "publications",
    "recovery_codes",
    "revisions",
    "sessions",
    "setup_links",
    "sign_in_failures",
    "stages",
    "submissions",
    "units",
]
