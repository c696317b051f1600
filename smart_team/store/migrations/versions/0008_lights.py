"""Changes of lights are numbered, and the days are known for which all records were lit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the structure newer."""
    lights, numbers = _taken_out("day"), Counter[str]()
    for each in lights:
        numbers[each["record"]] += 1
        each["number"] = numbers[each["record"]]
    _lights("number", lights)
    op.create_table(
        "lit_days",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_lit_days")),
    )


def downgrade() -> None:
    """Make the structure older again; of several lights of one day the last stays."""
    op.drop_table("lit_days")
    last = {(each["record"], each["day"]): each for each in _taken_out("number")}
    _lights("day", [{k: v for k, v in each.items() if k != "number"} for each in last.values()])


def _taken_out(order: str) -> list[dict[str, Any]]:
    """Return all lights in order, without their table."""
    query = sa.text(f"SELECT * FROM record_lights ORDER BY record, {order}")  # noqa: S608 - ours
    rows = [dict(row) for row in op.get_bind().execute(query).mappings()]
    op.drop_table("record_lights")
    return rows


def _lights(key: str, rows: Sequence[dict[str, Any]]) -> None:
    number = [sa.Column("number", sa.Integer(), autoincrement=False, nullable=False)]
    table = op.create_table(
        "record_lights",
        sa.Column("record", sa.String(length=80), nullable=False),
        *(number if key == "number" else []),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("light", sa.String(length=10), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("behind", sa.String(length=20), nullable=True),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["record"], ["records.id"], name=op.f("fk_record_lights_record")),
        sa.PrimaryKeyConstraint("record", key, name=op.f("pk_record_lights")),
    )
    if rows:
        op.bulk_insert(table, list(rows))
