"""The tables.

Times are UTC texts with microseconds, so that they sort, compare and hash alike on every database;
JSON is canonical text. Rows of revisions, moves, documents and the audit are only ever added.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


def _id() -> Column[str]:
    return Column("id", String(40), primary_key=True)


def _to(name: str, target: str, *, nullable: bool = False, key: bool = False) -> Column[str]:
    return Column(name, String(80), ForeignKey(target), nullable=nullable, primary_key=key)


def _at(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, String(27), nullable=nullable)


def _version() -> Column[int]:
    return Column("version", Integer, nullable=False, default=1)


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
    _to("district", "districts.code", nullable=True),
    Column("subject", String(20), nullable=False, default="unit"),
    _version(),
)

people = Table(
    "people",
    metadata,
    _id(),
    Column("login", String(80), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("mail", String(254)),
    _at("created_at"),
    _at("disabled_at", nullable=True),
    _version(),
)

accounts = Table(
    "accounts",
    metadata,
    _to("person", "people.id", key=True),
    Column("password", Text),
    _at("password_at", nullable=True),
    Column("totp_secret", Text),
    Column("totp_step", Integer),
    _version(),
)
"""How a person signs in; without a password only a set-up link or single sign-on lets them in."""

old_passwords = Table(
    "old_passwords",
    metadata,
    _id(),
    _to("person", "people.id"),
    Column("password", Text, nullable=False),
    _at("at"),
    Index("ix_old_passwords_person", "person"),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    _id(),
    _to("person", "people.id"),
    Column("digest", String(80), nullable=False),
    _at("used_at", nullable=True),
    Index("ix_recovery_codes_person", "person"),
)

setup_links = Table(
    "setup_links",
    metadata,
    Column("digest", String(80), primary_key=True),
    _to("person", "people.id"),
    _at("expires_at"),
    _at("used_at", nullable=True),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", String(80), primary_key=True),
    _to("person", "people.id"),
    Column("csrf", String(80), nullable=False),
    Column("second_factor", Boolean, nullable=False),
    Column("source", String(64)),
    _at("created_at"),
    _at("seen_at"),
    _at("ended_at", nullable=True),
    Index("ix_sessions_person", "person"),
)

access_tokens = Table(
    "access_tokens",
    metadata,
    _id(),
    _to("person", "people.id"),
    Column("name", Text, nullable=False),
    Column("digest", String(80), nullable=False, unique=True),
    Column("scopes", Text, nullable=False),
    _at("created_at"),
    _at("expires_at"),
    _at("ended_at", nullable=True),
    Index("ix_access_tokens_person", "person"),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    _id(),
    Column("account", String(80), nullable=False),
    Column("source", String(64), nullable=False),
    _at("at"),
    Index("ix_sign_in_failures_at", "at"),
)

identities = Table(
    "identities",
    metadata,
    Column("issuer", String(255), primary_key=True),
    Column("subject", String(255), primary_key=True),
    _to("person", "people.id"),
    _at("at"),
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
    _at("expires_at"),
)
"""Sign-ins that are at a provider now: `digest` of the state, of a cookie of the browser's."""

known_sources = Table(
    "known_sources",
    metadata,
    Column("account", String(80), primary_key=True),
    Column("source", String(64), primary_key=True),
    _at("at"),
)
"""Where an account has signed in from: strangers elsewhere cannot lock it out there."""

assignments = Table(
    "assignments",
    metadata,
    _id(),
    _to("person", "people.id"),
    Column("role", String(20), nullable=False),
    _to("unit", "units.code", nullable=True),
    _to("district", "districts.code", nullable=True),
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
    _to("uploaded_by", "people.id", nullable=True),
    _at("at"),
    UniqueConstraint("sort", "name", "version"),
)

cycles = Table(
    "cycles",
    metadata,
    _id(),
    Column("title", Text, nullable=False),
    Column("module", String(80), nullable=False),
    _to("procedure", "documents.hash"),
    Column("engine", String(40), nullable=False),
    Column("plugins", Text, nullable=False),
    _to("opened_by", "people.id"),
    _at("opened_at"),
    _version(),
)

cycle_units = Table(
    "cycle_units",
    metadata,
    _to("cycle", "cycles.id", key=True),
    _to("unit", "units.code", key=True),
    Column("name", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("level", String(20), nullable=False),
    Column("district", String(80), nullable=False),
)

stages = Table(
    "stages",
    metadata,
    _id(),
    _to("cycle", "cycles.id"),
    Column("number", Integer, nullable=False),
    _to("rubric", "documents.hash"),
    Column("weight", String(20), nullable=False),
    Column("starts_on", String(10), nullable=False),
    UniqueConstraint("cycle", "number"),
)

submissions = Table(
    "submissions",
    metadata,
    _id(),
    _to("cycle", "cycles.id"),
    _to("stage", "stages.id"),
    _to("unit", "units.code"),
    Column("state", String(80), nullable=False),
    Column("sampled", Boolean, nullable=False),
    _at("due_at", nullable=True),
    _to("submitted_by", "people.id", nullable=True),
    _version(),
    UniqueConstraint("stage", "unit"),
    Index("ix_submissions_unit", "unit"),
    Index("ix_submissions_state", "state"),
)

moved_dates = Table(
    "moved_dates",
    metadata,
    _id(),
    _to("stage", "stages.id"),
    Column("state", String(80), nullable=False),
    _to("unit", "units.code", nullable=True),
    _at("due_at"),
    Column("reason", Text, nullable=False),
    _to("moved_by", "people.id"),
    _at("moved_at"),
    Index("ix_moved_dates_stage", "stage"),
)
"""Days that an administrator moved: of a step for a whole stage or, with `unit`, for one unit."""

revisions = Table(
    "revisions",
    metadata,
    _id(),
    _to("submission", "submissions.id"),
    Column("layer", String(20), nullable=False),
    Column("step", String(80), nullable=False),
    Column("author", String(40), nullable=False),
    Column("number", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("hash", String(80), nullable=False),
    _to("saved_by", "people.id"),
    _at("saved_at"),
    UniqueConstraint("submission", "layer", "step", "author", "number"),
)

panel_members = Table(
    "panel_members",
    metadata,
    _to("submission", "submissions.id", key=True),
    Column("step", String(80), primary_key=True),
    _to("person", "people.id", key=True),
    _at("confirmed_at", nullable=True),
)

moves = Table(
    "moves",
    metadata,
    _id(),
    _to("submission", "submissions.id"),
    Column("number", Integer, nullable=False),
    Column("action", String(20), nullable=False),
    Column("before", String(80), nullable=False),
    Column("after", String(80), nullable=False),
    Column("reason", Text),
    Column("late", Boolean, nullable=False),
    _to("moved_by", "people.id", nullable=True),
    _at("moved_at"),
    UniqueConstraint("submission", "number"),
)

evidence = Table(
    "evidence",
    metadata,
    _id(),
    _to("submission", "submissions.id"),
    Column("file", String(80), nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("size", Integer, nullable=False),
    Column("dated", String(10)),
    Column("from_day", String(10)),
    Column("until_day", String(10)),
    _to("uploaded_by", "people.id"),
    _at("uploaded_at"),
    _at("withdrawn_at", nullable=True),
    Index("ix_evidence_submission", "submission"),
    Index("ix_evidence_file", "file"),
)
"""One file as a unit hands it in; the content is in the evidence folder under its hash."""

evidence_uses = Table(
    "evidence_uses",
    metadata,
    _to("evidence", "evidence.id", key=True),
    Column("item", String(80), primary_key=True),
    _at("at"),
)

appeals = Table(
    "appeals",
    metadata,
    _id(),
    _to("submission", "submissions.id"),
    Column("item", String(80), nullable=False),
    Column("ground", Text, nullable=False),
    _to("made_by", "people.id"),
    _at("made_at"),
    Column("decision", String(20)),
    Column("reason", Text),
    _to("decided_by", "people.id", nullable=True),
    _at("decided_at", nullable=True),
    UniqueConstraint("submission", "item"),
)

publications = Table(
    "publications",
    metadata,
    _id(),
    _to("stage", "stages.id"),
    Column("number", Integer, nullable=False),
    Column("inputs", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("signature", String(128), nullable=False),
    Column("key", String(16), nullable=False),
    Column("reason", Text),
    _to("published_by", "people.id"),
    _at("published_at"),
    UniqueConstraint("stage", "number"),
)
"""Frozen results, each with all that it was computed from; a correction says its reason."""

compositions = Table(
    "compositions",
    metadata,
    _id(),
    _to("cycle", "cycles.id"),
    Column("number", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("signature", String(128), nullable=False),
    Column("key", String(16), nullable=False),
    _at("composed_at"),
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
    _id(),
    Column("sort", String(40), nullable=False),
    _to("submission", "submissions.id", nullable=True),
    Column("content", Text, nullable=False),
    _at("at"),
    _at("sent_at", nullable=True),
    _at("posted_at", nullable=True),
)

notifications = Table(
    "notifications",
    metadata,
    _id(),
    _to("person", "people.id"),
    Column("sort", String(40), nullable=False),
    _to("submission", "submissions.id", nullable=True),
    Column("content", Text, nullable=False),
    _at("at"),
    _at("read_at", nullable=True),
    _at("mailed_at", nullable=True),
    Index("ix_notifications_person", "person"),
)
"""What a person is told, in their own inbox."""

jobs = Table(
    "jobs",
    metadata,
    _id(),
    Column("sort", String(40), nullable=False),
    Column("content", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("done", Integer, nullable=False, default=0),
    Column("total", Integer, nullable=False, default=0),
    Column("tries", Integer, nullable=False, default=0),
    Column("result", Text),
    _to("asked_by", "people.id"),
    _at("asked_at"),
    _at("started_at", nullable=True),
    _at("ended_at", nullable=True),
    Index("ix_jobs_state", "state"),
)
"""Long work: ``waiting``, ``running``, ``done`` or ``failed``; `result` is JSON, also a refusal."""

answered = Table(
    "answered",
    metadata,
    _to("person", "people.id", key=True),
    Column("key", String(80), primary_key=True),
    Column("request", String(80), nullable=False),
    Column("status", Integer, nullable=False),
    Column("version", Integer),
    Column("body", Text, nullable=False),
    _at("at"),
    Index("ix_answered_at", "at"),
)
"""Answers to acts that named an idempotency key: a repeated request gets the same one."""

leases = Table(
    "leases",
    metadata,
    _to("submission", "submissions.id", key=True),
    Column("step", String(80), primary_key=True),
    _to("person", "people.id"),
    _at("until"),
    Index("ix_leases_person", "person"),
)
"""Who works on a step of a submission now: advice to others, never a lock."""

looked_at = Table(
    "looked_at",
    metadata,
    _to("submission", "submissions.id", key=True),
    Column("step", String(80), primary_key=True),
    Column("author", String(40), primary_key=True),
    Column("ids", Text, nullable=False),
    _at("at"),
)
"""Which items a reviewer has looked at, in JSON: their own note of how far they have come."""

audit_cuts = Table(
    "audit_cuts",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("hash", String(80), nullable=False),
    _at("at"),
    Column("archive", String(80), nullable=False),
    Column("signature", String(128), nullable=False),
    Column("key", String(16), nullable=False),
    _at("cut_at"),
)
"""Where the chain begins after old records were removed: the last one that is gone, signed, with
the hash of the file that holds what was removed."""

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    _at("at"),
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
