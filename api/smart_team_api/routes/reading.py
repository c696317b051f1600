"""Submissions as they are read: lists, one whole, its scores, and what a draft would come to."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from smart_team.assessment.feedback import feedback_of
from smart_team.assessment.loading import find
from smart_team.assessment.views.preview import Preview, preview
from smart_team.assessment.views.scores import layer_scores
from smart_team.assessment.views.submission import submission_view
from smart_team.assessment.views.submissions import Wanted, submissions_list
from smart_team.errors import Lang
from smart_team_api.asking import Look, Looking
from smart_team_api.language import language_of
from smart_team_api.paging import Paged
from smart_team_api.problems import said
from smart_team_api.routes.submissions import Submission
from smart_team_api.schemas.base import Page
from smart_team_api.schemas.submissions import PreviewGiven
from smart_team_api.schemas.views import (
    Feedback,
    LayerScoreShown,
    LostShown,
    PreviewShown,
    ProblemShown,
    Scores,
    ScoreShown,
    SubmissionLine,
    SubmissionShown,
)
from smart_team_api.strict_json import StrictRoute
from smart_team_api.versions import etag

router = APIRouter(prefix="/submissions", tags=["submissions"], route_class=StrictRoute)
Reading = Annotated[Look, Depends(Looking("read"))]
Filter = Annotated[str | None, Query(max_length=80)]


@router.get("", summary="材料列表 · Submissions", response_model=Page[SubmissionLine])
async def listing(
    span: Paged,
    look: Reading,
    cycle: Filter = None,
    stage: Filter = None,
    unit: Filter = None,
    state: Filter = None,
) -> Page[SubmissionLine]:
    """List the submissions that this person may read, each with what they may do with it now."""
    wanted = Wanted(cycle, stage, unit, state)
    return await look.at(
        lambda connection, caller: Page[SubmissionLine].model_validate(
            submissions_list(connection, caller.principal, wanted, span)
        )
    )


@router.get("/{submission}", summary="一份材料 · One submission", response_model=SubmissionShown)
async def whole(submission: Submission, response: Response, look: Reading) -> SubmissionShown:
    """Return a submission as this person may see it; its version is the ETag."""
    found = await look.at(
        lambda connection, caller: SubmissionShown.model_validate(
            submission_view(connection, caller.principal, submission, look.service.library)
        )
    )
    response.headers["ETag"] = etag(found.version)
    return found


@router.get("/{submission}/scores", summary="各环节得分 · Scores by step", response_model=Scores)
async def scores(submission: Submission, request: Request, look: Reading) -> Scores:
    """Return what the submission comes to at each step that this person may see, and why."""
    lang = language_of(request)
    return await look.at(
        lambda connection, caller: Scores(
            items=[
                LayerScoreShown.model_validate(each)
                for each in layer_scores(
                    connection, caller.principal, submission, look.service.library, lang
                )
            ]
        )
    )


@router.post(
    "/{submission}/preview", summary="试算 · Score a draft, unsaved", response_model=PreviewShown
)
async def try_out(
    submission: Submission, given: PreviewGiven, request: Request, look: Reading
) -> PreviewShown:
    """Return what a draft would come to; nothing is kept, and what is wrong is named."""
    lang = language_of(request)
    return await look.at(
        lambda connection, caller: _shown(
            preview(
                connection,
                caller.principal,
                submission,
                given.draft(),
                look.service.library,
                look.service.platform.plugins,
                lang,
            ),
            lang,
        )
    )


def _shown(found: Preview, lang: Lang) -> PreviewShown:
    return PreviewShown(
        score=ScoreShown.model_validate(found.score),
        problems=[ProblemShown(**said(each, lang)) for each in found.problems],
        missing=list(found.missing),
        missing_evidence=list(found.missing_evidence),
    )


@router.get("/{submission}/feedback", summary="反馈清单 · Feedback list", response_model=Feedback)
async def feedback(submission: Submission, request: Request, look: Reading) -> Feedback:
    """Return what the unit lost in the published result, item by item, and why."""
    lang = language_of(request)
    return await look.at(
        lambda connection, caller: Feedback(
            items=[
                LostShown.model_validate(each)
                for each in feedback_of(
                    find(connection, caller.principal, submission), look.service.library, lang
                )
            ]
        )
    )
