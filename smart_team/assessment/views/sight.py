"""Who sees which layer of a submission, and when.

========================  ============  ==============  ================  ==============  =========
who                       claim (self)  preliminary     a panel's layers  on-site review  appeal
========================  ============  ==============  ================  ==============  =========
the unit's own people     always        once told       never one by one  once told       always
the district's office     handed in     own: always     concluded         concluded       always
a member of the panel     handed in     concluded       own: always;      own: always;    always
                                                        others: reviewed  concluded
who has another seat      handed in     concluded       concluded         own: always     always
adjudicator, admin,       handed in     reviewed        reviewed          reviewed        always
leader
auditor                   always        always          always            always          always
========================  ============  ==============  ================  ==============  =========

*handed in*: signed (or, in a rework, submitted) since it was written. *told*: since then announced,
published, or sent back to the unit. *concluded*: the step has since ended with a result; sending
work back is none, so that a blind panel stays blind when the work returns. *reviewed*: concluded,
or at once where the step has no blind panel. A *final* layer is seen by the city at once, by others
once told. Of each author's revisions the newest that may be seen is shown. Whoever acts for the
unit sees as the unit does, whatever else they are.

A unit sees what its panel came to, with the members' reasons and without their figures, once told:
who wrote which of them is never named to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row

from smart_team.assessment.views.papers import Paper
from smart_team.people.policy import CITY, Target, may
from smart_team.people.principal import Principal
from smart_team.procedure.machine import step_of

Part = Literal["unit", "auditor", "city", "other"]


@dataclass(frozen=True, slots=True)
class Sight:
    """What one person may know of one submission that they may read."""

    paper: Paper
    principal: Principal
    part: Part
    names_all: bool

    def sees(self, revision: Row[Any]) -> bool:
        """Whether they may read a revision as its author wrote it."""
        history, at = self.paper.history, revision.saved_at
        if self.part == "auditor" or revision.layer == "appeal":
            return True
        if revision.layer == "self":
            return self.part == "unit" or history.handed_in(at)
        if revision.layer == "final":
            return self.part == "city" or history.told(at)
        if self.part == "unit":
            return not self.is_panelled(revision.step) and history.told(at)
        return self.is_own(revision) or self._knows(revision.step, at)

    def counts(self, revision: Row[Any]) -> bool:
        """Whether it is part of a result that they may see."""
        if self.part == "unit" and self.is_panelled(revision.step):
            return self._is_told_of(revision.step, revision.saved_at)
        return self.sees(revision)

    def sits(self, seat: Row[Any]) -> bool:
        """Whether a member's confirmation is part of a result that they may see."""
        if seat.confirmed_at is None or not self.is_panelled(seat.step):
            return False
        if self.part == "unit":
            return self._is_told_of(seat.step, seat.confirmed_at)
        if self.part == "auditor" or seat.person == self.principal.person:
            return True
        return self._knows(seat.step, seat.confirmed_at)

    def is_own(self, revision: Row[Any]) -> bool:
        """Whether they wrote it, or the office wrote it for which they act."""
        if self.part == "unit":
            return bool(revision.layer == "self")
        offices = {each.district for each in self.principal.assignments if each.role == "district"}
        ours = revision.layer == "preliminary" and revision.author in offices
        return bool(ours or revision.saved_by == self.principal.person)

    def newest(self) -> Iterator[Row[Any]]:
        """Yield of each author's revisions the newest that is part of what they may see."""
        found: set[tuple[str, str, str]] = set()
        for each in reversed(self.paper.revisions):
            whose = (each.layer, each.step, each.author)
            if whose not in found and self.counts(each):
                found.add(whose)
                yield each

    def is_panelled(self, step: str) -> bool:
        """Whether several inspectors judge at a step."""
        found = step_of(self.paper.procedure, step)
        return found is not None and found.panel is not None

    def name(self, person: str | None, step: str | None = None) -> str | None:
        """Return a person's id if they may know it, by a move or a layer of a step.

        Named are one's own acts, the unit's to the unit, and those of an open panel to its
        members; whoever may read the list of people is told all. Everybody else is told a role.
        """
        if person is None or person == self.principal.person:
            return person
        if self.part == "unit":
            return person if step is not None and self.paper.history.is_units(step) else None
        return person if self.names_all or self._is_open_among(person, step) else None

    def _knows(self, step: str, at: str) -> bool:
        history = self.paper.history
        if self.part == "city" or self._has_seat(self.principal.person, step):
            return history.reviewed(at)
        return history.concluded(at, step)

    def _is_told_of(self, step: str, at: str) -> bool:
        history = self.paper.history
        return history.concluded(at, step) and history.told(at)

    def _has_seat(self, person: str, step: str | None) -> bool:
        return any((seat.step, seat.person) == (step, person) for seat in self.paper.seats)

    def _is_open_among(self, person: str, step: str | None) -> bool:
        found = None if step is None else step_of(self.paper.procedure, step)
        if found is None or found.panel is None or found.panel.blind:
            return False
        return self._has_seat(person, step) and self._has_seat(self.principal.person, step)


def sight_of(paper: Paper, principal: Principal) -> Sight:
    """Return what a person may know of a submission that they may read."""
    part = _part(paper, principal)
    names_all = part != "unit" and may(principal, "read_people", CITY)
    return Sight(paper, principal, part, names_all)


def _part(paper: Paper, principal: Principal) -> Part:
    row = paper.row
    if any(each.unit == row.unit for each in principal.assignments):
        return "unit"
    if may(principal, "draft", Target(row.unit, row.district)):
        return "auditor"
    return "city" if may(principal, "read", CITY) else "other"
