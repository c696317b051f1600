"""The period of a cycle, from which its metrics count."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COLUMNS = ("period_from", "period_until")


def upgrade() -> None:
    """Make the structure newer."""
    for column in COLUMNS:
        with op.batch_alter_table("cycles", schema=None) as batch_op:
            batch_op.add_column(sa.Column(column, sa.String(length=10), nullable=True))


def downgrade() -> None:
    """Make the structure older again."""
    # Not as a batch: that would make the table anew, which rows of others refer to.
    for column in COLUMNS:
        op.drop_column("cycles", column)
