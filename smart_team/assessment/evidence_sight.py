"""Whose evidence it is and who sees it when: what a side still works on is its own.

The unit's files are handed in by the sign-off; a reviewer's, by the confirmation that ends the
step, or at once, to the city and to those who work at the step, where there is no blind panel.
What was handed in stays until its withdrawal is handed in. What a unit attaches while it may
appeal is the city's to see at once, and others' once the appeals are over: they do not learn
before that there are any.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Literal

from sqlalchemy import Connection, Row, select

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.history import History, Side, history_of
from smart_team.assessment.loading import Submission, find
from smart_team.errors import Problem
from smart_team.people.policy import CITY, may
from smart_team.people.principal import Principal
from smart_team.procedure.machine import step_of
from smart_team.store.files import EvidenceFiles
from smart_team.store.tables import evidence, evidence_uses, panel_members


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
    history = history_of(found)
    sight = _sight_of(found, principal, history)
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
    history, uses = history_of(found), _uses(found)
    return [
        Evidence(row, side, tuple(item for item, _ in uses.get(row.id, ())))
        for row in _rows(found)
        if row.withdrawn_at is None and history.side(row.uploaded_at) == side
    ]


def changed_since(found: Submission, principal: Principal, at: str) -> frozenset[str]:
    """Return the items of which the unit's evidence changed after a moment, as may be known."""
    history, uses = history_of(found), _uses(found)
    sight = _sight_of(found, principal, history)
    return frozenset(
        item
        for row in _rows(found)
        if (side := history.side(row.uploaded_at)) == "unit"
        for item, since in uses.get(row.id, ())
        if _changed(sight, row, side, since, at)
    )


def _changed(sight: _Sight, row: Row[Any], side: Side, since: str, at: str) -> bool:
    """Whether a file began or ceased to be an item's after a moment, and not both."""
    begun = since > at and sight.shows(row, side, since)
    gone = row.withdrawn_at
    ended = gone is not None and gone > at and sight.shows(row, side, gone)
    return begun != ended


def is_own(found: Submission, principal: Principal) -> bool:
    """Whether this person acts for the submission's unit today."""
    return any(each.unit == found.row.unit for each in principal.assignments)


_Part = Literal["unit", "auditor", "other"]


def _part(found: Submission, principal: Principal) -> _Part:
    if is_own(found, principal):
        return "unit"
    return "auditor" if may(principal, "draft", found.target) else "other"


@dataclass(frozen=True, slots=True)
class _Sight:
    """What one person may know of a submission's evidence."""

    history: History
    principal: Principal
    part: _Part
    near: frozenset[str]

    def shows(self, row: Row[Any], side: Side, at: str) -> bool:
        """Whether they may know what was done to a side's file at that moment."""
        own = row.uploaded_by == self.principal.person or self.part == side
        if own or self.part == "auditor":
            return True
        if side == "unit" and self.history.appealing(at):
            return may(self.principal, "read", CITY) or self.history.appeals_over(at)
        if side == "unit":
            return self.history.handed_in(at)
        return self.history.told(at) if self.part == "unit" else self._knows(at)

    def _knows(self, at: str) -> bool:
        """Whether they may know of a review then under way, as of its layers."""
        step = step_of(self.history.procedure, self.history.state_at(at))
        if step is None or may(self.principal, "read", CITY) or step.id in self.near:
            return self.history.reviewed(at)
        return self.history.concluded(at, step.id)


def _sight_of(found: Submission, principal: Principal, history: History) -> _Sight:
    return _Sight(history, principal, _part(found, principal), _near(found, principal))


def _near(found: Submission, principal: Principal) -> frozenset[str]:
    """Return the steps at which this person works: where they sit, and their own office's."""
    seat = panel_members.c
    mine = (seat.submission == found.id, seat.person == principal.person)
    sits = found.connection.execute(select(seat.step).where(*mine)).scalars()
    offices = {each.district for each in principal.assignments if each.role == "district"}
    ours = found.row.district in offices - {None, ""}
    office = [each.id for each in found.procedure.steps if ours and each.by == "district"]
    return frozenset((*sits, *office))


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
