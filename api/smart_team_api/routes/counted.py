"""The values of metrics in submissions, down to the records behind them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from sqlalchemy import Connection

from smart_team.assessment.records.counted import Behind, behind
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.paging import Paged
from smart_team_api.routes.ledgers import line_of
from smart_team_api.routes.submissions import Submission
from smart_team_api.schemas.counted import BehindShown, CountedShown, PartShown
from smart_team_api.strict_json import StrictRoute

router = APIRouter(prefix="/submissions", tags=["submissions"], route_class=StrictRoute)
Item = Annotated[str, Path(max_length=64, description="指标 · the item")]


@router.get(
    "/{submission}/metrics/{item}",
    summary="数据项的依据 · What a value is counted from",
    response_model=CountedShown,
)
async def counted(
    submission: Submission, item: Item, span: Paged, look: Annotated[Look, Depends(Looking("read"))]
) -> CountedShown:
    """Return what a metric answers to an item, and the records behind it, the newest first."""

    def view(connection: Connection, caller: Caller) -> CountedShown:
        library = look.service.library
        return _shown(behind(connection, caller.principal, submission, item, library, span))

    return await look.at(view)


def _shown(found: Behind) -> CountedShown:
    told, value = found.told, found.told.value
    return CountedShown.model_validate(
        {
            "item": found.item.id,
            "metric": value.metric,
            "definition": value.definition,
            "redefined": told.was_redefined,
            "title": told.title,
            "measure": told.measure,
            "source": told.source,
            "first": told.period.first,
            "last": told.period.last,
            "counted_at": told.counted_at,
            "frozen": told.frozen,
            "stale": found.is_stale,
            "answer": None if value.answer is None else dict(value.answer),
            "refused": value.refused,
            "parts": [
                PartShown(name=name, value=part.value, records=part.records, hash=part.hash)
                for name, part in value.parts.items()
            ],
            "records": found.records,
            "hidden": found.hidden,
            "items": [
                BehindShown(
                    record=line_of(each.book, each.view),
                    parts=list(each.parts),
                    changed=each.changed,
                )
                for each in found.rows
            ],
            "next": found.next,
        }
    )
