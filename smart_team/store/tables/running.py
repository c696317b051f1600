"""What the service does by itself: notices, long work, answers to repeated requests, leases."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text

from smart_team.store.tables.base import at, id_, metadata, to

outbox = Table(
    "outbox",
    metadata,
    id_(),
    Column("sort", String(40), nullable=False),
    to("submission", "submissions.id", nullable=True),
    Column("content", Text, nullable=False),
    at("at"),
    at("sent_at", nullable=True),
    at("posted_at", nullable=True),
)

notifications = Table(
    "notifications",
    metadata,
    id_(),
    to("person", "people.id"),
    Column("sort", String(40), nullable=False),
    to("submission", "submissions.id", nullable=True),
    Column("content", Text, nullable=False),
    at("at"),
    at("read_at", nullable=True),
    at("mailed_at", nullable=True),
    Index("ix_notifications_person", "person"),
)
"""What a person is told, in their own inbox."""

jobs = Table(
    "jobs",
    metadata,
    id_(),
    Column("sort", String(40), nullable=False),
    Column("content", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("done", Integer, nullable=False, default=0),
    Column("total", Integer, nullable=False, default=0),
    Column("tries", Integer, nullable=False, default=0),
    Column("result", Text),
    to("asked_by", "people.id"),
    at("asked_at"),
    at("started_at", nullable=True),
    at("ended_at", nullable=True),
    Index("ix_jobs_state", "state"),
)
"""Long work: ``waiting``, ``running``, ``done`` or ``failed``; `result` is JSON, also a refusal."""

answered = Table(
    "answered",
    metadata,
    to("person", "people.id", key=True),
    Column("key", String(80), primary_key=True),
    Column("request", String(80), nullable=False),
    Column("status", Integer, nullable=False),
    Column("version", Integer),
    Column("body", Text, nullable=False),
    at("at"),
    Index("ix_answered_at", "at"),
)
"""Answers to acts that named an idempotency key: a repeated request gets the same one."""

leases = Table(
    "leases",
    metadata,
    to("submission", "submissions.id", key=True),
    Column("step", String(80), primary_key=True),
    to("person", "people.id"),
    at("until"),
    Index("ix_leases_person", "person"),
)
"""Who works on a step of a submission now: advice to others, never a lock."""

looked_at = Table(
    "looked_at",
    metadata,
    to("submission", "submissions.id", key=True),
    Column("step", String(80), primary_key=True),
    Column("author", String(40), primary_key=True),
    Column("ids", Text, nullable=False),
    at("at"),
)
"""Which items a reviewer has looked at, in JSON: their own note of how far they have come."""
