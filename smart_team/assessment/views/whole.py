"""One submission on one page, item by item: claim, proof, what was said of it, and its points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from smart_team.assessment.drafts import Draft, over
from smart_team.assessment.evidence_sight import Evidence, seen
from smart_team.assessment.library import Library
from smart_team.assessment.loading import Submission, find
from smart_team.assessment.metrics.told import ToldValue, told_values
from smart_team.assessment.published import newest_published
from smart_team.assessment.views.changes import Changes, changes_of
from smart_team.assessment.views.layers import SeenLayer
from smart_team.assessment.views.outline import Section, outline
from smart_team.assessment.views.papers import paper_of
from smart_team.assessment.views.scores import LayerScore, layer_scores
from smart_team.assessment.views.sight import sight_of
from smart_team.assessment.views.submission import SubmissionView, submission_view
from smart_team.errors import Lang, Text
from smart_team.people.principal import Principal
from smart_team.procedure.schema import Layer
from smart_team.procedure.words import state_title
from smart_team.rubric.items import Item
from smart_team.rubric.types import Role
from smart_team.scoring.findings import Finding
from smart_team.scoring.plan import Plan
from smart_team.store.tables import cycles


@dataclass(frozen=True, slots=True)
class Remark:
    """What one layer says of an item; where it `differs`, `answer` stands in place of the claim."""

    layer: Layer
    role: Role
    differs: bool
    answer: Mapping[str, Any] | None
    is_na: bool
    reason: str | None


@dataclass(frozen=True, slots=True)
class WholeItem:
    """One item: what the unit says of it, what others said, and what it comes to.

    `before` is the answer at the last return, where it has changed since.
    """

    item: Item
    claim: Mapping[str, Any] | None
    wish: str | None
    remarks: tuple[Remark, ...]
    evidence: tuple[Evidence, ...]
    finding: Finding | None
    is_changed: bool
    has_new_evidence: bool
    before: Mapping[str, Any] | None
    told: ToldValue | None = None
    """What a metric answers."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A submission, whole, as one person may see it.

    `titles` are what the states in its history are called, `steps` what its steps are;
    `has_panel` says that they may look at who sits for a panel, `is_published` that its stage has a
    published result.
    """

    view: SubmissionView
    cycle: str
    rubric_reference: Text | None
    plan: Plan
    sections: tuple[Section, ...]
    items: Mapping[str, WholeItem]
    scores: tuple[LayerScore, ...]
    changes: Changes | None
    titles: Mapping[str, Text]
    steps: Mapping[str, Text]
    has_panel: bool
    is_published: bool


def whole(
    connection: Connection, principal: Principal, id_: str, library: Library, lang: Lang
) -> Whole:
    """Return a submission that this person may see; raises AbsentError."""
    found = find(connection, principal, id_)
    view = submission_view(connection, principal, id_, library)
    plan, files = found.plan(library), tuple(seen(found, principal))
    sections, claim = outline(plan, found.unit), claim_of(view.layers)
    paper = paper_of(found)
    sight, told = sight_of(paper, principal), told_values(paper.counted, library)
    changes = changes_of(found, sight, claim)
    scores = tuple(layer_scores(connection, principal, id_, library, lang))
    findings = _findings(scores)
    items = [item for section in sections for item in section.items]
    return Whole(
        view,
        cycle_title(found),
        None if plan.rubric.reference is None else plan.rubric.reference.text(),
        plan,
        sections,
        {
            i.id: replace(
                _item(i, claim, view.layers, files, findings, changes), told=told.get(i.id)
            )
            for i in items
        },
        scores,
        changes,
        {state: state_title(found.procedure, state) for state in _states(view)},
        {step.id: step.title.text() for step in found.procedure.steps},
        sight.part != "unit" and any(sight.is_panelled(each.step) for each in sight.paper.seats),
        newest_published(connection, view.stage) is not None,
    )


def cycle_title(found: Submission) -> str:
    """Return what the submission's cycle is called."""
    query = select(cycles.c.title).where(cycles.c.id == found.row.cycle)
    return str(found.connection.execute(query).scalar_one())


def claim_of(layers: Sequence[SeenLayer]) -> Draft:
    """Return all that the unit itself says, of the layers that a person sees."""
    claim = Draft()
    for each in layers:
        if each.layer == "self":
            claim = over(claim, each.draft)
    return claim


def remarks_on(item: str, layers: Sequence[SeenLayer]) -> Iterator[Remark]:
    """Yield what others than the unit say of an item, in the order of the steps."""
    for each in layers:
        draft = each.draft
        if each.layer != "self" and (item in draft.items() or item in draft.reasons):
            yield Remark(
                each.layer,
                each.role,
                item in draft.answers,
                draft.answers.get(item),
                item in draft.granted_na,
                draft.reasons.get(item),
            )


def _states(view: SubmissionView) -> set[str]:
    told = {state for move in view.history for state in (move.before, move.after)}
    return {view.state, *told}


def _findings(scores: Sequence[LayerScore]) -> Mapping[str, Finding]:
    """Return the findings of the uppermost layer that a person sees."""
    return {each.indicator: each for each in scores[-1].score.findings} if scores else {}


def _item(
    item: Item,
    claim: Draft,
    layers: Sequence[SeenLayer],
    files: Sequence[Evidence],
    findings: Mapping[str, Finding],
    changes: Changes | None,
) -> WholeItem:
    id_ = item.id
    is_changed = changes is not None and id_ in changes.answers
    return WholeItem(
        item,
        claim.answers.get(id_),
        claim.wishes.get(id_),
        tuple(remarks_on(id_, layers)),
        tuple(each for each in files if id_ in each.items),
        findings.get(id_),
        is_changed,
        changes is not None and id_ in changes.evidence,
        changes.before.answers.get(id_) if changes is not None and is_changed else None,
    )
