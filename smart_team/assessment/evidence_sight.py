"""Whose evidence it is and who sees it when: what a side still works on is its own.

The unit's files are handed in by the sign-off; a reviewer's, by the move that ends the step, or at
once where the panel is an open one. What was handed in stays until its withdrawal is handed in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, Literal

from sqlalchemy import Connection, Row, select

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.loading import Submission, find
from smart_team.errors import Problem
from smart_team.people.policy import may
from smart_team.people.principal import Principal
from smart_team.procedure.machine import Key, step_of
from smart_team.store.files import EvidenceFiles
from smart_team.store.tables import evidence, evidence_uses, moves

Side = Literal["unit", "reviewer"]
_TOLD: Final = frozenset({"announce", "publish", "return"})
"""The moves by which a unit is told what its reviewers found."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One file as somebody handed it in, for the items that this person may know of."""

    row: Row[Any]
    side: Side
    items: tuple[str, ...]

    @property
    def id(self) -> str:
        """Its id."""
        return str(self.row.id)


def listed(connection: Connection, principal: Principal, submission: str) -> list[Evidence]:
    """Return the evidence of a submission that this person may see, oldest first.

    Raises AbsentError alike for a submission that does not exist and one out of scope.
    """
    return seen(find(connection, principal, submission), principal)


def opened(
    connection: Connection, principal: Principal, files: EvidenceFiles, id_: str
) -> tuple[Evidence, BinaryIO]:
    """Return one file as it was handed in, and its content as a stream.

    Raises AbsentError alike for what does not exist and what this person may not see, FileError
    where the content is gone.
    """
    one = look_up(connection, principal, id_)[1]
    return one, files.open(one.row.file)


def look_up(connection: Connection, principal: Principal, id_: str) -> tuple[Submission, Evidence]:
    """Return a piece of evidence that this person may see, with its submission."""
    query = select(evidence.c.submission).where(evidence.c.id == id_)
    submission = connection.execute(query).scalar()
    if submission is None:
        raise m.AbsentError([Problem(m.ABSENT)])
    found = find(connection, principal, submission)
    for one in seen(found, principal):
        if one.id == id_:
            return found, one
    raise m.AbsentError([Problem(m.ABSENT)])


def seen(found: Submission, principal: Principal) -> list[Evidence]:
    """Return what this person may see of a submission's evidence, oldest first."""
    history = _History(found)
    sight = _Sight(history, principal, _part(found, principal))
    uses, kept = _uses(found), []
    for row in _rows(found):
        side = history.side(row.uploaded_at)
        gone = row.withdrawn_at is not None and sight.shows(row, side, row.withdrawn_at)
        if sight.shows(row, side, row.uploaded_at) and (sight.part == "auditor" or not gone):
            items = [item for item, at in uses.get(row.id, ()) if sight.shows(row, side, at)]
            kept.append(Evidence(row, side, tuple(items)))
    return kept


def standing(found: Submission, side: Side) -> list[Evidence]:
    """Return all that one side attached and did not withdraw, handed in or not."""
    history, uses = _History(found), _uses(found)
    return [
        Evidence(row, side, tuple(item for item, _ in uses.get(row.id, ())))
        for row in _rows(found)
        if row.withdrawn_at is None and history.side(row.uploaded_at) == side
    ]


def is_own(found: Submission, principal: Principal) -> bool:
    """Whether this person acts for the submission's unit today."""
    return any(each.unit == found.row.unit for each in principal.assignments)


_Part = Literal["unit", "auditor", "other"]


def _part(found: Submission, principal: Principal) -> _Part:
    if is_own(found, principal):
        return "unit"
    return "auditor" if may(principal, "draft", found.target) else "other"


class _History:
    """The moves of a submission, asked what they say of a moment."""

    def __init__(self, found: Submission) -> None:
        query = select(moves).where(moves.c.submission == found.id).order_by(moves.c.number)
        self._found = found
        self._moves = found.connection.execute(query).all()

    def side(self, at: str) -> Side:
        """Return whose turn it was: only the unit's in a state in which it may save."""
        return "unit" if Key(self._state(at), "save") in self._found.target.table else "reviewer"

    def handed_in(self, at: str) -> bool:
        """Whether the unit has since let it go, to somebody who is not of the unit."""
        return any(
            move.action in {"sign", "submit"} and not self._is_units(move.after)
            for move in self._since(at)
        )

    def reviewed(self, at: str) -> bool:
        """Whether the review then under way is over, or was open to all who may read it."""
        step = step_of(self._found.procedure, self._state(at))
        blind = step is not None and step.panel is not None and step.panel.blind
        return not blind or any(move.after != move.before for move in self._since(at))

    def told(self, at: str) -> bool:
        """Whether the unit has since been told what came of the review."""
        return any(move.action in _TOLD for move in self._since(at))

    def _since(self, at: str) -> Iterator[Row[Any]]:
        return (move for move in self._moves if move.moved_at >= at)

    def _state(self, at: str) -> str:
        before = [move.after for move in self._moves if move.moved_at < at]
        first = self._moves[0].before if self._moves else self._found.row.state
        return str(before[-1] if before else first)

    def _is_units(self, state: str) -> bool:
        table = self._found.target.table
        return Key(state, "save") in table or Key(state, "sign") in table


@dataclass(frozen=True, slots=True)
class _Sight:
    """What one person may know of a submission's evidence."""

    history: _History
    principal: Principal
    part: _Part

    def shows(self, row: Row[Any], side: Side, at: str) -> bool:
        """Whether they may know what was done to a side's file at that moment."""
        own = row.uploaded_by == self.principal.person or self.part == side
        if own or self.part == "auditor":
            return True
        if side == "unit":
            return self.history.handed_in(at)
        return self.history.told(at) if self.part == "unit" else self.history.reviewed(at)


def _rows(found: Submission) -> Sequence[Row[Any]]:
    table = evidence.c
    query = select(evidence).where(table.submission == found.id)
    return found.connection.execute(query.order_by(table.uploaded_at, table.id)).all()


def _uses(found: Submission) -> Mapping[str, list[tuple[str, str]]]:
    """Return, by piece of evidence, its items and since when it is theirs."""
    table, uses = evidence_uses.c, dict[str, list[tuple[str, str]]]()
    query = (
        select(table.evidence, table.item, table.at)
        .join(evidence, evidence.c.id == table.evidence)
        .where(evidence.c.submission == found.id)
        .order_by(table.item)
    )
    for id_, item, at in found.connection.execute(query):
        uses.setdefault(id_, []).append((item, at))
    return uses
