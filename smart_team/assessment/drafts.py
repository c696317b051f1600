"""What one layer of answers holds: its text, its hash, and its check against the rubric."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Final

import numpy as np

from smart_team.assessment import cycle_messages as m
from smart_team.errors import AnswersError, Message, Place, Problem
from smart_team.scoring.answers import Answers
from smart_team.scoring.entry import Entry
from smart_team.scoring.fitting import doubtful
from smart_team.scoring.layout import BLOCKS
from smart_team.scoring.plan import Plan
from smart_team.scoring.units import Unit, Units

_NOWHERE: Final = Place()


@dataclass(frozen=True, eq=False)
class Draft:
    """Answers by item, granted not-applicable items, and the reason for each that differs.

    A null answer takes back what the layer below says. `wishes` are what a unit asks of its
    reviewers, each with its reason: that an indicator of its own be granted not to apply, that the
    number of a metric be looked at. They count for nothing until a reviewer does something.
    Drafts that read the same are equal; nobody changes what a draft was made of.
    """

    answers: Mapping[str, Any] = field(default_factory=dict)
    granted_na: tuple[str, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)
    wishes: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """Return the draft as canonical text; one without wishes reads as before there were any."""
        return self._text

    def __eq__(self, other: object) -> bool:
        """Whether the other is a draft that reads the same."""
        return isinstance(other, Draft) and (self is other or self._text == other._text)

    def __hash__(self) -> int:
        """Return the hash of the text."""
        return hash(self._text)

    @cached_property
    def _text(self) -> str:
        content: dict[str, Any] = {
            "answers": self.answers,
            "granted_na": sorted(self.granted_na),
            "reasons": self.reasons,
        }
        if self.wishes:
            content["wishes"] = self.wishes
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def items(self) -> set[str]:
        """Return the items that the draft speaks of."""
        return {*self.answers, *self.granted_na}


NOTHING: Final = Draft()


@lru_cache(maxsize=1024)
def draft_of(text: str) -> Draft:
    """Return the draft that :meth:`Draft.text` wrote; it is shared, and nobody changes it."""
    content = json.loads(text)
    wishes = content.get("wishes", {})
    return Draft(content["answers"], tuple(content["granted_na"]), content["reasons"], wishes)


def hash_of(text: str) -> str:
    """Return the hash of canonical text."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


@lru_cache(maxsize=2048)
def over(below: Draft, above: Draft, *, keep_null: bool = False) -> Draft:
    """Return what holds when one layer lies over another: item by item, the upper one counts.

    Answers that were taken back are left out, unless the result is to lie over others itself. The
    result is shared.
    """
    answers = {**below.answers, **above.answers}
    granted = set(below.granted_na) - set(above.answers) | set(above.granted_na)
    return Draft(
        {item: each for item, each in answers.items() if keep_null or each is not None},
        tuple(sorted(granted)),
        {**below.reasons, **above.reasons},
        {**below.wishes, **above.wishes},
    )


def enter(plan: Plan, units: Units, drafts: Mapping[str, Draft]) -> Answers:
    """Return the drafts of units as columns.

    Raises :class:`~smart_team.errors.AnswersError` with all answers that are refused.
    """
    try:
        columns = [_column(plan, drafts.get(row.unit, NOTHING)) for row in units.rows]
    except AnswersError:
        return _enter(plan, units, drafts)
    blocks = {
        block: np.concatenate([each.blocks[block] for each in columns], axis=1) for block in BLOCKS
    }
    return Answers(
        np.concatenate([each.state for each in columns], axis=1), blocks, columns[0].fillers
    )


@lru_cache(maxsize=4096)
def _column(plan: Plan, draft: Draft) -> Answers:
    """Return one draft as columns of a single unit; a plan and a draft never change."""
    return _enter(plan, _one(), {_ANYONE.unit: draft})


def _enter(plan: Plan, units: Units, drafts: Mapping[str, Draft]) -> Answers:
    entry = Entry(plan, units)
    for unit, draft in drafts.items():
        for item, answer in draft.answers.items():
            entry.put_answer(unit, item, answer, _NOWHERE)
        for item in draft.granted_na:
            entry.grant(unit, item, _NOWHERE)
    return entry.finish()


def check(plan: Plan, draft: Draft) -> None:
    """Raise :class:`~smart_team.errors.AnswersError` unless the draft fits the rubric."""
    given = {item: answer for item, answer in draft.answers.items() if answer is not None}
    unsure = doubtful(plan, given)
    if unsure or draft.granted_na:
        _enter(plan, _one(), {_ANYONE.unit: Draft(unsure, draft.granted_na)})


def check_claim(plan: Plan, draft: Draft) -> None:
    """Raise for what is not the unit's to answer or to ask for.

    AnswersError names what is not the unit's, RefusedError the wishes without a reason.
    """
    foreign = sorted(draft.items() - claimable(plan))
    if draft.granted_na or foreign:
        items = ", ".join([*foreign, *draft.granted_na])
        raise AnswersError([Problem(m.NOT_ANSWERED_BY, values={"items": items})])
    strange = sorted(draft.wishes.keys() - wishable(plan))
    if strange:
        raise AnswersError([Problem(m.NOT_WISHED_FOR, values={"items": ", ".join(strange)})])
    _require_reasons(m.WISH_REASON, draft.wishes, draft.wishes)


def check_reasons(draft: Draft) -> None:
    """Raise RefusedError unless a reviewer gives the reason of everything they change."""
    _require_reasons(m.REVIEW_REASON, draft.items(), draft.reasons)


def _require_reasons(message: Message, items: Iterable[str], reasons: Mapping[str, str]) -> None:
    unexplained = sorted(item for item in items if not reasons.get(item, "").strip())
    if unexplained:
        raise m.RefusedError([Problem(message, values={"items": ", ".join(unexplained)})])


@lru_cache(maxsize=64)
def claimable(plan: Plan) -> frozenset[str]:
    """Return the items that the unit itself answers; redlines are never among them."""
    items = plan.rubric.items()
    return frozenset(each.id for each in items if getattr(each, "answered_by", None) == "unit")


@lru_cache(maxsize=64)
def wishable(plan: Plan) -> frozenset[str]:
    """Return what a unit may ask its reviewers to look at.

    Of an indicator that it answers, that it be granted not to apply; of whatever a metric answers,
    that the number is wrong.
    """
    own = {each.id for each in plan.rubric.indicators() if each.answered_by == "unit"}
    items = plan.rubric.items()
    return frozenset(own | {e.id for e in items if getattr(e, "answered_by", None) == "metric"})


_ANYONE: Final = Unit("-", "-", "court", "district", "-")


def _one() -> Units:
    return Units([_ANYONE])
