"""Notices: what a person is told of a submission, and the words that are kept for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, NamedTuple

from sqlalchemy import Connection, bindparam, insert, select

from smart_team.assessment.loading import Submission
from smart_team.procedure.machine import step_of
from smart_team.store.clock import new_id
from smart_team.store.gate import Work
from smart_team.store.tables import cycles, documents, notifications, stages

Sort = Literal["turn", "returned", "decided", "published", "due_soon", "overdue", "day_moved"]
"""轮到办理, 退回, 申诉裁决, 结果发布, 即将到期, 逾期, 期限改动."""


class Notice(NamedTuple):
    """What one person is told; `content` is canonical JSON, `submission` None of a whole stage."""

    person: str
    sort: Sort
    submission: str | None
    content: str


def words_of(found: Submission, **more: object) -> str:
    """Return what is kept of a submission to tell it by: unit, cycle, stage, step and due day."""
    row, step = found.row, step_of(found.procedure, found.row.state)
    title = {"zh": "办结", "en": "done"} if step is None else _both(step.title)
    content = {
        **_stage(found.connection, row.stage),
        "unit": row.unit,
        "name": row.name,
        "state": row.state,
        "step": title,
        "due_at": row.due_at,
        **more,
    }
    return text_of(content)


def words_of_stage(connection: Connection, stage: str, **more: object) -> str:
    """Return what is kept of a whole stage: its cycle and its rubric's title."""
    return text_of({**_stage(connection, stage), **more})


def text_of(content: Mapping[str, object]) -> str:
    """Return a notice's content as it is kept."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def keep(work: Work, notices: Iterable[Notice]) -> int:
    """Put notices into the inboxes of their persons; returns how many."""
    rows = [
        {**notice._asdict(), "id": new_id(work.now), "at": work.at}
        for notice in dict.fromkeys(notices)
    ]
    if rows:
        work.connection.execute(insert(notifications), rows)
    return len(rows)


_STAGE: Final = (
    select(stages.c.id, cycles.c.title, documents.c.text)
    .join_from(stages, cycles, stages.c.cycle == cycles.c.id)
    .join(documents, documents.c.hash == stages.c.rubric)
    .where(stages.c.id == bindparam("stage"))
)


def _stage(connection: Connection, stage: str) -> dict[str, Any]:
    id_, cycle, text = connection.execute(_STAGE, {"stage": stage}).one()
    return {"cycle": cycle, "stage": json.loads(text)["title"], "stage_id": id_}


def _both(title: Any) -> dict[str, str]:  # noqa: ANN401 - a text of YAML in one language or both
    return {"zh": title.zh, "en": title.en or title.zh}
