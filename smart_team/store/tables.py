"""The tables.

Times are UTC texts with microseconds, so that they sort, compare and hash alike on every database;
JSON is canonical text. Rows of revisions, moves, documents and the audit are only ever added.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from smart_team.store.columns import at_column, id_column, metadata, to_column, version_column

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
    to_column("district", "districts.code", nullable=True),
    Column("subject", String(20), nullable=False, default="unit"),
    version_column(),
)

people = Table(
    "people",
    metadata,
    id_column(),
    Column("login", String(80), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("mail", String(254)),
    at_column("created_at"),
    at_column("disabled_at", nullable=True),
    version_column(),
)

accounts = Table(
    "accounts",
    metadata,
    to_column("person", "people.id", key=True),
    Column("password", Text),
    at_column("password_at", nullable=True),
    Column("totp_secret", Text),
    Column("totp_step", Integer),
    version_column(),
)
"""How a person signs in; without a password only a set-up link or single sign-on lets them in."""

old_passwords = Table(
    "old_passwords",
    metadata,
    id_column(),
    to_column("person", "people.id"),
    Column("password", Text, nullable=False),
    at_column("at"),
    Index("ix_old_passwords_person", "person"),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    id_column(),
    to_column("person", "people.id"),
    Column("digest", String(80), nullable=False),
    at_column("used_at", nullable=True),
    Index("ix_recovery_codes_person", "person"),
)

setup_links = Table(
    "setup_links",
    metadata,
    Column("digest", String(80), primary_key=True),
    to_column("person", "people.id"),
    at_column("expires_at"),
    at_column("used_at", nullable=True),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", String(80), primary_key=True),
    to_column("person", "people.id"),
    Column("csrf", String(80), nullable=False),
    Column("second_factor", Boolean, nullable=False),
    Column("source", String(64)),
    at_column("created_at"),
    at_column("seen_at"),
    at_column("ended_at", nullable=True),
    Index("ix_sessions_person", "person"),
)

access_tokens = Table(
    "access_tokens",
    metadata,
    id_column(),
    to_column("person", "people.id"),
    Column("name", Text, nullable=False),
    Column("digest", String(80), nullable=False, unique=True),
    Column("scopes", Text, nullable=False),
    at_column("created_at"),
    at_column("expires_at"),
    at_column("ended_at", nullable=True),
    Index("ix_access_tokens_person", "person"),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    id_column(),
    Column("account", String(80), nullable=False),
    Column("source", String(64), nullable=False),
    at_column("at"),
    Index("ix_sign_in_failures_at", "at"),
)

identities = Table(
    "identities",
    metadata,
    Column("issuer", String(255), primary_key=True),
    Column("subject", String(255), primary_key=True),
    to_column("person", "people.id"),
    at_column("at"),
    Index("ix_identities_person", "person"),
)
"""Who a person is at a provider of single sign-on."""

pending_sign_ins = Table(
    "pending_sign_ins",
    metadata,
    Column("digest", String(80), primary_key=True),
    Column("browser", String(80), nullable=False),
    Column("nonce", String(80), nullable=False),
    Column("verifier", String(128), nullable=False),
    at_column("expires_at"),
)
"""Sign-ins that are at a provider now: `digest` of the state, of a cookie of the browser's."""

known_sources = Table(
    "known_sources",
    metadata,
    Column("account", String(80), primary_key=True),
    Column("source", String(64), primary_key=True),
    at_column("at"),
)
"""Where an account has signed in from: strangers elsewhere cannot lock it out there."""

assignments = Table(
    "assignments",
    metadata,
    id_column(),
    to_column("person", "people.id"),
    Column("role", String(20), nullable=False),
    to_column("unit", "units.code", nullable=True),
    to_column("district", "districts.code", nullable=True),
    Column("from_day", String(10), nullable=False),
    Column("until_day", String(10)),
    Index("ix_assignments_person", "person"),
)

documents = Table(
    "documents",
    metadata,
    Column("hash", String(80), primary_key=True),
    Column("sort", String(20), nullable=False),
    Column("name", String(200), nullable=False),
    Column("version", String(64), nullable=False),
    Column("text", Text, nullable=False),
    to_column("uploaded_by", "people.id", nullable=True),
    at_column("at"),
    UniqueConstraint("sort", "name", "version"),
)

cycles = Table(
    "cycles",
    metadata,
    id_column(),
    Column("title", Text, nullable=False),
    Column("module", String(80), nullable=False),
    to_column("procedure", "documents.hash"),
    Column("engine", String(40), nullable=False),
    Column("plugins", Text, nullable=False),
    to_column("opened_by", "people.id"),
    at_column("opened_at"),
    version_column(),
)

cycle_units = Table(
    "cycle_units",
    metadata,
    to_column("cycle", "cycles.id", key=True),
    to_column("unit", "units.code", key=True),
    Column("name", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("level", String(20), nullable=False),
    Column("district", String(80), nullable=False),
)

stages = Table(
    "stages",
    metadata,
    id_column(),
    to_column("cycle", "cycles.id"),
    Column("number", Integer, nullable=False),
    to_column("rubric", "documents.hash"),
    Column("weight", String(20), nullable=False),
    Column("starts_on", String(10), nullable=False),
    UniqueConstraint("cycle", "number"),
)

submissions = Table(
    "submissions",
    metadata,
    id_column(),
    to_column("cycle", "cycles.id"),
    to_column("stage", "stages.id"),
    to_column("unit", "units.code"),
    Column("state", String(80), nullable=False),
    Column("sampled", Boolean, nullable=False),
    at_column("due_at", nullable=True),
    to_column("submitted_by", "people.id", nullable=True),
    version_column(),
    UniqueConstraint("stage", "unit"),
    Index("ix_submissions_unit", "unit"),
    Index("ix_submissions_state", "state"),
)

moved_dates = Table(
    "moved_dates",
    metadata,
    id_column(),
    to_column("stage", "stages.id"),
    Column("state", String(80), nullable=False),
    to_column("unit", "units.code", nullable=True),
    at_column("due_at"),
    Column("reason", Text, nullable=False),
    to_column("moved_by", "people.id"),
    at_column("moved_at"),
    Index("ix_moved_dates_stage", "stage"),
)
"""Days that an administrator moved: of a step for a whole stage or, with `unit`, for one unit."""

revisions = Table(
    "revisions",
    metadata,
    id_column(),
    to_column("submission", "submissions.id"),
    Column("layer", String(20), nullable=False),
    Column("step", String(80), nullable=False),
    Column("author", String(40), nullable=False),
    Column("number", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("hash", String(80), nullable=False),
    to_column("saved_by", "people.id"),
    at_column("saved_at"),
    UniqueConstraint("submission", "layer", "step", "author", "number"),
)

panel_members = Table(
    "panel_members",
    metadata,
    to_column("submission", "submissions.id", key=True),
    Column("step", String(80), primary_key=True),
    to_column("person", "people.id", key=True),
    at_column("confirmed_at", nullable=True),
)

moves = Table(
    "moves",
    metadata,
    id_column(),
    to_column("submission", "submissions.id"),
    Column("number", Integer, nullable=False),
    Column("action", String(20), nullable=False),
    Column("before", String(80), nullable=False),
    Column("after", String(80), nullable=False),
    Column("reason", Text),
    Column("late", Boolean, nullable=False),
    to_column("moved_by", "people.id", nullable=True),
    at_column("moved_at"),
    UniqueConstraint("submission", "number"),
)

evidence = Table(
    "evidence",
    metadata,
    id_column(),
    to_column("submission", "submissions.id"),
    Column("file", String(80), nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("size", Integer, nullable=False),
    Column("dated", String(10)),
    Column("from_day", String(10)),
    Column("until_day", String(10)),
    to_column("uploaded_by", "people.id"),
    at_column("uploaded_at"),
    at_column("withdrawn_at", nullable=True),
    Index("ix_evidence_submission", "submission"),
    Index("ix_evidence_file", "file"),
)
"""One file as a unit hands it in; the content is in the evidence folder under its hash."""

evidence_uses = Table(
    "evidence_uses",
    metadata,
    to_column("evidence", "evidence.id", key=True),
    Column("item", String(80), primary_key=True),
    at_column("at"),
)

appeals = Table(
    "appeals",
    metadata,
    id_column(),
    to_column("submission", "submissions.id"),
    Column("item", String(80), nullable=False),
    Column("ground", Text, nullable=False),
    to_column("made_by", "people.id"),
    at_column("made_at"),
    Column("decision", String(20)),
    Column("reason", Text),
    to_column("decided_by", "people.id", nullable=True),
    at_column("decided_at", nullable=True),
    UniqueConstraint("submission", "item"),
)

publications = Table(
    "publications",
    metadata,
    id_column(),
    to_column("stage", "stages.id"),
    Column("number", Integer, nullable=False),
    Column("inputs", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("signature", String(128), nullable=False),
    Column("key", String(16), nullable=False),
    Column("reason", Text),
    to_column("published_by", "people.id"),
    at_column("published_at"),
    UniqueConstraint("stage", "number"),
)
"""Frozen results, each with all that it was computed from; a correction says its reason."""

compositions = Table(
    "compositions",
    metadata,
    id_column(),
    to_column("cycle", "cycles.id"),
    Column("number", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("signature", String(128), nullable=False),
    Column("key", String(16), nullable=False),
    at_column("composed_at"),
    UniqueConstraint("cycle", "number"),
)
"""A cycle's result over all its stages, each with the publications it was composed from."""

holidays = Table(
    "holidays",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("name", Text, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    id_column(),
    Column("sort", String(40), nullable=False),
    to_column("submission", "submissions.id", nullable=True),
    Column("content", Text, nullable=False),
    at_column("at"),
    at_column("sent_at", nullable=True),
    at_column("posted_at", nullable=True),
)

notifications = Table(
    "notifications",
    metadata,
    id_column(),
    to_column("person", "people.id"),
    Column("sort", String(40), nullable=False),
    to_column("submission", "submissions.id", nullable=True),
    Column("content", Text, nullable=False),
    at_column("at"),
    at_column("read_at", nullable=True),
    at_column("mailed_at", nullable=True),
    Index("ix_notifications_person", "person"),
)
"""What a person is told, in their own inbox."""

jobs = Table(
    "jobs",
    metadata,
    id_column(),
    Column("sort", String(40), nullable=False),
    Column("content", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("done", Integer, nullable=False, default=0),
    Column("total", Integer, nullable=False, default=0),
    Column("tries", Integer, nullable=False, default=0),
    Column("result", Text),
    to_column("asked_by", "people.id"),
    at_column("asked_at"),
    at_column("started_at", nullable=True),
    at_column("ended_at", nullable=True),
    Index("ix_jobs_state", "state"),
)
"""Long work: ``waiting``, ``running``, ``done`` or ``failed``; `result` is JSON, also a refusal."""

answered = Table(
    "answered",
    metadata,
    to_column("person", "people.id", key=True),
    Column("key", String(80), primary_key=True),
    Column("request", String(80), nullable=False),
    Column("status", Integer, nullable=False),
    Column("version", Integer),
    Column("body", Text, nullable=False),
    at_column("at"),
    Index("ix_answered_at", "at"),
)
"""Answers to acts that named an idempotency key: a repeated request gets the same one."""

leases = Table(
    "leases",
    metadata,
    to_column("submission", "submissions.id", key=True),
    Column("step", String(80), primary_key=True),
    to_column("person", "people.id"),
    at_column("until"),
    Index("ix_leases_person", "person"),
)
"""Who works on a step of a submission now: advice to others, never a lock."""

looked_at = Table(
    "looked_at",
    metadata,
    to_column("submission", "submissions.id", key=True),
    Column("step", String(80), primary_key=True),
    Column("author", String(40), primary_key=True),
    Column("ids", Text, nullable=False),
    at_column("at"),
)
"""Which items a reviewer has looked at, in JSON: their own note of how far they have come."""

audit_cuts = Table(
    "audit_cuts",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("hash", String(80), nullable=False),
    at_column("at"),
    Column("archive", String(80), nullable=False),
    Column("signature", String(128), nullable=False),
    Column("key", String(16), nullable=False),
    at_column("cut_at"),
)
"""Where the chain begins after old records were removed: the last one that is gone, signed, with
the hash of the file that holds what was removed."""

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    at_column("at"),
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
