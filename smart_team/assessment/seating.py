"""Seating a whole stage: inspectors spread evenly, nobody with a unit of theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.loading import Submission, find, require
from smart_team.assessment.seats import (
    every_inspector,
    inspectors_of,
    needs_seats,
    put_seats,
    sitting,
    size_of,
    step_with_seats,
    too_few,
)
from smart_team.assessment.sheets import load_sheets
from smart_team.assessment.stage import load_stage
from smart_team.errors import Problem
from smart_team.people.principal import Principal
from smart_team.store.gate import Work


def seat_stage(
    work: Work,
    principal: Principal,
    stage_id: str,
    step: str,
    persons: Collection[str] | None = None,
) -> int:
    """Fill the seats of a step for all units of a stage; returns how many submissions got some.

    Inspectors are those named, or all of today. Seats that are taken stay as they are, and the
    rest go to whoever has the fewest, never to somebody of the unit. Raises RefusedError naming
    every unit for which there are too few, or where nobody named is an inspector.
    """
    work.trace.object = stage_id
    stage = load_stage(work.connection, stage_id)
    sheets = load_sheets(work.connection, stage_id, stage.procedure, "self")
    every = [find(work.connection, principal, sheet.submission) for sheet in sheets]
    for found in every:
        require(principal, "panel_members", found)
    waiting = [found for found in every if needs_seats(found, step)]
    if not waiting:
        step_with_seats(every[0], step)
    return sum(_Seating(work, step, _inspectors(work, persons), waiting).places())


def _inspectors(work: Work, persons: Collection[str] | None) -> Mapping[str, Principal]:
    if persons is None:
        return every_inspector(work)
    found = inspectors_of(work, persons)
    if strangers := sorted(set(persons) - set(found)):
        raise m.RefusedError([Problem(m.NO_INSPECTORS, values={"persons": ", ".join(strangers)})])
    return found


class _Seating:
    """One distribution of inspectors over submissions, begun from the seats that are taken."""

    def __init__(
        self,
        work: Work,
        step: str,
        inspectors: Mapping[str, Principal],
        waiting: Sequence[Submission],
    ) -> None:
        self.work = work
        self.step = step
        self.inspectors = inspectors
        self.taken = {found.id: sitting(work.connection, found.id, step) for found in waiting}
        self.load = Counter(person for there in self.taken.values() for person in there)
        self.waiting = sorted(waiting, key=lambda found: len(self._able(found)))

    def places(self) -> list[bool]:
        """Fill the seats, where the fewest may sit first; returns where any were filled."""
        problems = []
        chosen = {}
        for found in self.waiting:
            there, step = self.taken[found.id], step_with_seats(found, self.step)
            able = sorted(self._able(found), key=lambda person: (self.load[person], person))
            fresh = able[: max(0, size_of(step) - len(there))]
            if len(there) + len(fresh) < size_of(step):
                problems.append(too_few(found.row.unit, step, len(there) + len(fresh)))
            self.load.update(fresh)
            chosen[found.id] = fresh
        if problems:
            raise m.RefusedError(problems)
        return [self._put(found, chosen[found.id]) for found in self.waiting]

    def _able(self, found: Submission) -> list[str]:
        there, unit = self.taken[found.id], found.row.unit
        return [
            person
            for person, each in self.inspectors.items()
            if person not in there and unit not in each.own_units
        ]

    def _put(self, found: Submission, fresh: Sequence[str]) -> bool:
        if fresh:
            there = self.taken[found.id]
            step = step_with_seats(found, self.step)
            put_seats(self.work, found, step, there, [*there, *fresh])
        return bool(fresh)
