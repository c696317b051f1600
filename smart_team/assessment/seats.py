"""Who sits for a step of a submission: the panel of a review, or who checks a rework."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, delete, insert, select, update

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.loading import Submission, find, require, require_version
from smart_team.assessment.submissions import Asked
from smart_team.errors import Problem
from smart_team.people.principal import Principal, load_principal
from smart_team.procedure.calendar import shanghai_day
from smart_team.procedure.machine import Case, sort_of, steps_of
from smart_team.procedure.schema import Step
from smart_team.store.gate import Work
from smart_team.store.tables import assignments, panel_members, revisions, submissions


def assign_panel(work: Work, asked: Asked, step: str, persons: Collection[str]) -> int:
    """Set who sits for a step of a submission; returns the submission's new version.

    Raises RefusedError with everything that stands in the way: too few persons, such as are no
    inspectors today, have the unit among theirs of now or before, or have already written or
    confirmed and would lose their seat.
    """
    work.trace.object = asked.submission
    found = find(work.connection, asked.principal, asked.submission)
    require(asked.principal, "panel_members", found)
    require_version(found, asked.seen)
    here = step_with_seats(found, step)
    chosen = list(dict.fromkeys(persons))
    inspectors = inspectors_of(work, chosen)
    there = sitting(work.connection, found.id, here.id)
    if problems := list(_flaws(found, here, chosen, inspectors, there)):
        raise m.RefusedError(problems)
    return put_seats(work, found, here, there, chosen)


def step_with_seats(found: Submission, step: str) -> Step:
    """Return a step of the submission's way at which inspectors sit; raises RefusedError."""
    here = next((each for each in _way(found) if each.id == step), None)
    if here is None or not seats_inspectors(here):
        values = {"unit": found.row.unit, "step": step}
        raise m.RefusedError([Problem(m.NO_SEATS, values=values)])
    return here


def needs_seats(found: Submission, step: str) -> bool:
    """Whether inspectors sit for this step of the submission's way."""
    return any(each.id == step and seats_inspectors(each) for each in _way(found))


def size_of(step: Step) -> int:
    """Return how many must sit at least."""
    return 1 if step.panel is None else step.panel.size


def inspectors_of(work: Work, persons: Iterable[str]) -> Mapping[str, Principal]:
    """Return those of the persons who are inspectors on the day."""
    day = shanghai_day(work.now)
    known = {person: load_principal(work.connection, person, day) for person in persons}
    return {
        person: each
        for person, each in known.items()
        if each is not None and "inspector" in each.roles()
    }


def every_inspector(work: Work) -> Mapping[str, Principal]:
    """Return all who are inspectors on the day, by id."""
    table = assignments.c
    query = select(table.person).where(table.role == "inspector").distinct()
    return inspectors_of(work, work.connection.execute(query.order_by(table.person)).scalars())


def sitting(connection: Connection, submission: str, step: str) -> Mapping[str, bool]:
    """Return who sits for a step, and whether they have confirmed or written anything there."""
    seat, written = panel_members.c, revisions.c
    said = select(written.saved_by).where(
        written.submission == submission, written.step == step, written.layer != "self"
    )
    wrote = set(connection.execute(said).scalars())
    query = select(seat.person, seat.confirmed_at).where(
        seat.submission == submission, seat.step == step
    )
    rows = connection.execute(query.order_by(seat.person))
    return {row.person: row.confirmed_at is not None or row.person in wrote for row in rows}


def put_seats(
    work: Work, found: Submission, step: Step, there: Mapping[str, bool], chosen: Sequence[str]
) -> int:
    """Write who sits from now on; returns the submission's new version."""
    table, version = panel_members, int(found.row.version) + 1
    gone = [person for person in there if person not in chosen]
    mine = (table.c.submission == found.id, table.c.step == step.id, table.c.person.in_(gone))
    work.connection.execute(delete(table).where(*mine))
    fresh = [person for person in chosen if person not in there]
    rows = [{"submission": found.id, "step": step.id, "person": person} for person in fresh]
    if rows:
        work.connection.execute(insert(table), rows)
    changed = update(submissions).where(submissions.c.id == found.id)
    work.connection.execute(changed.values(version=version))
    return version


def _way(found: Submission) -> list[Step]:
    row = found.row
    return steps_of(found.procedure, Case(row.kind, row.level, row.sampled))


def seats_inspectors(step: Step) -> bool:
    """Whether inspectors sit at a step."""
    return sort_of(step) == "rework" or (sort_of(step) == "review" and step.by == "inspector")


def _flaws(
    found: Submission,
    step: Step,
    chosen: Sequence[str],
    inspectors: Mapping[str, Principal],
    there: Mapping[str, bool],
) -> Iterator[Problem]:
    unit = found.row.unit
    if len(chosen) < size_of(step):
        yield too_few(unit, step, len(chosen))
    if strangers := [person for person in chosen if person not in inspectors]:
        yield Problem(m.NO_INSPECTORS, values={"persons": ", ".join(strangers)})
    if own := [person for person, each in inspectors.items() if unit in each.own_units]:
        yield Problem(m.OWN_UNITS, values={"unit": unit, "persons": ", ".join(own)})
    if bound := [person for person, said in there.items() if said and person not in chosen]:
        yield Problem(m.HAS_WRITTEN, values={"persons": ", ".join(bound)})


def too_few(unit: str, step: Step, found: int) -> Problem:
    """Return what is said where a step has too few inspectors."""
    values = {"unit": unit, "step": step.id, "size": size_of(step), "found": found}
    return Problem(m.TOO_FEW_SEATS, values=values)
