"""A metric's value in a submission, and the records behind it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response
from sqlalchemy import Connection

from smart_team.assessment.records.counted import behind
from smart_team.assessment.records.counted_bulk import Turned
from smart_team.assessment.records.views import named_units
from smart_team.assessment.recounting import recount_stage
from smart_team.assessment.views.pages import Span
from smart_team.store.gate import Work
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.language import language_of
from smart_team_api.pages.answer_parts import words
from smart_team_api.pages.frame import go, show
from smart_team_api.pages.posting import Post, Posting
from smart_team_api.pages.record_fields import shown_columns
from smart_team_api.repeats import Answer

router = APIRouter(include_in_schema=False)
Id = Annotated[str, Path(max_length=80)]


@router.get("/submissions/{submission}/metrics/{item}")
async def rows(
    submission: Id,
    item: Annotated[str, Path(max_length=64)],
    look: Annotated[Look, Depends(Looking("read"))],
    after: Annotated[str | None, Query(max_length=80)] = None,
    part: Annotated[str | None, Query(max_length=80)] = None,
    turn: Annotated[str | None, Query(max_length=120)] = None,
) -> Response:
    """Show what a metric answers to an item, and the records behind it, ledger by ledger."""

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        library = look.service.library
        span, turned = Span(50, after), Turned(part or None, Span(50, turn or None))
        found = behind(connection, caller.principal, submission, item, library, span, turned)
        answer, lang = found.told.value.answer, language_of(look.request)
        books = {each.book.name: each.book for each in found.rows}
        return {
            "found": found,
            "said": words(found.plan, found.item, answer, lang),
            "books": [(book, shown_columns(book)) for book in books.values()],
            "bulk_columns": () if found.bulk is None else shown_columns(found.bulk.book),
            "every_unit": named_units(connection),
        }

    return await show(look, "claims/counted.html", view)


@router.post("/stages/{stage}/metrics")
async def count(
    stage: Id, post: Annotated[Post, Depends(Posting("count_metrics", versioned=False))]
) -> Response:
    """Count a stage's metrics anew."""

    def step(work: Work, caller: Caller) -> Answer:
        changed = recount_stage(work, caller.principal, stage, post.service.library)
        return Answer({"submissions": changed})

    await post.submit(step, stage)
    return go(f"/stages/{stage}", "counted")
