"""Submissions: what is saved, what is asked, what comes back."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from smart_team.assessment.drafts import Draft
from smart_team.people.policy import Action
from smart_team_api.schemas.base import Given, Id, Prose, Reason, Shown

Answer = Annotated[
    dict[str, Any],
    Field(
        description="答案的字段,见评分规则 · an answer's fields, as the scoring rule has them",
        examples=[{"numerator": 492, "denominator": 500}],
    ),
]
Answers = Annotated[dict[Id, Answer | None], Field(max_length=2000)]
_EXAMPLE: JsonDict = {
    "A8": {"numerator": 492, "denominator": 500},
    "A4": {"count": 3},
}


class DraftGiven(Given):
    """A unit's whole claim as it stands now: it replaces the one before.

    `wishes` ask the reviewers that an indicator be granted not to apply, or that the number of a
    metric be looked at, each with its reason.
    """

    answers: Answers
    wishes: Annotated[dict[Id, Prose], Field(max_length=2000)] = Field(default_factory=dict)

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"answers": _EXAMPLE, "wishes": {"A3": "本单位无在编人员,不适用"}}]
        }
    )

    def draft(self) -> Draft:
        """Return it as the assessment takes it."""
        return Draft(self.answers, wishes=self.wishes)


class ReviewGiven(Given):
    """All that a reviewer says otherwise, each with its reason; it replaces what was said before.

    A null answer takes back what the layer below says.
    """

    answers: Answers = Field(default_factory=dict)
    granted_na: Annotated[tuple[Id, ...], Field(strict=False, max_length=2000)] = ()
    reasons: Annotated[dict[Id, Prose], Field(max_length=2000)] = Field(default_factory=dict)

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "answers": {"A8": {"numerator": 480, "denominator": 500}},
                    "granted_na": ["A4"],
                    "reasons": {"A8": "签到表为 480 人", "A4": "该单位无此项职责"},
                }
            ]
        }
    )

    def draft(self) -> Draft:
        """Return it as the assessment takes it."""
        return Draft(self.answers, self.granted_na, self.reasons)


class PreviewGiven(ReviewGiven):
    """A draft that is to be scored and not kept: a review's, or a claim with its wishes."""

    wishes: Annotated[dict[Id, Prose], Field(max_length=2000)] = Field(default_factory=dict)

    def draft(self) -> Draft:
        """Return it as the assessment takes it."""
        return Draft(self.answers, self.granted_na, self.reasons, self.wishes)


class ReasonGiven(Given):
    """Why something is done."""

    reason: Reason

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason": "A8 的签到表缺第二页,请补"}]}
    )


class AppealGiven(Given):
    """An appeal against one item."""

    item: Id
    ground: Prose

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"item": "A8", "ground": "签到表第二页已补"}]}
    )


class RulingGiven(Given):
    """What is decided of an appeal; `answer` is what stands from now on, where it is upheld."""

    decision: Literal["upheld", "rejected"]
    reason: Reason
    answer: Answer | None = None

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "decision": "upheld",
                    "reason": "补充的签到表有效",
                    "answer": {"numerator": 492, "denominator": 500},
                }
            ]
        }
    )


class AmendmentGiven(Given):
    """What is put in place of one published item's answer; null takes the answer back."""

    item: Id
    reason: Reason
    answer: Answer | None = None

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "item": "A8",
                    "reason": "复核发现分母录错",
                    "answer": {"numerator": 492, "denominator": 498},
                }
            ]
        }
    )


class PanelGiven(Given):
    """Who sits for a step of a submission."""

    step: Id
    persons: Annotated[tuple[Id, ...], Field(strict=False, max_length=99)]

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"step": "review", "persons": ["0196…", "0196…", "0196…"]}]}
    )


class Saved(Shown):
    """What was saved is on disk under this version."""

    id: str
    version: int


class Moved(Shown):
    """Where a submission stands now, and what this person may do with it next."""

    id: str
    state: str
    version: int
    due_at: str | None
    actions: list[Action]
