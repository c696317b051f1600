"""Where mail goes, and what has been mailed and posted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = (("people", "mail", 254), ("notifications", "mailed_at", 27), ("outbox", "posted_at", 27))


def upgrade() -> None:
    """Make the structure newer."""
    for table, column, length in COLUMNS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column(column, sa.String(length=length), nullable=True))


def downgrade() -> None:
    """Make the structure older again."""
    # Not as a batch: that would make the tables anew, which rows of others refer to.
    for table, column, _ in COLUMNS:
        op.drop_column(table, column)
