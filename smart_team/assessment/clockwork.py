"""What the clock does: windows that have passed are closed, once, also after a restart."""

from __future__ import annotations

from smart_team.assessment.loading import find_for_clock
from smart_team.assessment.moving import move
from smart_team.assessment.windows import overdue
from smart_team.people.policy import Target
from smart_team.procedure.machine import Key
from smart_team.store.audit import Act
from smart_team.store.clock import stamp
from smart_team.store.database import reading
from smart_team.store.gate import Gate, Work

CLOCK = "clock"
"""The actor of what happens by itself."""


def close_windows(gate: Gate) -> int:
    """Close every window whose bound has passed; returns how many were closed.

    A window is closed by what stands in the database, not by what a timer remembers: nothing is
    closed twice, and nothing is forgotten while the program is down.
    """
    with reading(gate.engine) as connection:
        due = overdue(connection, stamp(gate.clock()))
        waiting = [id_ for id_ in due if _is_open(find_for_clock(connection, id_).target)]
    closings = [gate.submit(Act(CLOCK, "close", id_), _Closing(id_)) for id_ in waiting]
    return sum(closing.result() for closing in closings)


def _is_open(target: Target) -> bool:
    return Key(target.state, "close") in target.table


class _Closing:
    """One window's closing, as a piece of work; it looks again before it closes."""

    def __init__(self, submission: str) -> None:
        self.submission = submission

    def __call__(self, work: Work) -> bool:
        found = find_for_clock(work.connection, self.submission)
        still = found.row.due_at is not None and found.row.due_at <= work.at
        if not still or not _is_open(found.target):
            return False
        move(work, found, "close", None)
        return True
