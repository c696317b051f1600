"""A submission before a reviewer: item by item the claim, what others said, and their own word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from smart_team.assessment.drafts import Draft, over
from smart_team.assessment.evidence_sight import Evidence, seen
from smart_team.assessment.library import Library
from smart_team.assessment.loading import Submission, author_of, find, newest, require
from smart_team.assessment.metrics.told import ToldValue, told_values
from smart_team.assessment.reviewing import looked_at_by
from smart_team.assessment.sheets import Sheet
from smart_team.assessment.views.alone import AloneScore, score_alone
from smart_team.assessment.views.claims_beside import Beside, beside
from smart_team.assessment.views.layers import SeenLayer, layers_of, sheet_with
from smart_team.assessment.views.papers import paper_of
from smart_team.assessment.views.preview import fitting
from smart_team.assessment.views.sight import Sight, sight_of
from smart_team.assessment.views.standing_out import Dated, Hint, evidence_hint, far_above, jump
from smart_team.errors import Lang, Text
from smart_team.people.policy import moves
from smart_team.people.principal import Principal
from smart_team.procedure.machine import Action
from smart_team.procedure.schema import Layer, Step
from smart_team.procedure.words import state_title
from smart_team.rubric.items import Adjustment, Item, Redline, Scored
from smart_team.rubric.schema import Rubric
from smart_team.scoring.findings import Finding
from smart_team.scoring.plan import Plan
from smart_team.scoring.units import Unit

Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """What another layer says of an item, with its reason; `by` if it may be known.

    Where it `differs`, its answer stands in place of those below: none, if that was taken back.
    """

    layer: Layer
    step: Step
    by: str | None
    differs: bool
    answer: Answer | None
    is_na: bool
    reason: str | None


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One item before a reviewer.

    `claim` is the unit's answer, `wish` why it asks that the item not apply or be looked at;
    `below` is what holds without this reviewer, `own` what they put in its place: with `is_void` it
    is taken back, with `is_na` it does not apply. `finding` says what holds, and what it earns.
    """

    item: Item
    dimension: Text
    claim: Answer | None
    wish: str | None
    below: Answer | None
    own: Answer | None
    is_void: bool
    is_na: bool
    reason: str
    said: tuple[Said, ...]
    evidence: tuple[Evidence, ...]
    hints: tuple[Hint, ...]
    is_looked_at: bool
    finding: Finding
    told: ToldValue | None
    """What a metric answers."""

    @property
    def differs(self) -> bool:
        """Whether the reviewer says otherwise."""
        return self.own is not None or self.is_void or self.is_na

    @property
    def is_applicable(self) -> bool:
        """Whether the item is for this unit at all, or was granted not to apply."""
        return self.finding.status != "na"

    @property
    def is_disputed(self) -> bool:
        """Whether anything about it asks for a look of its own."""
        return bool(self.hints or self.said) or self.differs

    @property
    def needs_answer(self) -> bool:
        """Whether nobody but a reviewer answers it, and none has."""
        by = getattr(self.item, "answered_by", "reviewer")
        return (
            by == "reviewer" and isinstance(self.item, Scored) and self.finding.status == "missing"
        )


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A submission before a reviewer: `revision` is the number of their own layer's newest one."""

    id: str
    cycle: str
    stage: str
    unit: Unit
    rubric: Rubric
    plan: Plan
    step: Step
    state: Text
    due_at: str | None
    version: int
    revision: int
    actions: tuple[Action, ...]
    items: tuple[ReviewItem, ...]
    score: AloneScore
    has_panel: bool


def review_view(
    connection: Connection,
    principal: Principal,
    id_: str,
    library: Library,
    lang: Lang,
    typed: Draft | None = None,
) -> ReviewView:
    """Return a submission before somebody who may review it now.

    `typed` stands in place of what they saved before. Raises AbsentError out of scope,
    ForbiddenError for who may not review it now.
    """
    found = find(connection, principal, id_)
    require(principal, "review", found)
    plan, step = found.plan(library), found.step
    sight = sight_of(paper_of(found), principal)
    saved = newest(connection, id_, step.layer or "review", step.id, author_of(found, principal))
    draft = saved.draft if typed is None else typed
    told = told_values(sight.paper.counted, library)
    gathered = _Gathered(found, sight, plan, draft, lang, told)
    return ReviewView(
        found.id,
        found.row.cycle,
        found.row.stage,
        found.unit,
        plan.rubric,
        plan,
        step,
        state_title(found.procedure, found.row.state),
        found.row.due_at,
        found.row.version,
        saved.number,
        tuple(moves(principal, found.target)),
        tuple(gathered.items()),
        gathered.score,
        any(each.panel is not None for each in found.procedure.steps),
    )


class _Gathered:
    """All that is shown beside one another, read at once."""

    def __init__(
        self,
        found: Submission,
        sight: Sight,
        plan: Plan,
        draft: Draft,
        lang: Lang,
        told: Mapping[str, ToldValue],
    ) -> None:
        self.found, self.plan, self.draft, self.lang = found, plan, draft, lang
        self.told, principal = told, sight.principal
        self.evidence = seen(found, principal)
        self.looked = looked_at_by(found.connection, found, principal)
        self.layers = [each for each in layers_of(found.connection, sight) if self._is_other(each)]
        below = sheet_with(sight, found, Draft(), claims=False)
        self.claim = below.claim
        self.below = over(below.below(), below.above())
        self.beside: Beside = beside(found, principal, plan)
        sheet = sheet_with(sight, found, fitting(plan, draft, None)[0], claims=False)
        self.score = self._scored(sheet)
        self.findings = {each.indicator: each for each in self.score.findings}

    def items(self) -> Iterator[ReviewItem]:
        """Yield every item in the rubric's order."""
        titles = _dimensions(self.plan.rubric)
        for item in self.plan.rubric.items():
            yield self._item(item, titles.get(item.id) or _BESIDE[type(item)])

    def _item(self, item: Item, dimension: Text) -> ReviewItem:
        id_, draft = item.id, self.draft
        files = tuple(each for each in self.evidence if id_ in each.items)
        return ReviewItem(
            item,
            dimension,
            self.claim.answers.get(id_),
            self.claim.wishes.get(id_),
            self.below.answers.get(id_),
            draft.answers.get(id_),
            id_ in draft.answers and draft.answers[id_] is None,
            id_ in draft.granted_na,
            draft.reasons.get(id_, ""),
            tuple(self._said(item)),
            files,
            tuple(self._hints(item, files)),
            id_ in self.looked,
            self.findings[id_],
            self.told.get(id_),
        )

    def _said(self, item: Item) -> Iterator[Said]:
        steps = {step.id: step for step in self.found.procedure.steps}
        for each in self.layers:
            draft, id_ = each.draft, item.id
            if id_ in draft.items() or id_ in draft.reasons:
                yield Said(
                    each.layer,
                    steps[each.step],
                    each.by,
                    id_ in draft.answers,
                    draft.answers.get(id_),
                    id_ in draft.granted_na,
                    draft.reasons.get(id_),
                )

    def _hints(self, item: Item, files: Sequence[Evidence]) -> Iterator[Hint]:
        claimed = self.beside.claimed.get(item.id)
        asked = isinstance(item, Scored | Adjustment) and item.evidence.required
        dated = [Dated(each.row.dated, each.row.until_day) for each in files if each.side == "unit"]
        for hint in (
            jump(claimed, self.beside.before.get(item.id)),
            far_above(claimed, self.beside.peers.get(item.id, ())),
            evidence_hint(claimed, dated, self.found.starts_on, is_due=asked),
        ):
            if hint is not None:
                yield hint

    def _is_other(self, layer: SeenLayer) -> bool:
        """Whether it is neither the claim nor this reviewer's own."""
        return layer.layer != "self" and not (layer.is_own and layer.step == self.found.step.id)

    def _scored(self, sheet: Sheet) -> AloneScore:
        return score_alone(self.plan, self.found.procedure, sheet, self.lang)


_BESIDE: Mapping[type[Item], Text] = {
    Adjustment: Text("加减分", "Bonuses and penalties"),
    Redline: Text("一票否决", "Redlines"),
}


def _dimensions(rubric: Rubric) -> Mapping[str, Text]:
    return {
        each.id: dimension.title.text()
        for dimension in rubric.walk()
        for each in dimension.indicators
    }


def ground(
    connection: Connection, principal: Principal, id_: str, library: Library
) -> tuple[Plan, Mapping[str, Answer]]:
    """Return the rubric, and the answers that hold without this reviewer, who may review now."""
    found = find(connection, principal, id_)
    require(principal, "review", found)
    sheet = sheet_with(sight_of(paper_of(found), principal), found, Draft(), claims=False)
    return found.plan(library), over(sheet.below(), sheet.above()).answers
