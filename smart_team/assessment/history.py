"""What the moves of a submission say of a moment: whose turn it was, and what has happened since.

What people may know of each other's work hangs on this: see :mod:`evidence_sight` and
:mod:`views.sight`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row, select

from smart_team.assessment.loading import Submission
from smart_team.procedure.machine import DONE, Key, Table, step_of
from smart_team.procedure.schema import Procedure
from smart_team.store.tables import moves

Side = Literal["unit", "reviewer"]
NEVER = ""
"""A time before every other."""


@dataclass(frozen=True, slots=True)
class History:
    """The moves of a submission, oldest first, and the procedure's table that made them."""

    moves: Sequence[Row[Any]]
    state: str
    procedure: Procedure
    table: Table

    def side(self, at: str) -> Side:
        """Return whose turn it was: the unit's where it may save, or appeal."""
        own = Key(self.state_at(at), "save") in self.table or self.appealing(at)
        return "unit" if own else "reviewer"

    def appealing(self, at: str) -> bool:
        """Whether a window for appeals was open."""
        return Key(self.state_at(at), "appeal") in self.table

    def appeals_over(self, at: str) -> bool:
        """Whether the step at which it stood has since ended."""
        return step_of(self.procedure, self.state) != step_of(self.procedure, self.state_at(at))

    def handed_in(self, at: str) -> bool:
        """Whether the unit has since let it go, to somebody who is not of the unit."""
        return at <= self._last(self.hands_in)

    def reviewed(self, at: str) -> bool:
        """Whether the review then under way is concluded, or was open to all who may read it."""
        step = step_of(self.procedure, self.state_at(at))
        if step is None or step.panel is None or not step.panel.blind:
            return True
        return self.concluded(at, step.id)

    def concluded(self, at: str, step: str) -> bool:
        """Whether a review's step has since ended with a result, and not by sending work back."""
        return at <= self._last(lambda move: _concludes(move, step))

    def told(self, at: str) -> bool:
        """Whether the unit has since been told what came of the review."""
        return at <= self._last(self.tells)

    def tells(self, move: Row[Any]) -> bool:
        """Whether the unit is told by this move: it is made public, or sent back to the unit."""
        if move.action == "return":
            ends = move.after == DONE or self.is_units(move.after)
            return ends and not self.is_units(move.before)
        return move.action in {"announce", "publish", "correct"}

    def is_units(self, state: str) -> bool:
        """Whether only the unit works on it in this state."""
        return Key(state, "save") in self.table or Key(state, "sign") in self.table

    def state_at(self, at: str) -> str:
        """Return where it stood at a moment."""
        before = [move.after for move in self.moves if move.moved_at < at]
        first = self.moves[0].before if self.moves else self.state
        return str(before[-1] if before else first)

    def hands_in(self, move: Row[Any]) -> bool:
        """Whether by this move the unit lets it go."""
        return move.action in {"sign", "submit"} and not self.is_units(move.after)

    def _last(self, wanted: Callable[[Row[Any]], bool]) -> str:
        times = (move.moved_at for move in reversed(self.moves) if wanted(move))
        return str(next(times, NEVER))


def history_of(found: Submission) -> History:
    """Return a submission's history."""
    query = select(moves).where(moves.c.submission == found.id).order_by(moves.c.number)
    rows = found.connection.execute(query).all()
    return History(rows, found.row.state, found.procedure, found.target.table)


def _concludes(move: Row[Any], step: str) -> bool:
    return bool(move.action == "confirm" and move.before == step and move.after != step)
