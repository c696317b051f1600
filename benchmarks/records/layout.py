"""What the records look like; apart from what makes them, which takes memory of its own."""

from __future__ import annotations

from typing import Final

from smart_team.rollup.layout import Column, Layout

LAYOUT: Final = Layout(
    (
        Column("unit", "unit"),
        Column("day", "date"),
        Column("sort", "choice"),
        Column("people", "integer"),
        Column("hours", "decimal"),
    ),
    dated_by="day",
)
