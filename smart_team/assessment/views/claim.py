"""A claim before the hands that fill it in: what was saved, and all that helps to go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from smart_team.assessment.drafts import Draft, draft_of
from smart_team.assessment.evidence_sight import Evidence, seen
from smart_team.assessment.library import Library
from smart_team.assessment.loading import UNIT_ITSELF, Submission, find, newest, require
from smart_team.assessment.metrics.told import ToldValue, told_values
from smart_team.assessment.views.earlier import Earlier, earlier
from smart_team.assessment.views.happened import SeenMove, moves_of
from smart_team.assessment.views.layers import layers_of
from smart_team.assessment.views.outline import Section, outline
from smart_team.assessment.views.papers import Paper, paper_of
from smart_team.assessment.views.sight import Sight, sight_of
from smart_team.assessment.views.whole import Remark, cycle_title, remarks_on
from smart_team.errors import Text
from smart_team.people.principal import Principal
from smart_team.procedure.machine import sort_of
from smart_team.procedure.words import state_title
from smart_team.scoring.plan import Plan
from smart_team.scoring.units import Unit
from smart_team.store.tables import people, revisions


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A unit's claim at the step at which it is filled in.

    `number` is that of the newest revision (0 if there is none), `saved_by` the name of who wrote
    it. `returned` is the last return; `reusable` are files of the unit that may be used here: its
    own, then those of the period before. In a rework, an item left blank stays as it was judged.
    """

    id: str
    cycle: str
    unit: Unit
    plan: Plan
    state: Text
    due_at: str | None
    version: int
    number: int
    saved_at: str | None
    saved_by: str | None
    is_rework: bool
    draft: Draft
    sections: tuple[Section, ...]
    remarks: Mapping[str, tuple[Remark, ...]]
    files: tuple[Evidence, ...]
    earlier: Earlier | None
    reusable: tuple[Evidence, ...]
    returned: SeenMove | None
    told: Mapping[str, ToldValue]
    """What metrics answer, by item."""


def claim_view(
    connection: Connection, principal: Principal, id_: str, library: Library
) -> ClaimView:
    """Return the claim of somebody who may fill it in now.

    Raises AbsentError out of scope, ForbiddenError for who may not save it now.
    """
    found = find(connection, principal, id_)
    require(principal, "save", found)
    paper = paper_of(found)
    sight, plan, row = sight_of(paper, principal), found.plan(library), found.row
    saved = newest(connection, id_, "self", found.step.id, UNIT_ITSELF)
    at, by = _written(paper).get(found.step.id, (None, None))
    sections, layers = outline(plan, found.unit), layers_of(connection, sight)
    ids = [item.id for section in sections for item in section.items]
    past, files = earlier(found, principal, plan), tuple(seen(found, principal))
    return ClaimView(
        found.id,
        cycle_title(found),
        found.unit,
        plan,
        state_title(found.procedure, row.state),
        row.due_at,
        row.version,
        saved.number,
        at,
        _name(found, by),
        sort_of(found.step) == "rework",
        saved.draft,
        sections,
        {id_: tuple(remarks_on(id_, layers)) for id_ in ids},
        files,
        past,
        _reusable(found, principal, files, past),
        returned(sight),
        told_values(paper.counted, library),
    )


@dataclass(frozen=True, slots=True)
class SavedClaim:
    """What a unit saved last at the step at which it stands, and what it may say there."""

    plan: Plan
    sections: tuple[Section, ...]
    draft: Draft
    number: int


def saved_claim(
    connection: Connection, principal: Principal, id_: str, library: Library
) -> SavedClaim:
    """Return the newest revision of the claim of somebody who may save it now."""
    found = find(connection, principal, id_)
    require(principal, "save", found)
    saved, plan = newest(connection, id_, "self", found.step.id, UNIT_ITSELF), found.plan(library)
    return SavedClaim(plan, outline(plan, found.unit), saved.draft, saved.number)


def claim_draft(connection: Connection, principal: Principal, id_: str, number: int) -> Draft:
    """Return a revision of a unit's own claim at this step; an empty one before the first."""
    found = find(connection, principal, id_)
    require(principal, "save", found)
    table = revisions.c
    mine = (table.submission == id_, table.layer == "self", table.step == found.step.id)
    query = select(table.content).where(*mine, table.number == number)
    text = connection.execute(query).scalar()
    return Draft() if text is None else draft_of(text)


def _written(paper: Paper) -> Mapping[str, tuple[str, str]]:
    """Return, by step, when and by whom the claim was saved last."""
    own = (each for each in paper.revisions if each.layer == "self")
    return {each.step: (each.saved_at, each.saved_by) for each in own}


def _name(found: Submission, person: str | None) -> str | None:
    if not person:
        return None
    query = select(people.c.name).where(people.c.id == person)
    return str(found.connection.execute(query).scalar_one())


def returned(sight: Sight) -> SeenMove | None:
    """Return the last return, if it brought the submission where it stands."""
    moves = [each for each in moves_of(sight) if each.before != each.after]
    last = moves[-1] if moves else None
    return last if last is not None and last.action == "return" else None


def _reusable(
    found: Submission, principal: Principal, files: tuple[Evidence, ...], past: Earlier | None
) -> tuple[Evidence, ...]:
    own = [each for each in files if each.side == "unit"]
    if past is None:
        return tuple(own)
    known = {each.row.file for each in own}
    older = seen(find(found.connection, principal, past.submission), principal)
    return (*own, *(e for e in older if e.side == "unit" and e.row.file not in known))
