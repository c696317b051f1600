"""Appeals before an adjudicator: what is appealed, what stands, and what a ruling would come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from smart_team.assessment.drafts import Draft, over
from smart_team.assessment.evidence_sight import Evidence, seen
from smart_team.assessment.library import Library
from smart_team.assessment.loading import Submission, find
from smart_team.assessment.sheets import Sheet, lay
from smart_team.assessment.views.alone import AloneScore, score_alone
from smart_team.assessment.views.happened import SeenAppeal, appeals_of
from smart_team.assessment.views.layers import SeenLayer, layers_of, sheets_for
from smart_team.assessment.views.pages import absent
from smart_team.assessment.views.papers import paper_of
from smart_team.assessment.views.preview import fitting
from smart_team.assessment.views.sight import Sight, sight_of
from smart_team.errors import Lang, Problem, Text
from smart_team.people.policy import moves
from smart_team.people.principal import Principal
from smart_team.procedure.machine import Action, sort_of
from smart_team.procedure.words import state_title
from smart_team.rubric.items import Item
from smart_team.scoring.findings import Finding
from smart_team.scoring.plan import Plan
from smart_team.scoring.units import Unit

Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """What a layer says of an item: its step's title, whether it answers it, how, and why."""

    step: Text
    differs: bool
    answer: Answer | None
    is_na: bool
    reason: str | None


@dataclass(frozen=True, slots=True)
class Appealed:
    """One appealed item: the claim, what others said, what stands now; `fresh` files came since."""

    appeal: SeenAppeal
    item: Item
    claim: Answer | None
    stands: Answer | None
    finding: Finding
    said: tuple[Words, ...]
    evidence: tuple[Evidence, ...]
    fresh: frozenset[str]


@dataclass(frozen=True, slots=True)
class AppealsView:
    """A submission's appeals, and its total as it stands now, alone."""

    id: str
    unit: Unit
    plan: Plan
    state: Text
    due_at: str | None
    version: int
    actions: tuple[Action, ...]
    appeals: tuple[Appealed, ...]
    total: str | None


@dataclass(frozen=True, slots=True)
class Tried:
    """What an answer in place of the one that stands would come to, and what is wrong with it."""

    item: Item
    stands: Answer | None
    before: Finding
    after: Finding
    total_before: str | None
    total_after: str | None
    problems: Sequence[Problem]


def appeals_view(
    connection: Connection, principal: Principal, id_: str, library: Library, lang: Lang
) -> AppealsView:
    """Return a submission's appeals as a person may see them; raises AbsentError out of scope."""
    found = find(connection, principal, id_)
    sight, plan = sight_of(paper_of(found), principal), found.plan(library)
    (sheet,) = sheets_for(connection, [sight])
    score = score_alone(plan, found.procedure, sheet, lang)
    return AppealsView(
        found.id,
        found.unit,
        plan,
        state_title(found.procedure, found.row.state),
        found.row.due_at,
        found.row.version,
        tuple(moves(principal, found.target)),
        tuple(_appealed(found, sight, plan, sheet, score)),
        score.total,
    )


def try_ruling(
    connection: Connection,
    principal: Principal,
    id_: str,
    item: str,
    answer: Answer | None,
    library: Library,
    lang: Lang,
) -> Tried:
    """Return what an answer would come to if it stood from now on; nothing is kept.

    Raises AbsentError out of scope, for an item that the rubric has not, and to whoever may neither
    decide an appeal of it nor amend it now.
    """
    found = find(connection, principal, id_)
    plan = found.plan(library)
    one = next((each for each in plan.rubric.items() if each.id == item), None)
    if one is None or not {"decide", "amend"} & set(moves(principal, found.target)):
        raise absent()
    sight = sight_of(paper_of(found), principal)
    (sheet,) = sheets_for(connection, [sight])
    before = score_alone(plan, found.procedure, sheet, lang)
    stands = over(sheet.below(), sheet.above()).answers.get(item)
    fit, problems = fitting(plan, Draft({item: answer}), None)
    _lay(found, sheet, fit, principal.person)
    after = score_alone(plan, found.procedure, sheet, lang)
    return Tried(
        one,
        stands,
        _finding(before, item),
        _finding(after, item),
        before.total,
        after.total,
        problems,
    )


def _lay(found: Submission, sheet: Sheet, draft: Draft, person: str) -> None:
    """Lay an answer over all that stands: into the appeals' layer, as an amendment would lie."""
    step = next(each for each in found.procedure.steps if sort_of(each) == "appeal")
    if sheet.most is None:
        lay(sheet, step, "appeal", person, draft)
    else:
        sheet.last = over(sheet.last, draft, keep_null=True)


def _appealed(
    found: Submission, sight: Sight, plan: Plan, sheet: Sheet, score: AloneScore
) -> Iterator[Appealed]:
    stands = over(sheet.below(), sheet.above()).answers
    items = {each.id: each for each in plan.rubric.items()}
    files, layers = seen(found, sight.principal), layers_of(found.connection, sight)
    opened = _opened_at(sight)
    for appeal in appeals_of(sight):
        item = items[appeal.item]
        mine = tuple(each for each in files if item.id in each.items)
        yield Appealed(
            appeal,
            item,
            sheet.claim.answers.get(item.id),
            stands.get(item.id),
            _finding(score, item.id),
            tuple(_said(found, layers, item.id)),
            mine,
            frozenset(each.id for each in mine if opened and each.row.uploaded_at >= opened),
        )


def _opened_at(sight: Sight) -> str | None:
    """Return when the window for appeals last opened."""
    steps = {step.id for step in sight.paper.procedure.steps if sort_of(step) == "appeal"}
    times = [
        m.moved_at for m in sight.paper.history.moves if m.after in steps and m.before != m.after
    ]
    return times[-1] if times else None


def _said(found: Submission, layers: Sequence[SeenLayer], item: str) -> Iterator[Words]:
    titles = {step.id: step.title.text() for step in found.procedure.steps}
    for each in layers:
        draft = each.draft
        if each.layer != "self" and (item in draft.items() or item in draft.reasons):
            yield Words(
                titles[each.step],
                item in draft.answers,
                draft.answers.get(item),
                item in draft.granted_na,
                draft.reasons.get(item),
            )


def _finding(score: AloneScore, item: str) -> Finding:
    return next(each for each in score.findings if each.indicator == item)
