"""The names that units had before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the structure newer."""
    op.create_table(
        "former_unit_names",
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("until", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["unit"], ["units.code"], name=op.f("fk_former_unit_names_unit")),
        sa.PrimaryKeyConstraint("unit", "name", name=op.f("pk_former_unit_names")),
    )


def downgrade() -> None:
    """Make the structure older."""
    op.drop_table("former_unit_names")
