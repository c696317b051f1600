"""People: who they are, how they sign in, and what roles they have when."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text

from smart_team.store.tables.base import at, id_, metadata, to, version

people = Table(
    "people",
    metadata,
    id_(),
    Column("login", String(80), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("mail", String(254)),
    at("created_at"),
    at("disabled_at", nullable=True),
    version(),
)

accounts = Table(
    "accounts",
    metadata,
    to("person", "people.id", key=True),
    Column("password", Text),
    at("password_at", nullable=True),
    Column("totp_secret", Text),
    Column("totp_step", Integer),
    version(),
)
"""How a person signs in; without a password only a set-up link or single sign-on lets them in."""

old_passwords = Table(
    "old_passwords",
    metadata,
    id_(),
    to("person", "people.id"),
    Column("password", Text, nullable=False),
    at("at"),
    Index("ix_old_passwords_person", "person"),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    id_(),
    to("person", "people.id"),
    Column("digest", String(80), nullable=False),
    at("used_at", nullable=True),
    Index("ix_recovery_codes_person", "person"),
)

setup_links = Table(
    "setup_links",
    metadata,
    Column("digest", String(80), primary_key=True),
    to("person", "people.id"),
    at("expires_at"),
    at("used_at", nullable=True),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", String(80), primary_key=True),
    to("person", "people.id"),
    Column("csrf", String(80), nullable=False),
    Column("second_factor", Boolean, nullable=False),
    Column("source", String(64)),
    at("created_at"),
    at("seen_at"),
    at("ended_at", nullable=True),
    Index("ix_sessions_person", "person"),
)

access_tokens = Table(
    "access_tokens",
    metadata,
    id_(),
    to("person", "people.id"),
    Column("name", Text, nullable=False),
    Column("digest", String(80), nullable=False, unique=True),
    Column("scopes", Text, nullable=False),
    at("created_at"),
    at("expires_at"),
    at("ended_at", nullable=True),
    Index("ix_access_tokens_person", "person"),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    id_(),
    Column("account", String(80), nullable=False),
    Column("source", String(64), nullable=False),
    at("at"),
    Index("ix_sign_in_failures_at", "at"),
)

identities = Table(
    "identities",
    metadata,
    Column("issuer", String(255), primary_key=True),
    Column("subject", String(255), primary_key=True),
    to("person", "people.id"),
    at("at"),
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
    at("expires_at"),
)
"""Sign-ins that are at a provider now: `digest` of the state, of a cookie of the browser's."""

known_sources = Table(
    "known_sources",
    metadata,
    Column("account", String(80), primary_key=True),
    Column("source", String(64), primary_key=True),
    at("at"),
)
"""Where an account has signed in from: strangers elsewhere cannot lock it out there."""

assignments = Table(
    "assignments",
    metadata,
    id_(),
    to("person", "people.id"),
    Column("role", String(20), nullable=False),
    to("unit", "units.code", nullable=True),
    to("district", "districts.code", nullable=True),
    Column("from_day", String(10), nullable=False),
    Column("until_day", String(10)),
    Index("ix_assignments_person", "person"),
)
