"""Submissions as they are read: where one stands, its layers, its history, its scores."""

from __future__ import annotations

from typing import Any

from smart_team.people.policy import Action
from smart_team_api.schemas.base import Shown, Words


class UnitNamed(Shown):
    """A unit as its cycle pinned it; `district` is empty for the city's own."""

    unit: str
    name: str
    kind: str
    level: str
    district: str


class RubricShown(Shown):
    """The rubric that a submission is judged by."""

    id: str
    version: str
    hash: str
    title: Words


class SubmissionLine(Shown):
    """A submission in a list."""

    id: str
    cycle: str
    stage: str
    unit: str
    name: str
    district: str
    state: str
    due_at: str | None
    sampled: bool
    version: int
    actions: list[Action]


class DraftShown(Shown):
    """What one layer says: answers, granted not-applicable items, reasons, and a unit's wishes."""

    answers: dict[str, dict[str, Any] | None]
    granted_na: list[str]
    reasons: dict[str, str]
    wishes: dict[str, str]


class LayerShown(Shown):
    """One author's layer, as far as this person may know it."""

    layer: str
    step: str
    role: str
    by: str | None
    is_own: bool
    number: int | None
    saved_at: str
    draft: DraftShown
    hash: str | None


class MoveShown(Shown):
    """One move of a submission."""

    action: str
    before: str
    after: str
    role: str
    by: str | None
    reason: str | None
    late: bool
    at: str


class AppealShown(Shown):
    """An item's appeal, with its decision once there is one."""

    id: str
    item: str
    ground: str
    made_by: str | None
    made_at: str
    decision: str | None
    reason: str | None
    decided_by: str | None
    decided_at: str | None
    actions: list[Action]


class SubmissionShown(Shown):
    """A submission, whole, as this person may see it, with what they may do with it now."""

    id: str
    cycle: str
    stage: str
    unit: UnitNamed
    rubric: RubricShown
    state: str
    title: Words
    due_at: str | None
    sampled: bool
    late: bool
    version: int
    actions: list[Action]
    history: list[MoveShown]
    layers: list[LayerShown]
    appeals: list[AppealShown]


class FindingShown(Shown):
    """Why an item has its points, in one line that can be checked by hand."""

    indicator: str
    title: str
    points: str | None
    full: str
    status: str
    inputs: dict[str, str]
    reference: str | None
    line: str
    layer: str


class Cell(Shown):
    """An indicator's points, full marks and status."""

    points: str | None
    full: str
    status: str


class ScoreShown(Shown):
    """One unit's score by itself; scores are texts with six places."""

    status: str
    total: str | None
    grade: str | None
    before_quota: bool
    unplaced: list[str]
    dimensions: dict[str, str | None]
    indicators: dict[str, Cell]
    adjustments: dict[str, str | None]
    redlines: list[str]
    findings: list[FindingShown]


class LayerScoreShown(Shown):
    """What a submission comes to at one step."""

    layer: str
    step: str
    is_settled: bool
    score: ScoreShown


class ProblemShown(Shown):
    """What is wrong, where, and how to mend it."""

    code: str
    place: str
    what: str
    fix: str


class PreviewShown(Shown):
    """What a draft would come to, and what stands in its way."""

    score: ScoreShown
    problems: list[ProblemShown]
    missing: list[str]
    missing_evidence: list[str]


class LostShown(Shown):
    """One item that cost a unit something, and why."""

    item: str
    sort: str
    title: str
    points: str | None
    full: str | None
    lost: str | None
    reason: str | None


class Scores(Shown):
    """A submission's scores, step by step."""

    items: list[LayerScoreShown]


class Feedback(Shown):
    """What a unit lost in the published result, item by item."""

    items: list[LostShown]
