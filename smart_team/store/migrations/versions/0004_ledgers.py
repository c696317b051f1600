"""Ledgers: records, their revisions, files, votes and lights; the values of metrics."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the structure newer."""
    op.create_table(
        "records",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("ledger", sa.String(length=140), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=True),
        sa.Column("key", sa.String(length=80), nullable=True),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=80), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=80), nullable=False),
        sa.Column("entered_by", sa.String(length=80), nullable=False),
        sa.Column("entered_at", sa.String(length=27), nullable=False),
        sa.Column("changed_at", sa.String(length=27), nullable=False),
        sa.Column("removed_at", sa.String(length=27), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entered_by"], ["people.id"], name=op.f("fk_records_entered_by")),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_records_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_records")),
        sa.UniqueConstraint("ledger", "key", name=op.f("uq_records_ledger")),
    )
    with op.batch_alter_table("records", schema=None) as batch_op:
        batch_op.create_index("ix_records_ledger", ["ledger", "unit", "day"], unique=False)
        batch_op.create_index("ix_records_unit", ["unit"], unique=False)

    op.create_table(
        "record_files",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("record", sa.String(length=80), nullable=False),
        sa.Column("field", sa.String(length=80), nullable=False),
        sa.Column("file", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("uploaded_by", sa.String(length=80), nullable=False),
        sa.Column("uploaded_at", sa.String(length=27), nullable=False),
        sa.Column("withdrawn_at", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(["record"], ["records.id"], name=op.f("fk_record_files_record")),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["people.id"], name=op.f("fk_record_files_uploaded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_files")),
    )
    with op.batch_alter_table("record_files", schema=None) as batch_op:
        batch_op.create_index("ix_record_files_file", ["file"], unique=False)
        batch_op.create_index("ix_record_files_record", ["record"], unique=False)

    op.create_table(
        "record_lights",
        sa.Column("record", sa.String(length=80), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("light", sa.String(length=10), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("behind", sa.String(length=20), nullable=True),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["record"], ["records.id"], name=op.f("fk_record_lights_record")),
        sa.PrimaryKeyConstraint("record", "day", name=op.f("pk_record_lights")),
    )
    op.create_table(
        "record_revisions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("record", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("before", sa.String(length=80), nullable=True),
        sa.Column("after", sa.String(length=80), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("made_by", sa.String(length=80), nullable=True),
        sa.Column("made_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by"], ["people.id"], name=op.f("fk_record_revisions_made_by")
        ),
        sa.ForeignKeyConstraint(
            ["record"], ["records.id"], name=op.f("fk_record_revisions_record")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_revisions")),
        sa.UniqueConstraint("record", "number", name=op.f("uq_record_revisions_record")),
    )
    op.create_table(
        "record_shares",
        sa.Column("record", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["record"], ["records.id"], name=op.f("fk_record_shares_record")),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_record_shares_unit")),
        sa.PrimaryKeyConstraint("record", "unit", name=op.f("pk_record_shares")),
    )
    with op.batch_alter_table("record_shares", schema=None) as batch_op:
        batch_op.create_index("ix_record_shares_unit", ["unit"], unique=False)

    op.create_table(
        "record_votes",
        sa.Column("record", sa.String(length=80), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("month", sa.String(length=10), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_record_votes_person")),
        sa.ForeignKeyConstraint(["record"], ["records.id"], name=op.f("fk_record_votes_record")),
        sa.PrimaryKeyConstraint("record", "person", name=op.f("pk_record_votes")),
    )
    with op.batch_alter_table("record_votes", schema=None) as batch_op:
        batch_op.create_index("ix_record_votes_person", ["person", "month"], unique=False)

    op.create_table(
        "metric_values",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("submission", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=80), nullable=False),
        sa.Column("frozen", sa.Boolean(), nullable=False),
        sa.Column("counted_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission"], ["submissions.id"], name=op.f("fk_metric_values_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metric_values")),
        sa.UniqueConstraint("submission", "number", name=op.f("uq_metric_values_submission")),
    )


def downgrade() -> None:
    """Make the structure older again."""
    op.drop_table("metric_values")
    with op.batch_alter_table("record_votes", schema=None) as batch_op:
        batch_op.drop_index("ix_record_votes_person")

    op.drop_table("record_votes")
    with op.batch_alter_table("record_shares", schema=None) as batch_op:
        batch_op.drop_index("ix_record_shares_unit")

    op.drop_table("record_shares")
    op.drop_table("record_revisions")
    op.drop_table("record_lights")
    with op.batch_alter_table("record_files", schema=None) as batch_op:
        batch_op.drop_index("ix_record_files_record")
        batch_op.drop_index("ix_record_files_file")

    op.drop_table("record_files")
    with op.batch_alter_table("records", schema=None) as batch_op:
        batch_op.drop_index("ix_records_unit")
        batch_op.drop_index("ix_records_ledger")

    op.drop_table("records")
