"""The first structure."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the structure newer."""
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("behalf", sa.String(length=80), nullable=True),
        sa.Column("source", sa.String(length=64), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("object", sa.String(length=120), nullable=True),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=True),
        sa.Column("before", sa.String(length=80), nullable=True),
        sa.Column("after", sa.String(length=80), nullable=True),
        sa.Column("previous", sa.String(length=80), nullable=False),
        sa.Column("hash", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
    )
    op.create_table(
        "districts",
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_districts")),
    )
    op.create_table(
        "holidays",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_holidays")),
    )
    op.create_table(
        "known_sources",
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("account", "source", name=op.f("pk_known_sources")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("login", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("disabled_at", sa.String(length=27), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("login", name=op.f("uq_people_login")),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failures")),
    )
    with op.batch_alter_table("sign_in_failures", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_failures_at", ["at"], unique=False)

    op.create_table(
        "access_tokens",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=80), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("expires_at", sa.String(length=27), nullable=False),
        sa.Column("ended_at", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(
            ["person"],
            ["people.id"],
            name=op.f("fk_access_tokens_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_tokens")),
        sa.UniqueConstraint("digest", name=op.f("uq_access_tokens_digest")),
    )
    with op.batch_alter_table("access_tokens", schema=None) as batch_op:
        batch_op.create_index("ix_access_tokens_person", ["person"], unique=False)

    op.create_table(
        "accounts",
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("password_at", sa.String(length=27), nullable=True),
        sa.Column("totp_secret", sa.Text(), nullable=True),
        sa.Column("totp_step", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_accounts_person")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_accounts")),
    )
    op.create_table(
        "documents",
        sa.Column("hash", sa.String(length=80), nullable=False),
        sa.Column("sort", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("uploaded_by", sa.String(length=80), nullable=True),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["uploaded_by"],
            ["people.id"],
            name=op.f("fk_documents_uploaded_by"),
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_documents")),
        sa.UniqueConstraint("sort", "name", "version", name=op.f("uq_documents_sort")),
    )
    op.create_table(
        "old_passwords",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"],
            ["people.id"],
            name=op.f("fk_old_passwords_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_old_passwords")),
    )
    with op.batch_alter_table("old_passwords", schema=None) as batch_op:
        batch_op.create_index("ix_old_passwords_person", ["person"], unique=False)

    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.String(length=80), nullable=False),
        sa.Column("used_at", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(
            ["person"],
            ["people.id"],
            name=op.f("fk_recovery_codes_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
    )
    with op.batch_alter_table("recovery_codes", schema=None) as batch_op:
        batch_op.create_index("ix_recovery_codes_person", ["person"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(length=80), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("csrf", sa.String(length=80), nullable=False),
        sa.Column("second_factor", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.String(length=27), nullable=False),
        sa.Column("seen_at", sa.String(length=27), nullable=False),
        sa.Column("ended_at", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_sessions_person")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sessions")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index("ix_sessions_person", ["person"], unique=False)

    op.create_table(
        "setup_links",
        sa.Column("digest", sa.String(length=80), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("expires_at", sa.String(length=27), nullable=False),
        sa.Column("used_at", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_setup_links_person")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_setup_links")),
    )
    op.create_table(
        "units",
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("district", sa.String(length=80), nullable=True),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district"],
            ["districts.code"],
            name=op.f("fk_units_district"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_units")),
    )
    op.create_table(
        "assignments",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=True),
        sa.Column("district", sa.String(length=80), nullable=True),
        sa.Column("from_day", sa.String(length=10), nullable=False),
        sa.Column("until_day", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(
            ["district"],
            ["districts.code"],
            name=op.f("fk_assignments_district"),
        ),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_assignments_person")),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_assignments_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.create_index("ix_assignments_person", ["person"], unique=False)

    op.create_table(
        "cycles",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("module", sa.String(length=80), nullable=False),
        sa.Column("procedure", sa.String(length=80), nullable=False),
        sa.Column("engine", sa.String(length=40), nullable=False),
        sa.Column("plugins", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.String(length=80), nullable=False),
        sa.Column("opened_at", sa.String(length=27), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["opened_by"], ["people.id"], name=op.f("fk_cycles_opened_by")),
        sa.ForeignKeyConstraint(
            ["procedure"],
            ["documents.hash"],
            name=op.f("fk_cycles_procedure"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycles")),
    )
    op.create_table(
        "cycle_units",
        sa.Column("cycle", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("district", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["cycle"], ["cycles.id"], name=op.f("fk_cycle_units_cycle")),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_cycle_units_unit")),
        sa.PrimaryKeyConstraint("cycle", "unit", name=op.f("pk_cycle_units")),
    )
    op.create_table(
        "stages",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("cycle", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rubric", sa.String(length=80), nullable=False),
        sa.Column("weight", sa.String(length=20), nullable=False),
        sa.Column("starts_on", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["cycle"], ["cycles.id"], name=op.f("fk_stages_cycle")),
        sa.ForeignKeyConstraint(["rubric"], ["documents.hash"], name=op.f("fk_stages_rubric")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stages")),
        sa.UniqueConstraint("cycle", "number", name=op.f("uq_stages_cycle")),
    )
    op.create_table(
        "publications",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("stage", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("inputs", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("published_by", sa.String(length=80), nullable=False),
        sa.Column("published_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["published_by"],
            ["people.id"],
            name=op.f("fk_publications_published_by"),
        ),
        sa.ForeignKeyConstraint(["stage"], ["stages.id"], name=op.f("fk_publications_stage")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publications")),
        sa.UniqueConstraint("stage", "number", name=op.f("uq_publications_stage")),
    )
    op.create_table(
        "submissions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("cycle", sa.String(length=80), nullable=False),
        sa.Column("stage", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=80), nullable=False),
        sa.Column("sampled", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.String(length=27), nullable=True),
        sa.Column("submitted_by", sa.String(length=80), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cycle"], ["cycles.id"], name=op.f("fk_submissions_cycle")),
        sa.ForeignKeyConstraint(["stage"], ["stages.id"], name=op.f("fk_submissions_stage")),
        sa.ForeignKeyConstraint(
            ["submitted_by"],
            ["people.id"],
            name=op.f("fk_submissions_submitted_by"),
        ),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_submissions_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("stage", "unit", name=op.f("uq_submissions_stage")),
    )
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.create_index("ix_submissions_state", ["state"], unique=False)
        batch_op.create_index("ix_submissions_unit", ["unit"], unique=False)

    op.create_table(
        "appeals",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("submission", sa.String(length=80), nullable=False),
        sa.Column("item", sa.String(length=80), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=True),
        sa.Column("decided_at", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["people.id"],
            name=op.f("fk_appeals_decided_by"),
        ),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_appeals_made_by")),
        sa.ForeignKeyConstraint(
            ["submission"],
            ["submissions.id"],
            name=op.f("fk_appeals_submission"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
        sa.UniqueConstraint("submission", "item", name=op.f("uq_appeals_submission")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("submission", sa.String(length=80), nullable=False),
        sa.Column("file", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("dated", sa.String(length=10), nullable=True),
        sa.Column("from_day", sa.String(length=10), nullable=True),
        sa.Column("until_day", sa.String(length=10), nullable=True),
        sa.Column("uploaded_by", sa.String(length=80), nullable=False),
        sa.Column("uploaded_at", sa.String(length=27), nullable=False),
        sa.Column("withdrawn_at", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission"],
            ["submissions.id"],
            name=op.f("fk_evidence_submission"),
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by"],
            ["people.id"],
            name=op.f("fk_evidence_uploaded_by"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index("ix_evidence_file", ["file"], unique=False)
        batch_op.create_index("ix_evidence_submission", ["submission"], unique=False)

    op.create_table(
        "moves",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("submission", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("before", sa.String(length=80), nullable=False),
        sa.Column("after", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("moved_by", sa.String(length=80), nullable=True),
        sa.Column("moved_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["moved_by"], ["people.id"], name=op.f("fk_moves_moved_by")),
        sa.ForeignKeyConstraint(
            ["submission"],
            ["submissions.id"],
            name=op.f("fk_moves_submission"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moves")),
        sa.UniqueConstraint("submission", "number", name=op.f("uq_moves_submission")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("sort", sa.String(length=40), nullable=False),
        sa.Column("submission", sa.String(length=80), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("sent_at", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission"],
            ["submissions.id"],
            name=op.f("fk_outbox_submission"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_table(
        "panel_members",
        sa.Column("submission", sa.String(length=80), nullable=False),
        sa.Column("step", sa.String(length=80), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("confirmed_at", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(
            ["person"],
            ["people.id"],
            name=op.f("fk_panel_members_person"),
        ),
        sa.ForeignKeyConstraint(
            ["submission"],
            ["submissions.id"],
            name=op.f("fk_panel_members_submission"),
        ),
        sa.PrimaryKeyConstraint("submission", "step", "person", name=op.f("pk_panel_members")),
    )
    op.create_table(
        "revisions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("submission", sa.String(length=80), nullable=False),
        sa.Column("layer", sa.String(length=20), nullable=False),
        sa.Column("step", sa.String(length=80), nullable=False),
        sa.Column("author", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=80), nullable=False),
        sa.Column("saved_by", sa.String(length=80), nullable=False),
        sa.Column("saved_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["saved_by"],
            ["people.id"],
            name=op.f("fk_revisions_saved_by"),
        ),
        sa.ForeignKeyConstraint(
            ["submission"],
            ["submissions.id"],
            name=op.f("fk_revisions_submission"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint(
            "submission",
            "layer",
            "step",
            "author",
            "number",
            name=op.f("uq_revisions_submission"),
        ),
    )
    op.create_table(
        "evidence_uses",
        sa.Column("evidence", sa.String(length=80), nullable=False),
        sa.Column("item", sa.String(length=80), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence"],
            ["evidence.id"],
            name=op.f("fk_evidence_uses_evidence"),
        ),
        sa.PrimaryKeyConstraint("evidence", "item", name=op.f("pk_evidence_uses")),
    )


def downgrade() -> None:
    """Make the structure older."""
    op.drop_table("evidence_uses")
    op.drop_table("revisions")
    op.drop_table("panel_members")
    op.drop_table("outbox")
    op.drop_table("moves")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index("ix_evidence_submission")
        batch_op.drop_index("ix_evidence_file")

    op.drop_table("evidence")
    op.drop_table("appeals")
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.drop_index("ix_submissions_unit")
        batch_op.drop_index("ix_submissions_state")

    op.drop_table("submissions")
    op.drop_table("publications")
    op.drop_table("stages")
    op.drop_table("cycle_units")
    op.drop_table("cycles")
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.drop_index("ix_assignments_person")

    op.drop_table("assignments")
    op.drop_table("units")
    op.drop_table("setup_links")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index("ix_sessions_person")

    op.drop_table("sessions")
    with op.batch_alter_table("recovery_codes", schema=None) as batch_op:
        batch_op.drop_index("ix_recovery_codes_person")

    op.drop_table("recovery_codes")
    with op.batch_alter_table("old_passwords", schema=None) as batch_op:
        batch_op.drop_index("ix_old_passwords_person")

    op.drop_table("old_passwords")
    op.drop_table("documents")
    op.drop_table("accounts")
    with op.batch_alter_table("access_tokens", schema=None) as batch_op:
        batch_op.drop_index("ix_access_tokens_person")

    op.drop_table("access_tokens")
    with op.batch_alter_table("sign_in_failures", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_failures_at")

    op.drop_table("sign_in_failures")
    op.drop_table("people")
    op.drop_table("known_sources")
    op.drop_table("holidays")
    op.drop_table("districts")
    op.drop_table("audit")
