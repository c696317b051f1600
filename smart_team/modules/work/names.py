"""The ledgers of 重点工作 by their full names, in one place."""

from __future__ import annotations

from typing import Final

TASKS: Final = "work.tasks"
MILESTONES: Final = "work.milestones"
PROGRESS: Final = "work.progress"
ORDERS: Final = "work.orders"
