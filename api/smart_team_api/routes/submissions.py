"""A submission's way: saved, handed in, signed, reviewed, sent back, announced."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Response

from smart_team.assessment import submissions as use
from smart_team.assessment.drafts import Draft
from smart_team.assessment.handing_in import submit as hand_in
from smart_team.assessment.library import Library
from smart_team.assessment.loading import find
from smart_team.assessment.seats import assign_panel
from smart_team.people.policy import moves
from smart_team.store.gate import Work
from smart_team_api.asking import Ask, Changing
from smart_team_api.callers import Caller
from smart_team_api.repeats import Answer
from smart_team_api.schemas.submissions import (
    AmendmentGiven,
    AppealGiven,
    DraftGiven,
    Moved,
    PanelGiven,
    ReasonGiven,
    ReviewGiven,
    RulingGiven,
    Saved,
)
from smart_team_api.strict_json import StrictRoute

router = APIRouter(prefix="/submissions", tags=["submissions"], route_class=StrictRoute)
Submission = Annotated[str, Path(max_length=80, description="材料编号 · the submission's id")]

PLAIN: Final[dict[use.Plain, str]] = {
    "withdraw": "撤回 · Take back before it is signed",
    "sign": "审签报送 · Sign",
    "confirm": "确认本环节 · Confirm a review",
    "announce": "公示 · Announce",
    "send_feedback": "发反馈清单 · Send the feedback list",
    "accept": "整改验收 · Accept a rework",
}
"""Moves that need nothing but the version that was seen."""


@router.put("/{submission}/draft", summary="保存填报 · Save a unit's claim", response_model=Saved)
async def save_draft(
    submission: Submission, given: DraftGiven, ask: Annotated[Ask, Depends(Changing("save"))]
) -> Response:
    """Replace the whole claim; the one before stays as an earlier revision."""
    return await _save(ask, submission, given.draft(), use.save)


@router.put(
    "/{submission}/review", summary="保存评分 · Save a reviewer's layer", response_model=Saved
)
async def save_review(
    submission: Submission, given: ReviewGiven, ask: Annotated[Ask, Depends(Changing("review"))]
) -> Response:
    """Replace all that this reviewer says otherwise; the unit's claim is never overwritten."""
    return await _save(ask, submission, given.draft(), use.review)


Save = Callable[[Work, use.Asked, Draft, Library], int]


async def _save(ask: Ask, submission: str, draft: Draft, save: Save) -> Response:
    def step(work: Work, caller: Caller) -> Answer:
        asked = use.Asked(caller.principal, submission, ask.seen)
        version = save(work, asked, draft, ask.service.library)
        return Answer({"id": submission, "version": version}, version)

    return await ask.change(step, submission)


Act = Callable[[Work, use.Asked], object]


async def move(ask: Ask, submission: str, act: Act) -> Response:
    """Let a use case act on the version that was seen; answer where the submission stands then."""

    def step(work: Work, caller: Caller) -> Answer:
        act(work, use.Asked(caller.principal, submission, ask.seen))
        return _moved(work, caller, submission)

    return await ask.change(step, submission)


def _moved(work: Work, caller: Caller, submission: str) -> Answer:
    """Return where a submission stands after a move, as who moved it sees it."""
    found = find(work.connection, caller.principal, submission)
    body = {
        "id": submission,
        "state": found.row.state,
        "version": found.row.version,
        "due_at": found.row.due_at,
        "actions": moves(caller.principal, found.target),
    }
    return Answer(body, found.row.version)


@router.post(
    "/{submission}/submit", summary="提交审签 · Hand in for sign-off", response_model=Moved
)
async def submit(
    submission: Submission, ask: Annotated[Ask, Depends(Changing("submit"))]
) -> Response:
    """Hand the claim in; if it lacks anything, all that it lacks is named and it stays as it is."""
    library, plugins = ask.service.library, ask.service.platform.plugins
    return await move(ask, submission, lambda work, asked: hand_in(work, asked, library, plugins))


def _plain(action: use.Plain) -> Callable[..., Coroutine[Any, Any, Response]]:
    asking: Any = Depends(Changing(action))

    async def act(submission: Submission, ask: Ask = asking) -> Response:
        library = ask.service.library
        return await move(
            ask, submission, lambda work, asked: use.act(work, asked, action, library)
        )

    return act


for _action, _summary in PLAIN.items():
    router.add_api_route(
        f"/{{submission}}/{_action.replace('_', '-')}",
        _plain(_action),
        methods=["POST"],
        name=_action,
        summary=_summary,
        response_model=Moved,
    )


@router.post("/{submission}/return", summary="退回 · Send back", response_model=Moved)
async def send_back(
    submission: Submission, given: ReasonGiven, ask: Annotated[Ask, Depends(Changing("return"))]
) -> Response:
    """Send the submission back with a reason, which is kept and shown."""
    library = ask.service.library
    return await move(
        ask, submission, lambda work, asked: use.act(work, asked, "return", library, given.reason)
    )


@router.post("/{submission}/amendments", summary="更正 · Amend an answer", response_model=Moved)
async def amend(
    submission: Submission, given: AmendmentGiven, ask: Annotated[Ask, Depends(Changing("amend"))]
) -> Response:
    """Amend one answer of a published result; it counts once a correction is published."""
    one, library = use.Amendment(given.item, given.reason, given.answer), ask.service.library
    return await move(ask, submission, lambda work, asked: use.amend(work, asked, one, library))


@router.put("/{submission}/panel", summary="评估组成员 · Name a panel", response_model=Moved)
async def name_panel(
    submission: Submission,
    given: PanelGiven,
    ask: Annotated[Ask, Depends(Changing("panel_members"))],
) -> Response:
    """Name who sits for a step: inspectors who never acted for the unit."""
    return await move(
        ask, submission, lambda work, asked: assign_panel(work, asked, given.step, given.persons)
    )


@router.post("/{submission}/appeals", summary="申诉 · Appeal an item", response_model=Moved)
async def appeal(
    submission: Submission, given: AppealGiven, ask: Annotated[Ask, Depends(Changing("appeal"))]
) -> Response:
    """Appeal one item inside the window."""
    item, ground, library = given.item, given.ground, ask.service.library
    return await move(
        ask, submission, lambda work, asked: use.appeal(work, asked, item, ground, library)
    )


@router.post(
    "/{submission}/appeals/{item}/decision",
    summary="裁决申诉 · Decide an appeal",
    response_model=Moved,
)
async def decide(
    submission: Submission,
    item: Annotated[str, Path(max_length=80)],
    given: RulingGiven,
    ask: Annotated[Ask, Depends(Changing("decide"))],
) -> Response:
    """Decide one appeal; the answer that stands from now on goes into the appeal layer."""
    ruling = use.Ruling(item, given.decision, given.reason, given.answer)
    library = ask.service.library
    return await move(ask, submission, lambda work, asked: use.decide(work, asked, ruling, library))
